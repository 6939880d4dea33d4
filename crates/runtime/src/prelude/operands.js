// Operands that are no functions or objects, and built-in functions that refuse what they are given:
// the old engine names the value, which the engine's texts do not tell.

const CALLED = -1;
const CONSTRUCTOR = -2;
const CONTAINER = -3;
const CLASS = -4;
const NATIVE = -5;
const GIVEN = -6;
const HOLDER = -7;
const KEY = -8;

const SYMBOL_HAS_INSTANCE = Symbol.hasInstance;
const BigIntOf = BigInt;
const PromiseOf = Promise;
const RegExpOf = RegExp;

/** What was last given to a function that may refuse it; a function if there is nothing to tell. */
let lastGiven = operand;

/** Of what a member was last called by a key that is no name, and the key. */
let lastHolder;
let lastKey;

/** An operand, if it can be one; else it fails as on the old engine. */
function operand(role, value) {
    if (role === GIVEN) return (lastGiven = value);
    if (typeof value === 'function') return role === NATIVE ? telling(value) : value;
    if (typeof value === 'object' && value !== null) {
        if (role === CALLED) return refuser('Not a function: ', value);
        if (role !== CLASS || value[SYMBOL_HAS_INSTANCE] !== undefined) return value;
        return refuser('Expecting a function in instanceof check, but got ', value)();
    }
    const named = role !== CALLED && typeof value === 'symbol' ? descriptionOf(value) : value;
    const refuse = refuser('Value is not an object: ', named);
    return role === CALLED || role === CONSTRUCTOR ? refuse : refuse();
}

/** A function that can be called, but not to an end. */
function refuser(words, value) {
    return function () {
        throw new TypeErrorOf(words + `${value}`);
    };
}

/** A function that tells what it was given, in place of a built-in one that does not. */
function telling(value) {
    if (value === BigIntOf) return tellingBigInt;
    if (value === PromiseOf) return TellingPromise;
    return value === RegExpOf ? TellingRegExp : value;
}

function tellingBigInt(value) {
    try {
        return BigIntOf(value);
    } catch (thrown) {
        if (isObject(value)) throw thrown;
        const named = typeof value === 'symbol' ? 'Symbol' : value;
        throw told(thrown, 'BigInt', 'Cannot convert ' + named + ' to a BigInt');
    }
}

function TellingPromise(executor) {
    if (typeof executor === 'function') return new PromiseOf(executor);
    throw new TypeErrorOf((isObject(executor) ? 'Value is not callable: ' : 'Value is not an object: ') + executor);
}

function TellingRegExp(pattern, flags) {
    const isCalled = new.target === undefined;
    try {
        return isCalled ? RegExpOf(pattern, flags) : new RegExpOf(pattern, flags);
    } catch (thrown) {
        if (typeof pattern !== 'string' || isObject(flags)) throw thrown;
        throw told(thrown, isCalled ? 'RegExp' : undefined, patternRefusalByHost(pattern, flags === undefined ? '' : `${flags}`));
    }
}

/** An error of a built-in function in other words, if there are some. */
function told(error, frame, words) {
    if (words !== undefined) replaceBuiltIn(error, 'message', words);
    if (frame !== undefined) weakMapSet(nativeFrames, error, frame);
    return error;
}

/** Functions whose arguments are marked, by name. */
const takers = { __proto__: null };

/** What is said of a function that refuses what it was given; undefined if that is not known. */
function refusalOfGiven(name, line) {
    if (takers[name] !== true) return undefined;
    const given = stringIndexOf(line, '.' + name + '()') >= 0 ? undefined : lastGiven;
    lastGiven = operand;
    if (typeof given === 'function') return undefined;
    const named = textOrNothing(given);
    if (name === 'create') return 'Object prototype may only be an Object or null: ' + named;
    if (name === 'filter' || name === 'reduce' || name === 'reduceRight') {
        return given === undefined || given === null ? 'Cannot convert undefined or null to object' : named + ' is not a function';
    }
    return (isObject(given) ? 'Value is not callable: ' : 'Value is not an object: ') + named;
}

/** What is said of a member that was called by a key and is no function; undefined if that is not known. */
function refusalOfMember() {
    const holder = lastHolder;
    const key = lastKey;
    lastHolder = undefined;
    lastKey = undefined;
    if (holder === undefined || holder === null || key === undefined || isObject(key)) return undefined;
    const found = plainMember(ObjectOf(holder), key);
    if (found === undefined) return "Object has no member '" + textOf(key) + "'";
    const value = found.value;
    if (found === UNKNOWN_MEMBER || typeof value === 'function') return undefined;
    return (isObject(value) ? 'Not a function: ' : 'Value is not an object: ') + textOrNothing(value);
}

const ObjectOf = Object;
const UNKNOWN_MEMBER = { __proto__: null, value: undefined };

/** The descriptor of a member that can be read without running code of a script; undefined if there is none. */
function plainMember(object, key) {
    for (let at = object; at !== null; at = prototypeOf(at)) {
        if (classOf(at) === 'Proxy') {
            if (targetOf(at) === undefined) return UNKNOWN_MEMBER;
            return reflectHas(at, key) ? { __proto__: null, value: at[key] } : undefined;
        }
        const found = ownDescriptor(at, key);
        if (found !== undefined) return hasOwn(found, 'value') ? found : UNKNOWN_MEMBER;
    }
    return undefined;
}
