// What scripts find in the global scope, by profile.
//
// The old engine's scope is the default; what this engine has beyond it is taken away when the prelude is
// loaded, and given back to the lenient profile.

/** Whether the profile allows what the old engine refused or lacked. */
let isLenient = false;

const IteratorPrototype = prototypeOf(prototypeOf([][SYMBOL_ITERATOR]()));

/** Members that the old engine has not, by what they belong to. */
const UNKNOWN_BEFORE = [
    unknown(globalThis, [
        'AsyncDisposableStack', 'Atomics', 'DOMException', 'DisposableStack', 'FinalizationRegistry', 'Float16Array',
        'InternalError', 'Iterator', 'SharedArrayBuffer', 'SuppressedError', 'WeakRef', 'atob', 'btoa', 'performance',
        'queueMicrotask', 'console', 'print', 'gc', 'navigator', 'scriptArgs', 'execArgv', 'argv0',
    ]),
    unknown(Symbol, ['asyncDispose', 'asyncIterator', 'dispose']),
    unknown(Object, ['groupBy']),
    unknown(ObjectPrototype, ['__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__']),
    unknown(Array, ['fromAsync']),
    unknown(StringPrototype, [
        'anchor', 'big', 'blink', 'bold', 'fixed', 'fontcolor', 'fontsize', 'isWellFormed', 'italics', 'link', 'small',
        'strike', 'sub', 'sup', 'toWellFormed',
    ]),
    unknown(RegExp, ['escape']),
    unknown(RegExp.prototype, ['hasIndices', 'unicodeSets']),
    unknown(Promise, ['try', 'withResolvers']),
    unknown(JSON, ['isRawJSON', 'rawJSON']),
    unknown(Math, ['f16round', 'sumPrecise']),
    unknown(Map, ['groupBy']),
    unknown(Map.prototype, ['getOrInsert', 'getOrInsertComputed']),
    unknown(WeakMap.prototype, ['getOrInsert', 'getOrInsertComputed']),
    unknown(Set.prototype, [
        'difference', 'intersection', 'isDisjointFrom', 'isSubsetOf', 'isSupersetOf', 'symmetricDifference', 'union',
    ]),
    unknown(ArrayBuffer.prototype, [
        'detached', 'immutable', 'maxByteLength', 'resizable', 'resize', 'sliceToImmutable', 'transfer',
        'transferToFixedLength', 'transferToImmutable',
    ]),
    unknown(Uint8Array, ['fromBase64', 'fromHex']),
    unknown(Uint8Array.prototype, ['setFromBase64', 'setFromHex', 'toBase64', 'toHex']),
    unknown(Function.prototype, ['columnNumber', 'fileName', 'lineNumber']),
    unknown(Error, ['captureStackTrace', 'isError', 'prepareStackTrace', 'stackTraceLimit']),
    unknown(DatePrototype, ['getYear', 'setYear', 'toGMTString']),
    unknown(DataView.prototype, ['getFloat16', 'setFloat16']),
    unknown(IteratorPrototype, [
        'chunks', 'constructor', 'drop', 'every', 'filter', 'find', 'flatMap', 'forEach', 'includes', 'join', 'map',
        'reduce', 'some', 'take', 'toArray', 'windows',
    ]),
];

/** Takes the members away and remembers them. */
function unknown(owner, names) {
    const members = newList();
    for (let i = 0; i < names.length; i += 1) {
        const descriptor = ownDescriptor(owner, names[i]);
        if (descriptor === undefined || !deleteProperty(owner, names[i])) continue;
        setPrototypeOf(descriptor, null);
        append(members, { __proto__: null, name: names[i], descriptor });
    }
    return { __proto__: null, owner, members };
}

replaceBuiltIn(globalThis, 'GoError', GoError);
replaceBuiltIn(
    StringPrototype,
    'localeCompare',
    {
        localeCompare(that) {
            if (this === undefined || this === null) throw new TypeErrorOf(NOT_AN_OBJECT);
            return collate(StringOf(this), StringOf(that));
        },
    }.localeCompare,
);

/** Installs what depends on the job; `isTimed`: scripts see a time that is not the real one. */
function installGlobals(profile, isTimed) {
    if (isTimed) useTimeOfHost();
    isLenient = profile === 'lenient';
    if (isLenient) installLenientGlobals();
}
