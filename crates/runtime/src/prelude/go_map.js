// Go maps with text keys: `ctx`, `api` and what lies in them, headers and forms, SAML attributes.
//
// Members can be set and deleted; a value that does not fit the type is dropped. Members can be built on
// first access.

function mapOf(element, name) {
    return { __proto__: null, kind: 'map', element, name: name ?? 'map[string]' + element.name };
}

const STRING_LISTS = mapOf(STRINGS);
/** What `ctx` and `api` are made of. */
const FIELDS = mapOf(CARRIED, 'actions.fields');

function newMap(type) {
    return {
        __proto__: null,
        type,
        values: { __proto__: null },
        lazy: undefined,
        isExtensible: true,
        object: undefined,
    };
}

/** A map with these members; of `lazy` each is a function that builds the member. */
function mapFrom(type, values, lazy) {
    const map = newMap(type);
    map.values = values;
    map.lazy = lazy;
    if (lazy !== undefined) {
        const names = objectKeys(lazy);
        for (let i = 0; i < names.length; i += 1) values[names[i]] = PENDING;
    }
    return map;
}

/** Stands for a member that was not built yet. */
const PENDING = { __proto__: null };

/** Host object made of members: nested plain objects become maps too. */
function fields(values, lazy) {
    return mapObject(mapFrom(FIELDS, values, lazy));
}

function mapObject(map) {
    map.object ??= newHostObject(map, mapHandler, map);
    return map.object;
}

function mapMember(map, key) {
    const value = map.values[key];
    if (value !== PENDING) return value;
    const built = map.lazy[key]();
    map.values[key] = built;
    return built;
}

function isMapMember(map, key) {
    return typeof key === 'string' && hasOwn(map.values, key);
}

const mapHandler = {
    __proto__: null,
    get(map, key, receiver) {
        if (isMapMember(map, key)) return toScript(map.type.element, mapMember(map, key));
        return reflectGet(ObjectPrototype, key, receiver);
    },
    has(map, key) {
        return isMapMember(map, key) || reflectHas(ObjectPrototype, key);
    },
    set(map, key, value, receiver) {
        if (receiver !== map.object || typeof key !== 'string') return reflectSet(ObjectPrototype, key, value, receiver);
        return putIntoMap(map, key, value);
    },
    deleteProperty(map, key) {
        if (isMapMember(map, key)) delete map.values[key];
        return true;
    },
    defineProperty(map, key, descriptor) {
        checkDefinition(key, descriptor);
        if (!putIntoMap(map, textOf(key), member(descriptor, 'value', undefined))) throw new TypeErrorOf(refusal);
        return true;
    },
    getOwnPropertyDescriptor(map, key) {
        if (!isMapMember(map, key)) return undefined;
        return descriptorOf(toScript(map.type.element, mapMember(map, key)), true);
    },
    ownKeys(map) {
        return objectKeys(map.values);
    },
    preventExtensions(map) {
        return refuseFreezing(objectKeys(map.values)[0]);
    },
    getPrototypeOf() {
        return ObjectPrototype;
    },
};

function putIntoMap(map, key, value) {
    const result = fromScript(map.type.element, value, zeroOf(map.type.element));
    if (result.problem !== '') return refuse('map value conversion error: ' + result.problem);
    map.values[key] = result.value;
    return true;
}
