// Bytes as they come and go in JSON: base64 and UTF-8.
//
// Knows nothing of what the bytes mean. Byte lists are lists of the prelude's own.

const REPLACEMENT = 0xfffd;
const BEYOND_ASCII = /[^\u0000-\u007f]/;

/** Text of UTF-8 in base64; what is no base64 is nothing. */
function textFromBase64(base64) {
    return utf8ByHost(base64) ?? textFromBinary(binaryFromBase64(base64));
}

function textFromBinary(binary) {
    return regExpExec(BEYOND_ASCII, binary) === null ? binary : textFromBytes(bytesFromBinary(binary));
}

function textToBase64(text) {
    return regExpExec(BEYOND_ASCII, text) === null ? binaryToBase64(text) : bytesToBase64(bytesFromText(text));
}

function bytesFromBinary(binary) {
    const bytes = newList();
    for (let i = 0; i < binary.length; i += 1) append(bytes, charCodeAt(binary, i));
    return bytes;
}

function bytesToBase64(bytes) {
    let binary = '';
    for (let i = 0; i < bytes.length; i += 1) binary += fromCharCode(bytes[i]);
    return binaryToBase64(binary);
}

function bytesFromText(text) {
    const bytes = newList();
    const wellFormed = toWellFormed(text);
    for (let i = 0; i < wellFormed.length; i += 1) {
        const point = codePointAt(wellFormed, i);
        if (point > 0xffff) i += 1;
        appendCodePoint(bytes, point);
    }
    return bytes;
}

function appendCodePoint(bytes, point) {
    if (point < 0x80) {
        append(bytes, point);
        return;
    }
    if (point < 0x800) {
        append(bytes, 0xc0 | (point >> 6));
    } else {
        if (point < 0x10000) {
            append(bytes, 0xe0 | (point >> 12));
        } else {
            append(bytes, 0xf0 | (point >> 18));
            append(bytes, 0x80 | ((point >> 12) & 0x3f));
        }
        append(bytes, 0x80 | ((point >> 6) & 0x3f));
    }
    append(bytes, 0x80 | (point & 0x3f));
}

/** Text of UTF-8; each byte that is none becomes U+FFFD. */
function textFromBytes(bytes) {
    let text = '';
    let i = 0;
    while (i < bytes.length) {
        const length = sequenceLength(bytes, i);
        text += length === 0 ? fromCharCode(REPLACEMENT) : fromCodePoint(pointAt(bytes, i, length));
        i += length === 0 ? 1 : length;
    }
    return text;
}

/** Bytes of the UTF-8 sequence that begins here; 0 when none does. */
function sequenceLength(bytes, start) {
    const lead = bytes[start];
    if (lead < 0x80) return 1;
    const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length === 0 || start + length > bytes.length) return 0;
    for (let i = 1; i < length; i += 1) {
        if ((bytes[start + i] & 0xc0) !== 0x80) return 0;
    }
    const second = bytes[start + 1];
    if (lead === 0xe0 && second < 0xa0) return 0;
    if (lead === 0xed && second > 0x9f) return 0;
    if (lead === 0xf0 && second < 0x90) return 0;
    if (lead === 0xf4 && second > 0x8f) return 0;
    return length;
}

function pointAt(bytes, start, length) {
    if (length === 1) return bytes[start];
    let point = bytes[start] & (0xff >> (length + 1));
    for (let i = 1; i < length; i += 1) point = (point << 6) | (bytes[start + i] & 0x3f);
    return point;
}
