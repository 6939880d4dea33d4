// `net.IP`: a list of 16 bytes with methods; as text the usual form of an address.

const IP_MASK = listOf(BYTE, 'net.IPMask', { __proto__: null, string: hexadecimal }, hexadecimal);

const IP = listOf(
    BYTE,
    'net.IP',
    {
        __proto__: null,
        appendText: unsupportedTimeMethod,
        defaultMask: (list) => (isIpv4(list) ? listObject(listFrom(IP_MASK, classMask(significant(list)[0]))) : null),
        equal: (list, args) => ipText(list) === hostText(args[0]),
        isGlobalUnicast: (list) => !isUnspecified(list) && !isLoopback(list) && !isMulticast(list),
        isInterfaceLocalMulticast: (list) => !isIpv4(list) && ipByte(list, 0) === 0xff && (ipByte(list, 1) & 15) === 1,
        isLinkLocalMulticast: (list) => !isIpv4(list) && ipByte(list, 0) === 0xff && (ipByte(list, 1) & 15) === 2,
        isLinkLocalUnicast: (list) => isLinkLocal(list),
        isLoopback,
        isMulticast,
        isPrivate,
        isUnspecified,
        marshalText: (list) => listObject(listFrom(BYTES, bytesFromText(ipText(list)))),
        mask: () => null,
        string: ipText,
        to16: listObject,
        to4: (list) => (isIpv4(list) ? listObject(ipFromBytes(ipBytes(list, 12))) : null),
        unmarshalText: unsupportedTimeMethod,
    },
    ipText,
);

function hexadecimal(list) {
    let text = '';
    for (let i = 0; i < list.length; i += 1) text += stringSlice('0' + numberToString(ipByte(list, i), 16), -2);
    return text;
}

/** The mask that an address of IPv4 had when there were classes. */
function classMask(first) {
    const bytes = newList();
    const length = first < 0x80 ? 1 : first < 0xc0 ? 2 : 3;
    for (let i = 0; i < 4; i += 1) append(bytes, i < length ? 255 : 0);
    return bytes;
}

function ipFromBytes(bytes) {
    return listFrom(IP, bytes);
}

IP.fromJson = ipFromText;

/** A list of 16 bytes, or an empty one when the text is no address. */
function ipFromText(text) {
    if (typeof text !== 'string') return emptyList(IP);
    const bytes = stringIndexOf(text, ':') < 0 ? ipv4Bytes(text) : ipv6Bytes(text);
    return bytes === undefined ? emptyList(IP) : ipFromBytes(bytes);
}

function ipv4Bytes(text) {
    const bytes = newList();
    for (let i = 0; i < 10; i += 1) append(bytes, 0);
    append(bytes, 0xff);
    append(bytes, 0xff);
    return appendIpv4(bytes, text) ? bytes : undefined;
}

function appendIpv4(bytes, text) {
    const parts = splitText(text, '.');
    if (parts.length !== 4) return false;
    for (let i = 0; i < 4; i += 1) {
        const number = indexOfKey(parts[i]);
        if (number < 0 || number > 255) return false;
        append(bytes, number);
    }
    return true;
}

function ipv6Bytes(text) {
    const gap = stringIndexOf(text, '::');
    const head = newList();
    const tail = newList();
    if (gap < 0) return appendGroups(head, text) && head.length === 16 ? head : undefined;
    if (!appendGroups(head, stringSlice(text, 0, gap))) return undefined;
    if (!appendGroups(tail, stringSlice(text, gap + 2))) return undefined;
    if (head.length + tail.length > 14) return undefined;
    while (head.length + tail.length < 16) append(head, 0);
    for (let i = 0; i < tail.length; i += 1) append(head, tail[i]);
    return head;
}

function appendGroups(bytes, text) {
    if (text === '') return true;
    const groups = splitText(text, ':');
    for (let i = 0; i < groups.length; i += 1) {
        if (i === groups.length - 1 && stringIndexOf(groups[i], '.') >= 0) return appendIpv4(bytes, groups[i]);
        const group = groups[i].length === 0 || groups[i].length > 4 ? -1 : +('0x' + groups[i]);
        if (!(group >= 0)) return false;
        append(bytes, group >> 8);
        append(bytes, group & 0xff);
    }
    return true;
}

function splitText(text, separator) {
    const parts = newList();
    let start = 0;
    for (;;) {
        const end = stringIndexOf(text, separator, start);
        append(parts, stringSlice(text, start, end < 0 ? text.length : end));
        if (end < 0) return parts;
        start = end + separator.length;
    }
}

function ipByte(list, index) {
    return elementAt(list, index);
}

function ipBytes(list, start) {
    const bytes = newList();
    for (let i = start; i < list.length; i += 1) append(bytes, ipByte(list, i));
    return bytes;
}

function isIpv4(list) {
    if (list.length === 4) return true;
    if (list.length !== 16 || ipByte(list, 10) !== 0xff || ipByte(list, 11) !== 0xff) return false;
    for (let i = 0; i < 10; i += 1) if (ipByte(list, i) !== 0) return false;
    return true;
}

/** The four bytes of an IPv4 address, else all of them. */
function significant(list) {
    return ipBytes(list, list.length === 16 && isIpv4(list) ? 12 : 0);
}

function isLoopback(list) {
    return isIpv4(list) ? significant(list)[0] === 127 : ipText(list) === '::1';
}

function isUnspecified(list) {
    const text = ipText(list);
    return text === '0.0.0.0' || text === '::';
}

function isMulticast(list) {
    const bytes = significant(list);
    return isIpv4(list) ? (bytes[0] & 0xf0) === 0xe0 : bytes[0] === 0xff;
}

function isPrivate(list) {
    const bytes = significant(list);
    if (!isIpv4(list)) return list.length === 16 && (bytes[0] & 0xfe) === 0xfc;
    return bytes[0] === 10 || (bytes[0] === 172 && (bytes[1] & 0xf0) === 16) || (bytes[0] === 192 && bytes[1] === 168);
}

function isLinkLocal(list) {
    const bytes = significant(list);
    if (isIpv4(list)) return bytes[0] === 169 && bytes[1] === 254;
    return bytes[0] === 0xfe && (bytes[1] & 0xc0) === 0x80;
}

function ipText(list) {
    if (list.length === 0) return '<nil>';
    const bytes = significant(list);
    if (bytes.length === 4) return bytes[0] + '.' + bytes[1] + '.' + bytes[2] + '.' + bytes[3];
    if (bytes.length !== 16) return '?' + hexadecimal(list);
    return ipv6Text(bytes);
}

/** Groups in hexadecimal; the longest run of zeros is left out. */
function ipv6Text(bytes) {
    const run = longestZeroRun(bytes);
    let text = '';
    for (let group = 0; group < 8; group += 1) {
        if (group === run.start) {
            text += '::';
            group += run.length - 1;
            continue;
        }
        if (text !== '' && text[text.length - 1] !== ':') text += ':';
        text += numberToString(bytes[group * 2] * 256 + bytes[group * 2 + 1], 16);
    }
    return text;
}

function longestZeroRun(bytes) {
    const best = { __proto__: null, start: -1, length: 1 };
    let length = 0;
    for (let group = 0; group < 8; group += 1) {
        length = bytes[group * 2] + bytes[group * 2 + 1] === 0 ? length + 1 : 0;
        if (length > best.length) {
            best.start = group - length + 1;
            best.length = length;
        }
    }
    return best;
}
