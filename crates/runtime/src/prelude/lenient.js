// What the lenient profile adds: globals that other engines offer, and methods of `Date` on times.
//
// There are no timers: nothing runs once an action has returned.

function installLenientGlobals() {
    for (let i = 0; i < UNKNOWN_BEFORE.length; i += 1) giveBack(UNKNOWN_BEFORE[i]);
    const console_ = {};
    logModule(console_);
    replaceBuiltIn(globalThis, 'console', console_);
    replaceBuiltIn(globalThis, 'TextEncoder', LenientTextEncoder);
    replaceBuiltIn(globalThis, 'TextDecoder', LenientTextDecoder);
    replaceBuiltIn(globalThis, 'URL', LenientUrl);
    replaceBuiltIn(globalThis, 'URLSearchParams', LenientSearchParams);
    replaceBuiltIn(globalThis, 'setTimeout', runLater);
    replaceBuiltIn(globalThis, 'clearTimeout', () => undefined);
    TIME.lenient = lenientTimeMethods();
}

/** Names whose meaning would let scripts look into the engine stay away. */
function giveBack({ owner, members }) {
    for (let i = 0; i < members.length; i += 1) {
        const { name, descriptor } = members[i];
        const isKept = owner === ErrorOf || name === 'gc' || name === 'print' || name === 'scriptArgs';
        if (!isKept) defineProperty(owner, name, descriptor);
    }
}

class LenientTextEncoder {
    encode(text) {
        const bytes = bytesFromText(textOf(text ?? ''));
        const array = new Uint8ArrayOf(bytes.length);
        for (let i = 0; i < bytes.length; i += 1) array[i] = bytes[i];
        return array;
    }
}

class LenientTextDecoder {
    decode(bytes) {
        return bytes === undefined ? '' : textFromBytes(typedElements(bytes));
    }
}

/** Runs a function after everything that is under way, however long the wait was to be. */
function runLater(callback, _wait, ...args) {
    promiseThen(promiseResolve(), () => reflectApply(callback, undefined, args));
    return 1;
}

/** Methods of `Date` that only read. */
function lenientTimeMethods() {
    const methods = { __proto__: null };
    const names = reflectOwnKeys(DatePrototype);
    for (let i = 0; i < names.length; i += 1) {
        const name = names[i];
        const isReading = typeof name === 'string' && (stringSlice(name, 0, 3) === 'get' || name === 'toISOString');
        if (!isReading) continue;
        const method = DatePrototype[name];
        methods[name] = (time, args) => reflectApply(method, new DateOf(millisecondsOf(time)), args);
    }
    return methods;
}
