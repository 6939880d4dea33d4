// The engine's own error texts in the words of the old engine.
//
// Knows texts only: what cannot be told from the engine's text and the line of the script keeps the
// engine's words.

const REWORDED = {
    __proto__: null,
    'invalid array length': 'Invalid array length',
    'value is not iterable': 'object is not iterable',
    'not a constructor': 'Value is not a constructor',
    "class constructors must be invoked with 'new'": "Class constructor cannot be invoked without 'new'",
    'cannot convert symbol to string': 'Cannot convert a Symbol value to a string',
    'cannot convert symbol to number': 'Cannot convert a Symbol value to a number',
    'parent class must be constructor': 'Class extends value is not a constructor or null',
    'parent prototype must be an object or null': 'Class extends value does not have valid prototype property',
    'expecting hex digit': 'Malformed URI',
    'expecting %': 'Malformed URI',
    'expecting surrogate pair': 'Malformed URI',
    'malformed UTF-8': 'Malformed URI',
    'bad normalization form': 'The normalization form should be one of NFC, NFD, NFKC, NFKD',
    'invalid repeat count': 'Invalid count value',
    'empty array': 'No initial value',
    'circular reference': 'Converting circular structure to JSON',
    'BigInt are forbidden in JSON.stringify': 'Do not know how to serialize a BigInt',
    'BigInt division by zero': 'Division by zero',
    'BigInt negative exponent': 'exponent must be positive',
    'BigInt operands are forbidden for >>>': 'BigInts have no unsigned right shift, use >> instead',
    'bigint argument with unary +': 'Cannot convert a BigInt value to a number',
    'circular prototype chain': 'Cyclic __proto__ value',
    'revoked proxy': 'Proxy already revoked',
    'invalid property access':
        "'caller', 'callee', and 'arguments' properties may not be accessed on strict mode functions or the " +
        'arguments objects for calls to them',
    'cannot invoke a running generator': 'Illegal generator state',
    'Date value is NaN': 'Invalid time value',
    'null or undefined are forbidden': 'Value is not object coercible',
    "cannot read property 'Symbol.iterator' of undefined": 'Cannot convert undefined or null to object',
    "cannot read property 'Symbol.iterator' of null": 'Cannot convert undefined or null to object',
};

/** Texts that mean one thing in a script, another in the built-in function that a script called. */
const REWORDED_IN_SCRIPTS = {
    __proto__: null,
    'Cannot convert undefined or null to object': 'Value is not object coercible',
    'cannot convert BigInt to number': 'Cannot mix BigInt and other types, use explicit conversions',
};

const REWORDED_IN_FUNCTIONS = {
    __proto__: null,
    'cannot convert BigInt to number': 'Cannot convert a BigInt value to a number',
    'not an object in defineProperty': 'Object.defineProperty called on non-object',
    'invalid number of digits in toFixed': 'toFixed() precision must be between 0 and 100',
    'invalid number of digits in toExponential': 'toExponential() precision must be between 0 and 100',
    'invalid number of digits in toPrecision': 'toPrecision() precision must be between 1 and 100',
    'not a function in sort': 'The comparison function must be either a function or undefined',
    'not a function in toSorted': 'The comparison function must be either a function or undefined',
    "regexp must have the 'g' flag in matchAll": "RegExp doesn't have global flag set",
    "regexp must have the 'g' flag in replaceAll": 'String.prototype.replaceAll called with a non-global RegExp argument',
    'cannot convert to object in split': 'Value is not object coercible',
    "cannot read property 'Symbol.iterator' of undefined in fromEntries": 'Value is not object coercible',
    "cannot read property 'Symbol.iterator' of null in fromEntries": 'Value is not object coercible',
    'not an object in Proxy': 'Cannot create proxy with a non-object as target or handler',
    'not a constructor in BigInt': 'BigInt is not a constructor',
    'not a constructor in Symbol': 'Symbol is not a constructor',
    "expecting ')' in RegExp": 'Unterminated group',
    'extraneous characters at the end in RegExp': "Unmatched ')'",
};

/** Texts that the old engine says with the name of the built-in function: what comes before it and behind. */
const REWORDED_WITH_FUNCTION = {
    __proto__: null,
    'must be called with new': ['Constructor ', " requires 'new'"],
    'not a Date object': ['Method Date.prototype.', ' is called on incompatible receiver'],
    'not a generator': ['Method [Generator].prototype.', ' called on incompatible receiver'],
};

const READ = "cannot read property '";

/** Texts with a name in the middle: start, end, and the same in the words of the old engine. */
const REWORDED_AROUND = [
    around(READ, "' of undefined", "Cannot read property '", "' of undefined"),
    around(READ, "' of null", "Cannot read property '", "' of undefined"),
    around("cannot set property '", "' of undefined", 'Cannot convert undefined or null to object'),
    around("cannot set property '", "' of null", 'Cannot convert undefined or null to object'),
    around('this', ' is not initialized', "Must call super constructor in derived class before accessing 'this'"),
    around('', ' is not initialized', 'Cannot access a variable before initialization'),
    around("private class field '", "' does not exist", 'Cannot read private member ',
        ' from an object whose class did not declare it'),
];

function around(start, end, before, after) {
    return { __proto__: null, start, end, before, after };
}

/** What the engine says when a trap refuses and the code is strict. */
const REFUSED_WRITES = {
    __proto__: null,
    'proxy: cannot set property': true,
    'proxy: deleteProperty returned false': true,
    'could not delete property': true,
};

/** The script as it is evaluated, for names that the engine's texts lack. */
let scriptSource;
const SCRIPT_FILE = '<eval>';

