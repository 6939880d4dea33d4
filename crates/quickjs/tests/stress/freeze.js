// Changes prototypes and the engine's short cuts for unchanged ones.
Object.setPrototypeOf(Array.prototype, { 0: 'zero', join: () => 'joined' });
Array.prototype[5] = 'five';
Object.defineProperty(Object.prototype, 1, { get() { return 'one' }, configurable: true });
Object.setPrototypeOf(Function.prototype, null);
Object.setPrototypeOf(Promise, Map);
Promise.prototype.then = function () { return this };
RegExp.prototype.exec = () => null;
String.prototype[Symbol.iterator] = function* () { yield 'x' };
Symbol.prototype[Symbol.toPrimitive] = () => 'symbol';
Date.prototype.toJSON = () => 'date';
Error.stackTraceLimit = 1e9;
Error.prepareStackTrace = () => 'stack';
Object.freeze(Object.prototype);
Object.freeze(Math);
Object.preventExtensions(globalThis);
