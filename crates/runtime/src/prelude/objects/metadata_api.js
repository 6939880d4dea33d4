// `api.metadata` and the calls that append to it.
//
// The list holds what the actions so far left. An entry that was put into the array by hand is kept as
// the JSON of its value only when no other action follows; the next one finds it emptied.

const METADATA_ENTRY = struct('object.Metadata', [field('Key', STRING), field('Value', CARRIED)]);
const METADATA_ENTRIES = listOf(pointer(METADATA_ENTRY));
const TWO_ARGUMENTS = 'exactly 2 (key, value) arguments expected';
const EMPTIED = 'IiI=';

let metadataEntries = emptyList(METADATA_ENTRIES);
/** The list as it was told last: keys and base64. */
let toldMetadata = newList();
/** How many `assignments` there had been by then; `NEVER` when the list is not as it was told. */
let toldAtAssignment = 0;
const NEVER = -1;
/** How much was told so far. */
let toldMetadataLength = 0;
let toldPushed = '[]';
/** From so much on the whole list is told only at the end; until then what is appended follows what was told. */
const TOLD_AT_ONCE = 200000;

/** `entries`: keys and base64; `pushed`: positions of those put in by hand. */
function beginMetadata(entries, pushed) {
    for (let i = 0; i < pushed.length; i += 1) {
        if (hasOwn(entries, pushed[i])) addMember(entries[pushed[i]], 'value', EMPTIED);
    }
    metadataEntries = lazyList(METADATA_ENTRIES, entries, (source) => {
        const bytes = member(source, 'value', '');
        return metadataEntry(member(source, 'key', ''), metadataValue(bytes), bytes);
    });
    for (let i = 0; i < entries.length; i += 1) {
        const bytes = member(entries[i], 'value', '');
        append(toldMetadata, toldEntry(member(entries[i], 'key', ''), bytes === '' ? EMPTIED : bytes));
        // told as if it had been put in by hand
        if (bytes === '') toldAtAssignment = NEVER;
    }
    metadataEntries.onChange = tellMetadataUnlessTold;
    if (pushed.length > 0) {
        toldPushed = '';
        tellMetadata(false);
    }
}

function toldEntry(key, bytes) {
    return { __proto__: null, key, bytes };
}

function metadataEntry(key, value, bytes) {
    const entry = newStruct(METADATA_ENTRY, { __proto__: null, key, value });
    entry.bytes = bytes;
    return entry;
}

function appendMetadata(args) {
    if (args.length !== 2) abort(TWO_ARGUMENTS);
    const encoded = encodeForHost(args[1]);
    if (encoded.problem !== '') abort(encoded.problem);
    appendEntry(exportedText(args[0]), args[1], textToBase64(encoded.text));
}

function appendMetadataRaw(args) {
    if (args.length !== 2) abort(TWO_ARGUMENTS);
    const key = exportedText(args[0]);
    const bytes = rawBytes(args[1]);
    if (bytes === undefined) abort('value must be a string or byte array');
    if (bytes.length === 0) abort('value must not be empty');
    appendEntry(key, args[1], bytesToBase64(bytes));
}

/** Bytes of a text, a byte array or a list of numbers that are bytes. */
function rawBytes(value) {
    if (typeof value === 'string') return bytesFromText(value);
    if (!isObject(value)) return undefined;
    const kind = classOf(value);
    if (kind === 'Uint8Array') return typedElements(value);
    if (kind !== 'Array') return undefined;
    const bytes = newList();
    for (let i = 0; i < value.length; i += 1) {
        const byte = value[i];
        if (typeof byte !== 'number' || !(byte >= 0 && byte <= 255) || floor(byte) !== byte) return undefined;
        append(bytes, byte);
    }
    return bytes;
}