/** Puts the message of an error into other words, if it has some that are known. */
function rewordError(error, sites) {
    const isOurs = sites.length > 0 && siteFile(sites[0]) === PRELUDE_FILE;
    const descriptor = isOurs ? undefined : ownDescriptor(error, 'message');
    if (descriptor === undefined || typeof descriptor.value !== 'string') return;
    const reworded = reword(descriptor.value, sites);
    refusal = '';
    if (reworded !== undefined) replaceBuiltIn(error, 'message', reworded);
}

function reword(message, sites) {
    if (refusal !== '' && REFUSED_WRITES[message] === true) return refusal;
    const byPlace = rewordByPlace(message, sites) ?? REWORDED[message];
    if (byPlace !== undefined) return byPlace;
    for (let i = 0; i < REWORDED_AROUND.length; i += 1) {
        const { start, end, before, after } = REWORDED_AROUND[i];
        if (!isAround(message, start, end)) continue;
        const middle = stringSlice(message, start.length, message.length - end.length);
        if (after === undefined) return before;
        if (middle[0] === '#' && isWritten(middle, sites)) return 'Cannot write private member ' + middle + after;
        return before + middle + after + (start === READ && isCalled(middle, sites) ? ' or null' : '');
    }
    return undefined;
}

function rewordByPlace(message, sites) {
    if (isAround(message, "'", "' is read-only")) return readOnly(stringSlice(message, 1, -14), sites);
    if (sites.length === 0 || !siteIsNative(sites[0])) {
        return message === 'not a function' ? absentMember(sites) : REWORDED_IN_SCRIPTS[message];
    }
    const name = siteFunction(sites[0]);
    if (message === 'not a function' || message === 'object prototype may only be an Object or null') {
        const line = scriptLineOf(sites, 1);
        const refusal = line === undefined ? undefined : refusalOfGiven(name, line);
        if (refusal !== undefined) return refusal;
    }
    const withName = REWORDED_WITH_FUNCTION[message];
    if (withName !== undefined) return withName[0] + (isTypedArray(name) ? 'TypedArray' : name) + withName[1];
    return REWORDED_IN_FUNCTIONS[message] ?? REWORDED_IN_FUNCTIONS[message + ' in ' + name];
}

/** A member or a constant: the script's line tells them apart. */
function readOnly(name, sites) {
    const line = scriptLineOf(sites);
    if (line === undefined) return undefined;
    const isMember = stringIndexOf(line, '.' + name) >= 0 || stringIndexOf(line, '[') >= 0;
    return isMember ? "Cannot assign to read only property '" + name + "'" : 'Assignment to constant variable.';
}

/** Whether the script's line has no other use of a private member than to write it. */
function isWritten(name, sites) {
    const line = scriptLineOf(sites) ?? '';
    const at = stringIndexOf(line, '.' + name);
    if (at < 0 || stringIndexOf(line, '.' + name, at + 1) >= 0) return false;
    let sign = at + 1 + name.length;
    while (line[sign] === ' ') sign += 1;
    return line[sign] === '=' && line[sign + 1] !== '=';
}

/** The line of the script that a site is in; undefined when it is not known. */
function scriptLineOf(sites, index = 0) {
    if (sites.length <= index || siteFile(sites[index]) !== SCRIPT_FILE) return undefined;
    scriptSource ??= sourceByHost();
    return splitText(scriptSource, '\n')[siteLine(sites[index]) - 1];
}

function isAround(message, start, end) {
    const isLongEnough = message.length >= start.length + end.length;
    return isLongEnough && stringSlice(message, 0, start.length) === start && stringSlice(message, -end.length) === end;
}

/** Whether the member is called wherever the script's line names it, from the place of the failure on. */
function isCalled(name, sites) {
    const line = scriptLineOf(sites) ?? '';
    let calls = 0;
    let at = line === '' ? -1 : stringIndexOf(line, '.' + name, siteColumn(sites[0]) - 1);
    while (at >= 0) {
        at += name.length + 1;
        if (at >= line.length || !isNameUnit(line[at])) {
            while (line[at] === ' ') at += 1;
            if (line[at] !== '(') return false;
            calls += 1;
        }
        at = stringIndexOf(line, '.' + name, at);
    }
    return calls > 0;
}

/** Names the member that was called but is absent; undefined when the script's line does not tell. */
function absentMember(sites) {
    const line = scriptLineOf(sites);
    const byKey = line !== undefined && stringIndexOf(line, '](') >= 0 ? refusalOfMember() : undefined;
    if (byKey !== undefined) return byKey;
    const name = line === undefined ? '' : memberCalledAt(line, siteColumn(sites[0]) - 1);
    return name === '' ? undefined : "Object has no member '" + name + "'";
}

/** The engine's position of such a call is its point, or the bracket of its arguments. */
function memberCalledAt(line, position) {
    let start = position;
    if (line[position] === '(') {
        let end = position;
        while (end > 0 && line[end - 1] === ' ') end -= 1;
        start = end;
        while (start > 0 && isNameUnit(line[start - 1])) start -= 1;
        const name = stringSlice(line, start, end);
        while (start > 0 && line[start - 1] === ' ') start -= 1;
        return line[start - 1] === '.' ? name : '';
    }
    if (line[start] !== '.') return '';
    start += 1;
    while (line[start] === ' ') start += 1;
    let end = start;
    while (end < line.length && isNameUnit(line[end])) end += 1;
    return stringSlice(line, start, end);
}

function isNameUnit(unit) {
    const isLetter = (unit >= 'a' && unit <= 'z') || (unit >= 'A' && unit <= 'Z') || unit > '\u007f';
    return isLetter || (unit >= '0' && unit <= '9') || unit === '_' || unit === '$';
}
