// Metadata that scripts read: of the user, of organisations.

const METADATA = struct('object.metadata', [
    field('CreationDate', TIME),
    field('ChangeDate', TIME),
    field('ResourceOwner', STRING),
    field('Sequence', UINT64),
    field('Key', STRING),
    field('Value', CARRIED),
]);

const METADATA_LIST = struct('object.metadataList', [
    field('Count', UINT64),
    field('Sequence', UINT64),
    field('Timestamp', TIME),
    field('Metadata', listOf(pointer(METADATA))),
]);

/** `answer` says how recent the list is; what it lacks is zero. */
function metadataList(entries, answer) {
    return structObject(
        newStruct(METADATA_LIST, {
            __proto__: null,
            count: NumberOf(member(answer, 'count', entries.length)),
            sequence: NumberOf(member(answer, 'sequence', 0)),
            timestamp: timeFromJson(member(answer, 'timestamp', '')),
            metadata: lazyList(METADATA_LIST.fields.metadata.type, entries, metadataFrom),
        }),
    );
}

function metadataFrom(source) {
    return newStruct(METADATA, {
        __proto__: null,
        creationDate: timeFromJson(member(source, 'creation_date', '')),
        changeDate: timeFromJson(member(source, 'change_date', '')),
        resourceOwner: member(source, 'resource_owner', ''),
        sequence: NumberOf(member(source, 'sequence', 0)),
        key: member(source, 'key', ''),
        value: metadataValue(bytesFromBase64(member(source, 'value', ''))),
    });
}

/** Bytes that are JSON as what they say, others as text. */
function metadataValue(bytes) {
    const text = textFromBytes(bytes);
    try {
        return jsonParse(text);
    } catch {
        return text;
    }
}
