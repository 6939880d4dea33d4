// `require('zitadel/uuid')`: random, time-based and name-based UUIDs, and the four namespaces.
//
// The host computes them; here only arguments are checked.

const BAD_ARGUMENT_COUNT = 'invalid arg count';
const NO_ERROR_TO_PANIC_WITH = 'panic called with nil argument';

const UUID = listOf(
    BYTE,
    'uuid.UUID',
    {
        __proto__: null,
        string: uuidText,
        uRN: (list) => 'urn:uuid:' + uuidText(list),
        version: (list) => elementAt(list, 6) >> 4,
    },
    uuidText,
);
UUID.fixed = true;

function uuidModule(exports) {
    addMember(exports, 'v1', uuidFunction(1));
    addMember(exports, 'v3', namedUuidFunction(3));
    addMember(exports, 'v4', uuidFunction(4));
    addMember(exports, 'v5', namedUuidFunction(5));
    addMember(exports, 'v7', uuidFunction(7));
    addMember(exports, 'namespaceDNS', uuidNamespace(0x10));
    addMember(exports, 'namespaceURL', uuidNamespace(0x11));
    addMember(exports, 'namespaceOID', uuidNamespace(0x12));
    addMember(exports, 'namespaceX500', uuidNamespace(0x14));
}

function uuidNamespace(byte) {
    const bytes = newList();
    const text = '6ba7b8' + numberToString(byte, 16) + '9dad11d180b400c04fd430c8';
    for (let i = 0; i < 32; i += 2) append(bytes, +('0x' + stringSlice(text, i, i + 2)));
    return listObject(listFrom(UUID, bytes));
}

function uuidText(list) {
    let text = '';
    for (let i = 0; i < list.length; i += 1) {
        if (i === 4 || i === 6 || i === 8 || i === 10) text += '-';
        text += stringSlice('0' + numberToString(elementAt(list, i), 16), -2);
    }
    return text;
}

function uuidFunction(version) {
    return (...args) => {
        if (args.length !== 0) abort(BAD_ARGUMENT_COUNT);
        return uuidByHost(version, '', '', '');
    };
}

function namedUuidFunction(version) {
    return (...args) => {
        if (args.length !== 2) abort(BAD_ARGUMENT_COUNT);
        const namespace = namespaceText(args[0]);
        if (typeof args[1] === 'string') return uuidByHost(version, namespace, args[1], '');
        return uuidByHost(version, namespace, '', nameBytes(args[1]));
    };
}

function namespaceText(value) {
    if (typeof value === 'string') return checkedUuid(value);
    const list = listRecord(value);
    if (list === undefined || list.type !== UUID) abort(NO_ERROR_TO_PANIC_WITH);
    return uuidText(list);
}

/** Accepts the forms that the old engine accepted: plain, in braces, as a URN, without hyphens. */
function checkedUuid(value) {
    let text = toLowerCase(value);
    if (text.length === 45 && stringSlice(text, 0, 9) === 'urn:uuid:') text = stringSlice(text, 9);
    else if (text.length === 45) abort("invalid urn prefix: \"" + stringSlice(value, 0, 9) + '"');
    else if (text.length === 38) text = stringSlice(text, 1, 37);
    else if (text.length === 32) text = withHyphens(text);
    else if (text.length !== 36) abort('invalid UUID length: ' + value.length);
    for (let i = 0; i < 36; i += 1) {
        const isHyphen = i === 8 || i === 13 || i === 18 || i === 23;
        const isHex = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
        if (isHyphen ? text[i] !== '-' : !isHex) abort('invalid UUID format');
    }
    return text;
}

function withHyphens(text) {
    return stringSlice(text, 0, 8) + '-' + stringSlice(text, 8, 12) + '-' + stringSlice(text, 12, 16) + '-' +
        stringSlice(text, 16, 20) + '-' + stringSlice(text, 20);
}

/** A name of bytes, which need not be text, in base64. */
function nameBytes(value) {
    const kind = isObject(value) ? classOf(value) : '';
    if (kind !== 'Uint8Array' && kind !== 'Uint8ClampedArray') abort(NO_ERROR_TO_PANIC_WITH);
    return bytesToBase64(typedElements(value));
}
