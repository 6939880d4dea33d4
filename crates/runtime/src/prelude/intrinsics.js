// The built-in functions the prelude relies on, taken before any script can replace them.
//
// Knows nothing of actions. Everything else here calls built-ins only through these names: a script may
// overwrite every property it can reach, and the host has to go on as if nothing had happened.
// For the same reason host functions never iterate with `for…of`, spread arrays or read members that
// may be missing from objects with a prototype.

const { bind, call } = Function.prototype;
/** A function that takes `this` as its first argument. */
const uncurryThis = bind.bind(call);

const callHost = native.host;
const evaluateGlobally = eval;
const { classOf, targetOf, brand, memberTrap, elementTrap, plainJson } = native;

const ArrayPrototype = Array.prototype;
const BooleanPrototype = Boolean.prototype;
const NumberPrototype = Number.prototype;
const ObjectPrototype = Object.prototype;
const StringPrototype = String.prototype;
const DatePrototype = Date.prototype;
const ErrorPrototype = Error.prototype;
const SyntaxErrorPrototype = SyntaxError.prototype;

const defineProperty = Reflect.defineProperty;
const deleteProperty = Reflect.deleteProperty;
const reflectApply = Reflect.apply;
const reflectConstruct = Reflect.construct;
const reflectGet = Reflect.get;
const reflectHas = Reflect.has;
const reflectOwnKeys = Reflect.ownKeys;
const reflectSet = Reflect.set;
const objectKeys = Object.keys;
const objectCreate = Object.create;
const ownDescriptor = Reflect.getOwnPropertyDescriptor;
const prototypeOf = Reflect.getPrototypeOf;
const setPrototypeOf = Reflect.setPrototypeOf;
const hasOwn = Object.hasOwn;

const StringOf = String;
const NumberOf = Number;
const ProxyOf = Proxy;
const DateOf = Date;
const ErrorOf = Error;
const TypeErrorOf = TypeError;
const RangeErrorOf = RangeError;
const SyntaxErrorOf = SyntaxError;
const SetOf = Set;
const WeakMapOf = WeakMap;
const Uint8ArrayOf = Uint8Array;

const charCodeAt = uncurryThis(StringPrototype.charCodeAt);
const codePointAt = uncurryThis(StringPrototype.codePointAt);
const stringIndexOf = uncurryThis(StringPrototype.indexOf);
const stringLastIndexOf = uncurryThis(StringPrototype.lastIndexOf);
const stringSlice = uncurryThis(StringPrototype.slice);
const stringTrim = uncurryThis(StringPrototype.trim);
const toLowerCase = uncurryThis(StringPrototype.toLowerCase);
const toUpperCase = uncurryThis(StringPrototype.toUpperCase);
const toWellFormed = uncurryThis(StringPrototype.toWellFormed);
const fromCharCode = String.fromCharCode;
const fromCodePoint = String.fromCodePoint;
const stringToString = uncurryThis(StringPrototype.toString);
const numberToString = uncurryThis(NumberPrototype.toString);
const numberToPrecision = uncurryThis(NumberPrototype.toPrecision);
const numberValueOf = uncurryThis(NumberPrototype.valueOf);
const booleanValueOf = uncurryThis(BooleanPrototype.valueOf);
const bigIntToString = uncurryThis(BigInt.prototype.toString);
const bigIntValueOf = uncurryThis(BigInt.prototype.valueOf);
const symbolValueOf = uncurryThis(Symbol.prototype.valueOf);
const symbolDescription = uncurryThis(ownDescriptor(Symbol.prototype, 'description').get);
const objectToString = uncurryThis(ObjectPrototype.toString);
const functionToString = uncurryThis(Function.prototype.toString);

