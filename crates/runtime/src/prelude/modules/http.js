// `require('zitadel/http')`: `fetch`, which returns when the answer is there.
//
// Here arguments become a request and the answer an object; the call itself is the host's.

const FETCH_FRAME = 'github.com/zitadel/zitadel/internal/actions.(*HTTP).fetch.func1';
const NOT_AN_OBJECT = 'Cannot convert undefined or null to object';
const UNKNOWN_OPTION = 'ID=ACTIO-OfUeA Message=key is invalid';

const RESPONSE = struct('actions.response', [
    field('Body', STRING),
    field('Status', INT),
    field('Headers', STRING_LISTS),
    field('Json', FUNCTION),
    field('Text', FUNCTION),
]);

/** What the lenient profile adds to an answer. */
const LENIENT_RESPONSE = struct('actions.response', [
    field('Body', STRING),
    field('Status', INT),
    field('Headers', STRING_LISTS),
    field('Json', FUNCTION),
    field('Text', FUNCTION),
    field('Ok', BOOL),
]);

function httpModule(exports) {
    addMember(exports, 'fetch', (...args) => fetchFromScript(args));
}

function fetchFromScript(args) {
    if (args.length > 2) abort('too many args');
    if (args.length < 1) abort('no url provided');
    const request = { __proto__: null, method: 'GET', headers: defaultHeaders(), body: undefined };
    if (args.length === 2) readOptions(request, args[1]);
    const url = exportedText(args[0]);
    return newResponse(jsonParse(fetchByHost(requestJson(url, request))));
}

function defaultHeaders() {
    const headers = { __proto__: null };
    addHeader(headers, 'Accept', 'application/json');
    addHeader(headers, 'Content-Type', 'application/json');
    return headers;
}

function readOptions(request, options) {
    if (options === undefined || options === null) throw typeErrorIn(FETCH_FRAME, NOT_AN_OBJECT);
    const keys = objectKeys(options);
    for (let i = 0; i < keys.length; i += 1) {
        const value = options[keys[i]];
        if (keys[i] === 'headers') request.headers = headersFrom(value);
        else if (keys[i] === 'method') request.method = textOf(value);
        else if (keys[i] === 'body') request.body = value;
        else abort(UNKNOWN_OPTION);
        if (keys[i] === 'body' && !isLenient) request.body = bodyFrom(value, request.headers);
    }
    if (isLenient && hasOwn(options, 'body')) request.body = bodyFrom(request.body, request.headers);
}

function isJsonType(types) {
    return types === undefined || types.length === 0 || stringIndexOf(types[0], 'json') >= 0;
}

/** JSON, whatever it is; the lenient profile sends a text as it is when the headers say that it is no JSON. */
function bodyFrom(value, headers) {
    if (value === undefined || value === null) throw typeErrorIn(FETCH_FRAME, NOT_AN_OBJECT);
    if (isLenient && typeof value === 'string' && !isJsonType(headers['Content-Type'])) return value;
    return stringify(value) ?? 'null';
}

function headersFrom(value) {
    if (value === undefined || value === null) throw typeErrorIn(FETCH_FRAME, NOT_AN_OBJECT);
    const headers = { __proto__: null };
    const names = objectKeys(value);
    for (let i = 0; i < names.length; i += 1) {
        const header = value[names[i]];
        const name = canonicalHeader(names[i]);
        if (typeof header === 'string' || typeof header === 'symbol') {
            const parts = splitText(textOf(header), ',');
            for (let j = 0; j < parts.length; j += 1) addHeader(headers, name, parts[j]);
        } else if (isPlainArray(header)) {
            for (let j = 0; j < header.length; j += 1) addHeader(headers, name, exportedText(header[j]));
        }
    }
    return headers;
}

function isPlainArray(value) {
    return isObject(value) && recordOf(value) === undefined && classOf(value) === 'Array';
}

function addHeader(headers, name, value) {
    headers[name] ??= newList();
    append(headers[name], stringTrim(value));
}

/** First letter of each word upper, the others lower; names that are no tokens stay as they are. */
function canonicalHeader(name) {
    let result = '';
    for (let i = 0; i < name.length; i += 1) {
        if (!isTokenUnit(name[i])) return name;
        const isFirst = i === 0 || name[i - 1] === '-';
        result += isFirst ? toUpperCase(name[i]) : toLowerCase(name[i]);
    }
    return result;
}

function isTokenUnit(unit) {
    const isLetter = (unit >= 'a' && unit <= 'z') || (unit >= 'A' && unit <= 'Z');
    return isLetter || isDigit(unit) || stringIndexOf("!#$%&'*+-.^_`|~", unit) >= 0;
}

function requestJson(url, request) {
    let json = '{"method":' + quoted(request.method) + ',"url":' + quoted(url) + ',"headers":[';
    const names = objectKeys(request.headers);
    for (let i = 0; i < names.length; i += 1) {
        json += (i === 0 ? '[' : ',[') + quoted(names[i]) + ',' + textsJson(request.headers[names[i]]) + ']';
    }
    json += '],"body":' + (request.body === undefined ? 'null' : quoted(request.body));
    return json + '}';
}

/** JSON of a list of texts. */
function textsJson(texts) {
    let json = '[';
    for (let i = 0; i < texts.length; i += 1) json += (i === 0 ? '' : ',') + quoted(texts[i]);
    return json + ']';
}

function newResponse(answer) {
    const { body, status } = answer;
    const values = { __proto__: null, body, status, headers: newMap(STRING_LISTS) };
    values.json = () => parseGoJson(body);
    values.text = () => body;
    if (!isLenient) return structObject(newStruct(RESPONSE, values));
    const headers = member(answer, 'headers', []);
    for (let i = 0; i < headers.length; i += 1) values.headers.values[headers[i][0]] = textsFrom(headers[i][1]);
    values.ok = status >= 200 && status < 300;
    return structObject(newStruct(LENIENT_RESPONSE, values));
}