function appendEntry(key, value, bytes) {
    const index = metadataEntries.length;
    resize(metadataEntries, index + 1);
    metadataEntries.store[index] = metadataEntry(key, value, bytes);
    // an entry is enough where nothing but that has happened to the list, and all there is where much was told
    const isAllTold = toldAtAssignment === assignments && toldMetadata.length === index && arePushedTold();
    if (!isAllTold && toldMetadataLength <= TOLD_AT_ONCE) {
        tellMetadata(true);
        return;
    }
    append(toldMetadata, toldEntry(key, bytes));
    emit('{"metadata_append":' + entryJson(key, bytes) + '}');
}

function tellMetadataUnlessTold() {
    if (isMetadataTold()) return;
    if (toldMetadataLength > TOLD_AT_ONCE) toldAtAssignment = NEVER;
    else tellMetadata(false);
}

function isMetadataTold() {
    if (toldMetadata.length !== metadataEntries.length) return false;
    for (let i = 0; i < metadataEntries.length; i += 1) if (!isEntryTold(i)) return false;
    return true;
}

function isEntryTold(index) {
    const entry = elementAt(metadataEntries, index);
    return toldMetadata[index].key === entryKey(entry) && toldMetadata[index].bytes === entryBytes(entry);
}

/** Whether those are as they were told that can change without an assignment: by what their value holds. */
function arePushedTold() {
    if (toldPushed === '') return false;
    const pushed = jsonParse(toldPushed);
    for (let i = 0; i < pushed.length; i += 1) if (!isEntryTold(pushed[i])) return false;
    return true;
}

/** Tells the whole list. */
function tellMetadata(isAppended) {
    toldMetadata = newList();
    toldAtAssignment = assignments;
    let list = '[';
    for (let i = 0; i < metadataEntries.length; i += 1) {
        const entry = elementAt(metadataEntries, i);
        const told = toldEntry(entryKey(entry), entryBytes(entry));
        append(toldMetadata, told);
        list += (i === 0 ? '' : ',') + entryJson(told.key, told.bytes);
    }
    list += ']';
    toldMetadataLength += list.length;
    emit('{"metadata":{"list":' + list + ',"appended":' + isAppended + '}}');
    tellPushed();
}

/** Positions of the entries that were put in by hand, for the next action. */
function tellPushed() {
    const pushed = pushedJson();
    if (pushed === toldPushed) return;
    toldPushed = pushed;
    emit('{"shared":{"pushed_metadata":' + pushed + '}}');
}

function entryJson(key, bytes) {
    return '{"key":' + quoted(key) + ',"value":"' + bytes + '"}';
}

function entryKey(entry) {
    return entry === null ? '' : valueOf(entry, 'key');
}

/** Base64 of what is stored; nothing for what cannot be stored. */
function entryBytes(entry) {
    if (entry === null) return '';
    if (entry.bytes !== undefined && entry.bytes !== '') return entry.bytes;
    if (valueOf(entry, 'value') === UNSET) return '';
    const encoded = encodeForHost(valueOf(entry, 'value'));
    return encoded.problem === '' ? textToBase64(encoded.text) : '';
}

function isPushed(entry) {
    return entry !== null && (entry.bytes === undefined || entry.bytes === '');
}

function pushedJson() {
    let json = '';
    for (let i = 0; i < metadataEntries.length; i += 1) {
        if (isPushed(elementAt(metadataEntries, i))) json += (json === '' ? '' : ',') + i;
    }
    return '[' + json + ']';
}

/** Tells what is not told yet; answers why the list cannot be used, or null. */
function finishMetadata() {
    if (!isMetadataTold()) tellMetadata(false);
    for (let i = 0; i < metadataEntries.length; i += 1) {
        const entry = elementAt(metadataEntries, i);
        if (entry === null || (isPushed(entry) && valueOf(entry, 'value') === UNSET)) return NIL_POINTER;
    }
    return null;
}

/** Writes metadata of the user at once. */
function setMetadata(args) {
    if (args.length !== 2) abort(TWO_ARGUMENTS);
    const key = exportedText(args[0]);
    const encoded = encodeForHost(args[1]);
    if (encoded.problem !== '') abort(encoded.problem);
    writeUserMetadata(key, encoded.text);
}
