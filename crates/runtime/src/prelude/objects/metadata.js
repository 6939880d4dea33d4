// Metadata that scripts read: of the user, of organisations.

/** A value as it is stored, in base64. */
const METADATA_VALUE = scalarType('carried', 'goja.Value');
METADATA_VALUE.fromJson = (base64) => metadataValue(base64 ?? '');

const METADATA = struct('object.metadata', [
    field('CreationDate', TIME),
    field('ChangeDate', TIME),
    field('ResourceOwner', STRING),
    field('Sequence', UINT64),
    field('Key', STRING),
    field('Value', METADATA_VALUE),
]);

const METADATA_POINTERS = listOf(pointer(METADATA));

const METADATA_LIST = struct('object.metadataList', [
    field('Count', UINT64),
    field('Sequence', UINT64),
    field('Timestamp', TIME),
    field('Metadata', METADATA_POINTERS),
]);

/** `answer` says how recent the list is; what it lacks is zero. */
function metadataList(entries, answer) {
    const count = NumberOf(member(answer, 'count', entries.length));
    const metadata = lazyList(METADATA_POINTERS, entries);
    return structObject(structFrom(METADATA_LIST, answer, { __proto__: null, count, metadata }));
}

/** Bytes in base64: those that are JSON as what they say, others as text. */
function metadataValue(base64) {
    const text = textFromBase64(base64);
    if (!mayBeJson(text)) return text;
    try {
        return jsonParse(text);
    } catch {
        return text;
    }
}

/** Spares most texts the exception of the parser. */
function mayBeJson(text) {
    const unit = text[0];
    if (unit === 't' || unit === 'f' || unit === 'n') return text.length < 6 || stringTrim(text).length < 6;
    return unit === '{' || unit === '[' || unit === '"' || unit === '-' || isDigit(unit) || unit <= ' ';
}
