// JSON of values that pass through the host: claims, metadata.
//
// Written as Go's encoder writes what the old engine exports, which is not `JSON.stringify`: keys are
// sorted, members that are undefined stay as null, `toJSON` is not called, structs have their Go names.
// Some values have no JSON form; then the problem is told in Go's words.

const UNSUPPORTED_FUNCTION = 'json: unsupported type: func(goja.FunctionCall) goja.Value';
const UNSUPPORTED_CLASS = 'json: unsupported type: func(goja.ConstructorCall) *goja.Object';
const OUT_OF_YEARS =
    'json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: year outside of range [0,9999]';
const NEEDS_ESCAPE = /[\u0000-\u001f"\\<>&\u2028\u2029\ud800-\udfff]/g;
const ESCAPES = {
    __proto__: null,
    '"': '\\"',
    '\\': '\\\\',
    '\b': '\\b',
    '\f': '\\f',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
};

/** `{ text, problem }`: JSON of a value, or why it has none. */
function encodeForHost(value) {
    const plain = plainJson(value);
    return plain === undefined ? encode(value, new SetOf()) : encodedText(plain);
}

function encodedText(text) {
    return new Encoded(text, '');
}

function notEncodable(problem) {
    return new Encoded('', problem);
}

function Encoded(text, problem) {
    this.text = text;
    this.problem = problem;
}
makesRecords(Encoded, ['text', 'problem']);

function encode(value, holders) {
    switch (typeof value) {
        case 'undefined':
            return encodedText('null');
        case 'boolean':
            return encodedText(value ? 'true' : 'false');
        case 'number':
            return encodeNumber(value);
        case 'string':
            return encodedText(goQuoted(value));
        case 'symbol':
            return encodedText(goQuoted(descriptionOf(value)));
        case 'bigint':
            return encodedText(bigIntToString(value));
        default:
            return value === null ? encodedText('null') : encodeObject(value, holders);
    }
}

function encodeNumber(value) {
    if (value - value !== 0) {
        const name = value !== value ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
        return notEncodable('json: unsupported value: ' + name);
    }
    return encodedText(value === 0 && 1 / value < 0 ? '-0' : '' + value);
}

function encodeObject(object, holders) {
    const record = recordOf(object);
    if (record !== undefined) return encodeRecord(record, holders);
    const kind = classOf(object);
    if (kind === 'Proxy') return encodedText('{}');
    if (typeof object === 'function') return notEncodable(isClass(object) ? UNSUPPORTED_CLASS : UNSUPPORTED_FUNCTION);
    if (setHas(holders, object)) return notEncodable(cycleThrough(kind));
    setAdd(holders, object);
    const result = encodeByClass(object, kind, holders);
    setDelete(holders, object);
    return result;
}

function encodeByClass(object, kind, holders) {
    switch (kind) {
        case 'Array':
        case 'Arguments':
        case 'MappedArguments':
            return encodeElements(object, object.length, holders);
        case 'Date':
            return encodeDate(dateGetTime(object));
        case 'Map':
            return encodeMap(object, holders);
        case 'Set':
            return encodeSet(object, holders);
        case 'Number':
            return encodeNumber(numberValueOf(object));
        case 'Boolean':
            return encode(booleanValueOf(object), holders);
        case 'BigInt':
            return encode(bigIntValueOf(object), holders);
        case 'Symbol':
            return encode(symbolValueOf(object), holders);
        case 'ArrayBuffer':
        case 'SharedArrayBuffer':
        case 'Promise':
            return encodedText('{}');
        case 'Uint8Array':
        case 'Uint8ClampedArray':
            return encodeBytes(typedElements(object));
        case 'Float32Array':
            return encodeSingles(typedElements(object));
        default:
            if (isTypedArray(kind)) return encodeElements(typedElements(object), typedArrayLength(object), holders);
            return encodeMembers(object, kind === 'String' ? namedMembers(object) : objectKeys(object), holders);
    }
}

function isClass(value) {
    return stringSlice(functionToString(value), 0, 5) === 'class';
}

function isTypedArray(kind) {
    return kind !== 'Array' && stringSlice(kind, kind.length - 5) === 'Array';
}

function typedElements(array) {
    const elements = newList();
    const length = typedArrayLength(array);
    for (let i = 0; i < length; i += 1) append(elements, array[i]);
    return elements;
}

/** Bytes in base64; the old engine has none where there are none. */
function encodeBytes(bytes) {
    return encodedText(bytes.length === 0 ? 'null' : '"' + bytesToBase64(bytes) + '"');
}

function encodeSingles(numbers) {
    const parts = newList();
    for (let i = 0; i < numbers.length; i += 1) append(parts, encodeNumber(shortestSingle(numbers[i])));
    return joinEncoded(parts);
}

/** The shortest decimal that is this number in single precision. */
function shortestSingle(number) {
    for (let digits = 1; digits < 9; digits += 1) {
        const short = +numberToPrecision(number, digits);
        if (roundToSingle(short) === number) return short;
    }
    return number;
}

function cycleThrough(kind) {
    const isList = kind === 'Array' || kind === 'Arguments' || kind === 'MappedArguments' || kind === 'Set';
    const through = isList ? '[]interface {}' : 'map[string]interface {}';
    return 'json: unsupported value: encountered a cycle via ' + through;
}

function encodeDate(milliseconds) {
    return milliseconds === milliseconds ? encodeTime(timeFromMilliseconds(milliseconds)) : encodedText('null');
}

function encodeTime(time) {
    return hasJsonYear(time) ? encodedText('"' + timeJson(time) + '"') : notEncodable(OUT_OF_YEARS);
}

function encodeElements(values, length, holders) {
    let text = '[';
    for (let i = 0; i < length; i += 1) {
        const element = encode(values[i], holders);
        if (element.problem !== '') return element;
        text += (i === 0 ? '' : ',') + element.text;
    }
    return encodedText(text + ']');
}

function encodeMap(map, holders) {
    const pairs = newList();
    mapForEach(map, (value, key) => {
        const pair = newList();
        append(pair, key);
        append(pair, value);
        append(pairs, encodeElements(pair, 2, holders));
    });
    return joinEncoded(pairs);
}

function encodeSet(set, holders) {
    const elements = newList();
    setForEach(set, (value) => append(elements, encode(value, holders)));
    return joinEncoded(elements);
}

function joinEncoded(parts) {
    let text = '[';
    for (let i = 0; i < parts.length; i += 1) {
        if (parts[i].problem !== '') return parts[i];
        text += (i === 0 ? '' : ',') + parts[i].text;
    }
    return encodedText(text + ']');
}

/** Keys of a String object that are no positions in its text. */
function namedMembers(object) {
    const keys = objectKeys(object);
    const named = [];
    for (let i = 0; i < keys.length; i += 1) if (indexOfKey(keys[i]) < 0) defineIndex(named, keys[i]);
    return named;
}

/** All members are read in their own order, then written in that of their keys. */
function encodeMembers(object, keys, holders) {
    const members = { __proto__: null };
    for (let i = 0; i < keys.length; i += 1) members[keys[i]] = encode(object[keys[i]], holders);
    return encodeSorted(members);
}

/** `members`: key → `{ text, problem }`. */
function encodeSorted(members) {
    const keys = arraySort(objectKeys(members), compareAsUtf8);
    let text = '{';
    for (let i = 0; i < keys.length; i += 1) {
        const value = members[keys[i]];
        if (value.problem !== '') return value;
        text += (i === 0 ? '' : ',') + goQuoted(keys[i]) + ':' + value.text;
    }
    return encodedText(text + '}');
}

/** Order of the UTF-8 bytes: half surrogates stand for characters above all others. */
function compareAsUtf8(left, right) {
    const length = left.length < right.length ? left.length : right.length;
    for (let i = 0; i < length; i += 1) {
        const a = charCodeAt(left, i);
        const b = charCodeAt(right, i);
        if (a !== b) return rankOfUnit(a) - rankOfUnit(b);
    }
    return left.length - right.length;
}

function rankOfUnit(unit) {
    return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

/** A JSON string as Go writes it: also safe inside HTML. */
function goQuoted(text) {
    return plainJson(text) ?? escapedText(text);
}

function escapedText(text) {
    const wellFormed = toWellFormed(text);
    NEEDS_ESCAPE.lastIndex = 0;
    let found = regExpExec(NEEDS_ESCAPE, wellFormed);
    let result = '"';
    let start = 0;
    while (found !== null) {
        result += stringSlice(wellFormed, start, found.index) + escaped(wellFormed[found.index]);
        start = found.index + 1;
        found = regExpExec(NEEDS_ESCAPE, wellFormed);
    }
    return result + stringSlice(wellFormed, start) + '"';
}

function escaped(unit) {
    const code = charCodeAt(unit, 0);
    if (code >= 0xd800) return unit;
    return ESCAPES[unit] ?? '\\u' + stringSlice('000' + numberToString(code, 16), -4);
}