const arraySort = uncurryThis(ArrayPrototype.sort);
const isArray = Array.isArray;
const regExpExec = uncurryThis(RegExp.prototype.exec);
const mapForEach = uncurryThis(Map.prototype.forEach);
const setForEach = uncurryThis(Set.prototype.forEach);
const setHas = uncurryThis(Set.prototype.has);
const setAdd = uncurryThis(Set.prototype.add);
const setDelete = uncurryThis(Set.prototype.delete);
const weakMapGet = uncurryThis(WeakMap.prototype.get);
const weakMapSet = uncurryThis(WeakMap.prototype.set);
const promiseThen = uncurryThis(Promise.prototype.then);
const promiseResolve = Promise.resolve.bind(Promise);
const typedArrayLength = uncurryThis(ownDescriptor(prototypeOf(Uint8Array.prototype), 'length').get);
const dateGetTime = uncurryThis(DatePrototype.getTime);
const dateNow = Date.now;
const dateParse = Date.parse;
const dateUtc = Date.UTC;

const decodeComponent = decodeURIComponent;
const encodeComponent = encodeURIComponent;
const binaryFromBase64 = atob;
const binaryToBase64 = btoa;
const floor = Math.floor;
const truncate = Math.trunc;
const roundToSingle = Math.fround;
const jsonParse = JSON.parse;
const jsonStringify = JSON.stringify;

const SYMBOL_ITERATOR = Symbol.iterator;
const arrayValues = ArrayPrototype[SYMBOL_ITERATOR];
const INTEGER_LIMIT = 4294967295;

/** What records inherit from: nothing. */
const NO_PROTOTYPE = objectCreate(null);

/**
 * Makes a function the constructor of records that inherit nothing and have these members. It is for those that
 * are made often: literals without a prototype do not share what the engine knows of their members. It shares
 * that only while some object has the same members, so one is kept for each step of the construction.
 */
function makesRecords(constructor, names) {
    constructor.prototype = NO_PROTOTYPE;
    constructor.steps = { __proto__: null };
    for (let i = 0; i <= names.length; i += 1) {
        const step = objectCreate(NO_PROTOTYPE);
        for (let j = 0; j < i; j += 1) step[names[j]] = undefined;
        constructor.steps[i] = step;
    }
}

/** A list of the prelude's own: nothing it inherits from can be replaced. */
function newList() {
    return new List();
}

function List() {
    this.length = 0;
}
makesRecords(List, ['length']);

function append(list, value) {
    list[list.length] = value;
    list.length += 1;
}

/** The number that a property key means as an index, else -1. */
function indexOfKey(key) {
    if (typeof key !== 'string') return -1;
    if (key.length === 1) return key >= '0' && key <= '9' ? +key : -1;
    const index = +key;
    return index >= 0 && index < INTEGER_LIMIT && floor(index) === index && '' + index === key ? index : -1;
}

/** Own member of an object that came as JSON, else the default. */
function member(object, name, otherwise) {
    return hasOwn(object, name) ? object[name] : otherwise;
}

/** A function that builds something when it is first asked for it: most runs need few of the types. */
function once(build) {
    let built;
    return () => {
        built ??= build();
        return built;
    };
}

/** Adds a member that an inherited setter cannot intercept. */
function addMember(object, name, value) {
    defineProperty(object, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

/** Replaces a built-in; it stays hidden from enumeration. */
function replaceBuiltIn(object, name, value) {
    defineProperty(object, name, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
}

/** `String(value)`, but a symbol is its description. */
function textOf(value) {
    if (typeof value === 'string') return value;
    if (typeof value === 'symbol') return descriptionOf(value);
    return StringOf(value);
}

function descriptionOf(symbol) {
    const description = symbolDescription(symbol);
    return description === undefined ? '' : description;
}

/** A JSON string for the host; script strings may hold anything, also half surrogates. */
function quoted(text) {
    return jsonStringify(toWellFormed(text));
}

/** Appends to a real array, past setters that a script may have put on its prototype. */
function defineIndex(array, value) {
    defineProperty(array, array.length, {
        __proto__: null,
        value,
        writable: true,
        enumerable: true,
        configurable: true,
    });
}
