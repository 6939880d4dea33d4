// JSON of host objects that pass through the host again, by their Go types.
//
// Knows how Go's encoder treats each kind; what a type's own encoder writes, the type knows.

function encodeRecord(record, holders) {
    const type = record.type;
    return isScalarKind(type.kind) ? encodeKept(type, record.value, holders) : encodeKept(type, record, holders);
}

function encodeKept(type, value, holders) {
    switch (type.kind) {
        case 'string':
        case 'named string':
            return encodedText(goQuoted(value));
        case 'bool':
        case 'named bool':
            return encodedText(value ? 'true' : 'false');
        case 'time':
            return encodeTime(value);
        case 'struct':
        case 'pointer':
            return value === null ? encodedText('null') : encodeStruct(value, holders);
        case 'list':
            return encodeList(value, holders);
        case 'map':
            return encodeHostMap(value, holders);
        case 'function':
            return notEncodable(UNSUPPORTED_FUNCTION);
        case 'carried':
            return encodeCarried(value, holders);
        default:
            return encodeNumber(value);
    }
}

function encodeStruct(record, holders) {
    if (record.type.goJson !== undefined) return encodedText(stringTrim(record.type.goJson(record)));
    const members = newList();
    const problem = addStructMembers(members, record, holders);
    if (problem !== '') return notEncodable(problem);
    let text = '{';
    for (let i = 0; i < members.length; i += 1) text += (i === 0 ? '' : ',') + members[i];
    return encodedText(text + '}');
}

function addStructMembers(members, record, holders) {
    const declared = record.type.declared;
    for (let i = 0; i < declared.length; i += 1) {
        const { name, type, json, omitsEmpty, promoted } = declared[i];
        const value = valueOf(record, name);
        if (promoted) {
            const problem = value === null ? '' : addStructMembers(members, value, holders);
            if (problem !== '') return problem;
            continue;
        }
        if (omitsEmpty && isEmptyValue(type, value)) continue;
        const encoded = encodeKept(type, value, holders);
        if (encoded.problem !== '') return encoded.problem;
        append(members, goQuoted(json) + ':' + encoded.text);
    }
    return '';
}

function isEmptyValue(type, value) {
    if (type.kind === 'list') return value.length === 0;
    if (type.kind === 'map') return objectKeys(value.values).length === 0;
    return value === '' || value === 0 || value === false || value === null;
}

function encodeList(list, holders) {
    if (list.type === IP) return encodedText(list.length === 0 ? '""' : '"' + ipText(list) + '"');
    if (list.type.element === BYTE && !list.type.fixed) return encodedText('"' + bytesToBase64(ipBytes(list, 0)) + '"');
    if (list.type.text !== undefined) return encodedText(goQuoted(list.type.text(list)));
    const parts = newList();
    for (let i = 0; i < list.length; i += 1) append(parts, encodeKept(list.type.element, elementAt(list, i), holders));
    return joinEncoded(parts);
}

function encodeHostMap(map, holders) {
    const members = { __proto__: null };
    const keys = mapKeys(map);
    const isFields = map.type === FIELDS;
    for (let i = 0; i < keys.length; i += 1) {
        const value = mapMember(map, keys[i]);
        members[keys[i]] = isFields ? encode(value, holders) : encodeKept(map.type.element, value, holders);
    }
    return encodeSorted(members);
}

/**
 * A value that Go only carries is encoded by what the old engine keeps it in: short ASCII texts, numbers and
 * booleans as themselves, other texts and null as empty objects, objects as `JSON.stringify` has them.
 */
function encodeCarried(value, holders) {
    if (value === UNSET) return encodedText('null');
    if (typeof value === 'number' || typeof value === 'boolean') return encode(value, holders);
    if (typeof value === 'string') return encodedText(isShortAscii(value) ? goQuoted(value) : '{}');
    if (!isObject(value)) return encodedText('{}');
    return encodedText(escapedForHtml(stringify(value) ?? 'null'));
}

function isShortAscii(text) {
    if (text.length > 16) return false;
    for (let i = 0; i < text.length; i += 1) if (charCodeAt(text, i) > 127) return false;
    return true;
}

function escapedForHtml(json) {
    let text = '';
    for (let i = 0; i < json.length; i += 1) {
        const code = charCodeAt(json, i);
        const isKept = code !== 0x3c && code !== 0x3e && code !== 0x26 && code !== 0x2028 && code !== 0x2029;
        text += isKept ? json[i] : escaped(json[i]);
    }
    return text;
}
