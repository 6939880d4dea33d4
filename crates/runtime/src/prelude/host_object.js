// Host objects: proxies in front of records, which behave as the old engine's view of Go values.
//
// Knows what all kinds have in common: which record a proxy stands for, why a write was refused, and
// what a kind of Go type is made of. The kinds themselves are in `named_scalar.js`, `go_struct.js`,
// `lists.js`, `go_map.js` and `go_time.js`.

/** Marks the record of a list on its proxy's target, which has to be an array. */
const RECORD = Symbol('record');

/** The record that a host object stands for, `{ type, … }`; undefined of everything else. */
function recordOf(value) {
    const target = targetOf(value);
    return target !== undefined && isArray(target) ? target[RECORD] : target;
}

/** How the engine shows what a record holds, when it can do so by itself: see `shows` of types and members. */
const SHOWS_PLAIN = 1;
const SHOWS_RECORD = 2;
const SHOWS_ANYTHING = 3;
const SHOWS_TEXT = 4;
const SHOWS_READ = 5;
const SHOWS_LIST = 6;

/** What the engine makes host objects with, when it does so by itself; the handlers follow with their kinds. */
const makers = {
    __proto__: null,
    mark: RECORD,
    recordPrototype: NO_PROTOTYPE,
    arrayPrototype: ArrayPrototype,
    structHandler: undefined,
    listHandler: undefined,
};

/** The same for values of a type: what is left to `toScript` is undefined. */
function howToShow(type) {
    switch (type.kind) {
        case 'struct':
        case 'pointer':
        case 'list':
        case 'map':
        case 'time':
            return SHOWS_RECORD;
        case 'carried':
            return SHOWS_PLAIN;
        default:
            return type.objects === undefined && type !== FUNCTION ? SHOWS_PLAIN : undefined;
    }
}

/** Why the last write was refused: strict code throws it, see `errors.js`. */
let refusal = '';

/** Answer of a trap that refuses: sloppy code goes on, strict code throws the text. */
function refuse(text) {
    refusal = text;
    return false;
}

/** A Go type without members of its own: `kind` says how values are kept, `name` what Go calls it. */
function scalarType(kind, name) {
    return { __proto__: null, kind, name };
}

const STRING = scalarType('string', 'string');
const BOOL = scalarType('bool', 'bool');
const INT = scalarType('int', 'int');
const INT32 = scalarType('int32', 'int32');
const INT64 = scalarType('int64', 'int64');
const UINT64 = scalarType('uint64', 'uint64');
const BYTE = scalarType('byte', 'uint8');
/** A JavaScript value that Go only carries. */
const CARRIED = scalarType('carried', 'goja.Value');
/** A function of the host. */
const FUNCTION = scalarType('function', 'func(goja.FunctionCall) goja.Value');

/** Stands for an object without members. */
const EMPTY = { __proto__: null };

/** What a member that was never set holds. */
function zeroOf(type) {
    switch (type.kind) {
        case 'string':
        case 'named string':
            return '';
        case 'bool':
        case 'named bool':
            return false;
        case 'struct':
            return newStruct(type, null);
        case 'list':
            return emptyList(type);
        case 'time':
            return ZERO_TIME;
        case 'map':
            return newMap(type);
        case 'carried':
            return UNSET;
        case 'pointer':
        case 'function':
            return null;
        default:
            return 0;
    }
}

/** A carried value that was never set; scripts see null. */
const UNSET = { __proto__: null };

/** What a script sees of a value kept by the host. */
function toScript(type, value) {
    if (value === null || value === undefined) return value;
    if (typeof value !== 'object') return type.objects === undefined ? value : scalarObject(type, value);
    if (value === UNSET) return null;
    switch (type.kind) {
        case 'struct':
        case 'pointer':
            return structObject(value);
        case 'list':
            return listObject(value);
        case 'map':
            return mapObject(value);
        case 'time':
            return timeObject(value);
        default:
            return value;
    }
}

/** A method that a script gets: bound to its record, as Go's method values are. */
function boundMethod(record, method) {
    return (...args) => method(record, args);
}

function descriptorOf(value, writable) {
    return { __proto__: null, value, writable, enumerable: true, configurable: true };
}

/** What `Object.defineProperty` on a host object is told; nothing when it may go on. */
function checkDefinition(key, descriptor) {
    const name = textOf(key);
    if (hasOwn(descriptor, 'get') || hasOwn(descriptor, 'set')) {
        throw new TypeErrorOf('Host objects do not support accessor properties');
    }
    if (member(descriptor, 'writable', true) === false) {
        throw new TypeErrorOf('Host object field ' + name + ' cannot be made read-only');
    }
    if (member(descriptor, 'configurable', false) === true) {
        throw new TypeErrorOf('Host object field ' + name + ' cannot be made configurable');
    }
}

/** Host objects stay as open as they are; `Object.freeze` is told about the first member. */
function refuseFreezing(name) {
    if (name === undefined) return false;
    throw new TypeErrorOf('Host object field ' + name + ' cannot be made read-only');
}
