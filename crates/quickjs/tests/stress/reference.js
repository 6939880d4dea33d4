// Tells about everything that can be reached, then about code of many kinds.
(function () {
    const told = [];
    const numbers = new Map();
    const queue = [];
    function number(object) {
        if (!numbers.has(object)) {
            numbers.set(object, numbers.size);
            queue.push(object);
        }
        return '#' + numbers.get(object);
    }
    function tell(value) {
        if (typeof value === 'symbol') return value.toString();
        if ((typeof value === 'object' && value) || typeof value === 'function') {
            return number(value);
        }
        return typeof value + ' ' + String(value);
    }
    // The time an engine was made at is the one value that engines may differ in.
    const skipped = new Set(['timeOrigin', 'now']);
    function describe(object) {
        const lines = [number(object), native.classOf(object), Object.isExtensible(object)];
        lines.push(tell(Object.getPrototypeOf(object)));
        for (const key of Reflect.ownKeys(object)) {
            if (skipped.has(key)) continue;
            const found = Object.getOwnPropertyDescriptor(object, key);
            const flags = [found.writable, found.enumerable, found.configurable].join('/');
            const values = [found.value, found.get, found.set].map(tell).join(' ');
            lines.push(tell(key) + ' ' + flags + ' ' + values);
        }
        return lines.join(';');
    }
    number(globalThis);
    while (queue.length) told.push(describe(queue.shift()));

    function code(name, work) {
        let answer;
        try { answer = work() } catch (e) { answer = e.name + ' ' + e.message + ' ' + e.stack }
        told.push(name + ': ' + String(answer));
    }
    code('random', () => Math.random());
    code('regex', () => 'a1b22'.replace(/(\d+)/g, (m, d) => `<${d * 2}>`));
    code('named', () => 'x=1'.match(/(?<k>\w)=(?<v>\d)/).groups.v);
    code('sort', () => [3, 1, 2].sort((a, b) => b - a));
    code('json', () => JSON.stringify({ a: [1, { b: 'é' }], d: new Date(0), u: undefined }));
    code('parse', () => JSON.parse('{"a":[1,2,{"b":null}]}').a[2].b);
    code('holes', () => [, 1, , 2].map(x => x * 2).length + [, 1][0]);
    code('map', () => [...new Map([[1, 2], ['a', 'b']])].join('|'));
    code('class', () => { class A { #x = 1; get x() { return this.#x } } return new A().x });
    code('generator', () => [...(function* () { yield* [1, 2]; yield 3 })()].join());
    code('destructure', () => { const { a, ...rest } = { a: 1, b: 2 }; return Object.keys(rest) });
    code('bigint', () => (2n ** 100n).toString());
    code('typed', () => new Float64Array([1.5, 2.5]).map(x => x * 2).join());
    code('date', () => new Date(0).toISOString());
    code('spread', () => Math.max(...[1, 5, 3]));
    code('with', () => new Function('o', 'with (o) { return a }')({ a: 'with' }));
    code('proxy', () => new Proxy({}, { get: (t, k) => k + '!' }).hello);
    code('symbol', () => Symbol.for('registered') === Symbol.for('registered'));
    code('error', () => null.x);
    code('deep', () => (function f(n) { return n ? f(n - 1) : 'bottom' })(500));
    code('closure', () => (() => { let n = 0; return [() => ++n, () => ++n] })().map(f => f()));
    code('getter', () => ({ get a() { return 'got' } }).a);
    code('tag', () => Object.prototype.toString.call(Promise.resolve()));
    code('locale', () => 'İ'.toLowerCase().length + 'ß'.toUpperCase());
    Promise.resolve('job').then(value => host(0, value)).finally(() => host(0, 'finally'));
    (async () => { for await (const x of [1, 2]) host(0, x) })();
    return told.join('\n');
})();
