// Go structs: fixed members in the order of their declaration, then methods.
//
// Writing a member converts, an unknown one is dropped, none can be deleted. Pointers to structs are the
// same records, or null.

/**
 * A member: `go` is its name in Go, scripts see the first letter lowered. JSON of the host uses `tag`, with
 * `omitsEmpty` only when there is something, or else the name in Go. The context has the member under `tag`,
 * or else under the name in small letters and underscores.
 */
function field(go, type, tag, omitsEmpty) {
    return new Field(go, type, tag, omitsEmpty === true);
}

function Field(go, type, tag, omitsEmpty) {
    this.go = go;
    this.name = toLowerCase(go[0]) + stringSlice(go, 1);
    this.key = tag ?? snakeCase(go);
    this.type = type;
    this.shows = howToShow(type);
    this.json = tag ?? go;
    this.omitsEmpty = omitsEmpty;
    this.promoted = false;
    this.through = null;
    this.build = undefined;
    this.read = undefined;
    this.made = undefined;
    this.onChange = undefined;
    if (type === STRING) {
        this.shows = SHOWS_TEXT;
    } else if (type.kind === 'carried' && type.fromJson !== undefined) {
        this.shows = SHOWS_READ;
        this.read = type.fromJson;
    } else if (type.kind === 'list' && type.fromJson === undefined) {
        this.shows = SHOWS_LIST;
        this.made = type;
    }
}
makesRecords(Field, [
    'go', 'name', 'key', 'type', 'shows', 'json', 'omitsEmpty', 'promoted', 'through', 'build', 'read', 'made', 'onChange',
]);

/** A member that is no part of the context: `build` makes it of the source when it is first needed. */
function builtField(go, type, build) {
    const built = field(go, type);
    built.shows = howToShow(type);
    built.build = build;
    return built;
}

/** A list that all copies of the struct share; whoever changes it tells `onChange`. */
function sharedField(go, type, onChange) {
    const shared = field(go, type);
    shared.onChange = onChange;
    return shared;
}

function snakeCase(go) {
    let key = toLowerCase(go[0]);
    for (let i = 1; i < go.length; i += 1) key += go[i] >= 'a' && go[i] <= 'z' ? go[i] : '_' + toLowerCase(go[i]);
    return key;
}

/** A struct that is part of another one, whose members are reached through both. */
function embedded(go, type) {
    const member = field(go, type);
    member.promoted = true;
    return member;
}

/**
 * A struct type. `methods`: name → function (record, args); `json`: record → text, when the type has an
 * encoder of its own. A type that has one for the host's JSON only keeps it in `goJson`.
 */
function struct(name, fields, methods, json) {
    const type = {
        __proto__: null,
        kind: 'struct',
        name,
        fields: { __proto__: null },
        declared: newList(),
        methods: methods ?? NO_METHODS,
        names: newList(),
        ownKeys: [],
        json,
        goJson: json,
        text: undefined,
    };
    for (let i = 0; i < fields.length; i += 1) {
        append(type.declared, fields[i]);
        addField(type, fields[i], null);
    }
    const methodNames = objectKeys(type.methods);
    for (let i = 0; i < type.names.length; i += 1) defineIndex(type.ownKeys, type.names[i]);
    for (let i = 0; i < methodNames.length; i += 1) defineIndex(type.ownKeys, methodNames[i]);
    return type;
}

function addField(type, declared, through) {
    const known = type.fields[declared.name];
    if (known === undefined) append(type.names, declared.name);
    if (known === undefined || depthOf(through) < depthOf(known.through)) {
        const { type: memberType, name, key, promoted } = declared;
        const isOwn = through === null;
        type.fields[name] = isOwn ? declared : { __proto__: null, type: memberType, name, key, promoted, through };
    }
    if (!declared.promoted) return;
    const path = newList();
    for (let i = 0; through !== null && i < through.length; i += 1) append(path, through[i]);
    append(path, declared.name);
    const inner = structTypeOf(declared.type).declared;
    for (let i = 0; i < inner.length; i += 1) addField(type, inner[i], path);
}

function depthOf(through) {
    return through === null ? 0 : through.length;
}

function structTypeOf(type) {
    return type.kind === 'pointer' ? type.target : type;
}

function pointer(target) {
    return { __proto__: null, kind: 'pointer', name: '*' + target.name, target };
}

/** Where members are read that are all zero: unlike what a context leaves out, which may mean something. */
const NOTHING = { __proto__: null };

/** A record of the type: members that `values` lacks are zero. */
function newStruct(type, values) {
    return structFrom(type, NOTHING, values);
}

/** A record of the type: members that `values` lacks are read of `source` when they are first needed. */
function structFrom(type, source, values) {
    return new StructRecord(type, source, values ?? { __proto__: null });
}

function StructRecord(type, source, values) {
    this.type = type;
    this.source = source;
    this.values = values;
    this.object = undefined;
}
makesRecords(StructRecord, ['type', 'source', 'values', 'object']);

