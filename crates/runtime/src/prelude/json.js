// `JSON.stringify` for scripts: as ever, but it knows host objects.
//
// Host objects show a `toJSON` only while it runs. What a type's own encoder writes is put in afterwards,
// to the letter, where a placeholder stands.

/** How many calls are under way. */
let encodingJson = 0;
/** Texts of encoders that the result of the call under way has to contain. */
let rawTexts = newList();

const RAW_START = '"\\u0000raw ';
const RAW_END = '\\u0000"';

/** The placeholder of a text. */
function rawJson(text) {
    append(rawTexts, text);
    return '\u0000raw ' + (rawTexts.length - 1) + '\u0000';
}

function stringify(value, replacer, space) {
    encodingJson += 1;
    try {
        const text = jsonStringify(value, replacer, space);
        return rawTexts.length === 0 || text === undefined ? text : withRawTexts(text);
    } finally {
        encodingJson -= 1;
        if (encodingJson === 0) rawTexts = newList();
    }
}

function withRawTexts(text) {
    let result = '';
    let start = 0;
    for (;;) {
        const found = stringIndexOf(text, RAW_START, start);
        const end = found < 0 ? -1 : stringIndexOf(text, RAW_END, found);
        if (end < 0) return result + stringSlice(text, start);
        const raw = rawTexts[stringSlice(text, found + RAW_START.length, end)];
        result += stringSlice(text, start, found) + (raw ?? stringSlice(text, found, end + RAW_END.length));
        start = end + RAW_END.length;
    }
}

replaceBuiltIn(
    JSON,
    'stringify',
    {
        stringify(value, replacer, space) {
            return stringify(value, replacer, space);
        },
    }.stringify,
);
