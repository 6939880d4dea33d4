// Go maps with text keys: `ctx`, `api` and what lies in them, headers and forms, SAML attributes.
//
// Members can be set and deleted; a value that does not fit the type is dropped. Members can be built on
// first access.

function mapOf(element, name) {
    return { __proto__: null, kind: 'map', element, name: name ?? 'map[string]' + element.name, shows: howToShow(element) };
}

const STRING_LISTS = mapOf(STRINGS);
/** What `ctx` and `api` are made of. */
const FIELDS = mapOf(CARRIED, 'actions.fields');
FIELDS.shows = SHOWS_ANYTHING;

function newMap(type) {
    return new MapRecord(type, { __proto__: null }, undefined);
}

function MapRecord(type, values, lazy) {
    this.type = type;
    this.values = values;
    this.lazy = lazy;
    this.object = undefined;
}
makesRecords(MapRecord, ['type', 'values', 'lazy', 'object']);

/** Host object made of members; of `lazy` each is a function that builds the member. */
function fields(values, lazy) {
    return mapObject(new MapRecord(FIELDS, values, lazy));
}

function mapObject(map) {
    map.object ??= new ProxyOf(map, mapHandler);
    return map.object;
}

/** Value of a member; undefined when there is none, or when it is that. */
function mapMember(map, key) {
    const value = map.values[key];
    if (value !== undefined || map.lazy === undefined) return value;
    const build = map.lazy[key];
    if (build === undefined) return undefined;
    const built = build();
    map.lazy[key] = undefined;
    map.values[key] = built;
    return built;
}

function isMapMember(map, key) {
    if (typeof key !== 'string') return false;
    return hasOwn(map.values, key) || (map.lazy !== undefined && map.lazy[key] !== undefined);
}

function mapKeys(map) {
    if (map.lazy !== undefined) {
        const names = objectKeys(map.lazy);
        for (let i = 0; i < names.length; i += 1) mapMember(map, names[i]);
    }
    return objectKeys(map.values);
}

/** What the engine cannot answer by itself. */
function getOfMap(map, key, receiver) {
    const value = typeof key === 'string' ? mapMember(map, key) : undefined;
    if (value !== undefined || isMapMember(map, key)) return toScript(map.type.element, value);
    return reflectGet(ObjectPrototype, key, receiver);
}

const mapHandler = {
    __proto__: null,
    get: memberTrap(makers, getOfMap),
    has(map, key) {
        return isMapMember(map, key) || reflectHas(ObjectPrototype, key);
    },
    set(map, key, value, receiver) {
        const isOwn = receiver === map.object && typeof key === 'string';
        return isOwn ? putIntoMap(map, key, value) : reflectSet(ObjectPrototype, key, value, receiver);
    },
    deleteProperty(map, key) {
        if (typeof key === 'string') {
            delete map.values[key];
            if (map.lazy !== undefined) map.lazy[key] = undefined;
        }
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
        return mapKeys(map);
    },
    preventExtensions(map) {
        return refuseFreezing(mapKeys(map)[0]);
    },
    getPrototypeOf() {
        return ObjectPrototype;
    },
};
brand(mapHandler);

function putIntoMap(map, key, value) {
    const result = fromScript(map.type.element, value, zeroOf(map.type.element));
    if (result.problem !== '') return refuse('map value conversion error: ' + result.problem);
    map.values[key] = result.value;
    if (map.lazy !== undefined) map.lazy[key] = undefined;
    return true;
}