/** Value of a member that the record itself has, by its name. */
function valueOf(record, name) {
    const value = record.values[name];
    return value === undefined ? readMember(record, record.type.fields[name]) : value;
}

function readMember(record, known) {
    const { source } = record;
    const { type } = known;
    let value;
    if (known.promoted) value = structFrom(structTypeOf(type), source);
    else if (source === NOTHING) value = zeroOf(type);
    else if (known.onChange !== undefined) value = sharedListOf(type, source, known);
    else value = known.build === undefined ? fromJson(type, member(source, known.key, undefined)) : known.build(source);
    record.values[known.name] = value;
    return value;
}

/** A value of the host from JSON; undefined and null are zero. */
function fromJson(type, value) {
    if (type.fromJson !== undefined) return type.fromJson(value);
    if (value === undefined || value === null) return zeroOf(type);
    if (type.kind === 'string') return value;
    switch (type.kind) {
        case 'int64':
        case 'uint64':
            return NumberOf(value);
        case 'time':
            return timeFromJson(value);
        case 'struct':
            return structFrom(type, value);
        case 'pointer':
            return structFrom(type.target, value);
        case 'list':
            return lazyList(type, value);
        default:
            return value;
    }
}

function copyStruct(record) {
    const copy = structFrom(record.type, record.source);
    const declared = record.type.declared;
    for (let i = 0; i < declared.length; i += 1) {
        const { name, type } = declared[i];
        const value = record.values[name];
        if (value !== undefined) copy.values[name] = type.kind === 'struct' ? copyStruct(value) : value;
    }
    return copy;
}

function structObject(record) {
    record.object ??= new ProxyOf(record, structHandler);
    return record.object;
}

/** The record that holds a member: itself, or one that is part of it. */
function holderOf(record, known) {
    let holder = record;
    if (known.through === null) return holder;
    for (let i = 0; i < known.through.length; i += 1) holder = valueOf(holder, known.through[i]);
    return holder;
}

/** What the engine cannot answer by itself. */
function getOfStruct(record, key, receiver) {
    const type = record.type;
    if (typeof key === 'string') {
        const known = type.fields[key];
        if (known !== undefined) return toScript(known.type, valueOf(holderOf(record, known), key));
        const method = type.methods[key];
        if (method !== undefined) return boundMethod(record, method);
        const isEncoded = key === 'toJSON' && encodingJson > 0 && type.json !== undefined;
        if (isEncoded) return () => rawJson(type.json(record));
    }
    return reflectGet(ObjectPrototype, key, receiver);
}

const structHandler = {
    __proto__: null,
    get: memberTrap(makers, getOfStruct),
    has(record, key) {
        return isStructMember(record.type, key) || reflectHas(ObjectPrototype, key);
    },
    set(record, key, value, receiver) {
        if (receiver !== record.object) return reflectSet(ObjectPrototype, key, value, receiver);
        if (typeof key !== 'string') return true;
        const known = record.type.fields[key];
        if (known === undefined) return refuse('Cannot assign to property ' + textOf(key) + ' of a host object');
        const problem = assignMember(holderOf(record, known), known, value);
        return problem === '' || refuse('Go struct conversion error: ' + problem);
    },
    deleteProperty(record, key) {
        if (!isStructMember(record.type, key)) return true;
        return refuse('Cannot delete property ' + textOf(key) + ' from a Go type');
    },
    defineProperty(record, key, descriptor) {
        checkDefinition(key, descriptor);
        const known = typeof key === 'string' ? record.type.fields[key] : undefined;
        if (known === undefined) throw new TypeErrorOf("Cannot define property '" + textOf(key) + "' on a host object");
        const problem = assignMember(holderOf(record, known), known, descriptor.value);
        if (problem !== '') throw new TypeErrorOf('Go struct conversion error: ' + problem);
        return true;
    },
    getOwnPropertyDescriptor(record, key) {
        if (!isStructMember(record.type, key)) return undefined;
        return descriptorOf(getOfStruct(record, key, undefined), record.type.fields[key] !== undefined);
    },
    ownKeys(record) {
        return record.type.ownKeys;
    },
    preventExtensions(record) {
        return refuseFreezing(record.type.names[0]);
    },
    getPrototypeOf() {
        return ObjectPrototype;
    },
};
brand(structHandler);
makers.structHandler = structHandler;

function isStructMember(type, key) {
    return typeof key === 'string' && (type.fields[key] !== undefined || type.methods[key] !== undefined);
}

/** How many members of structs scripts have written: who tells of a struct sees that it may have changed. */
let assignments = 0;

/** Converts and keeps a member; answers the problem, or ''. */
function assignMember(holder, known, value) {
    assignments += 1;
    const old = valueOf(holder, known.name);
    const isPart = known.type.kind === 'struct';
    const result = fromScript(known.type, value, isPart ? copyStruct(old) : old);
    if (result.problem === '') holder.values[known.name] = result.value;
    return result.problem;
}
