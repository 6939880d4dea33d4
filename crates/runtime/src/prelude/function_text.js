// `Function.prototype.toString`: functions show their text as it was written, without marks.

let markName = '';

replaceBuiltIn(
    Function.prototype,
    'toString',
    {
        toString() {
            const text = functionToString(this);
            return stringIndexOf(text, markName) < 0 ? text : (writtenByHost(text) ?? text);
        },
    }.toString,
);
