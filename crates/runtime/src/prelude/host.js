// What the prelude asks of the host, by name.
//
// Knows nothing of who calls.

const LOG_INFO = 1;
const LOG_WARNING = 2;
const LOG_ERROR = 3;

function emit(json) {
    callHost(1, json);
}

function emitClaim(key, json, result) {
    callHost(15, key, json, result);
}

function writeLog(level, text) {
    callHost(2, level, toWellFormed(text));
}

function fetchByHost(requestJson) {
    return callHost(3, requestJson);
}

function currentMilliseconds() {
    return callHost(4);
}

/**
 * Ends the run and never returns; scripts can neither catch it nor run a `finally` block. In the lenient profile
 * it is an error like any other.
 */
function abort(text) {
    if (isLenient) throw new ErrorOf(text);
    callHost(6, toWellFormed(text));
}

function collate(left, right) {
    return callHost(7, toWellFormed(left), toWellFormed(right));
}

/** The name is a text, or bytes in base64. */
function uuidByHost(version, namespace, name, bytes) {
    return callHost(8, version, namespace, toWellFormed(name), bytes);
}

/** Gives the store a chance to fail. */
function lookUp(what) {
    callHost(9, what);
}

/** Canonical BCP 47 tag, `und` when there is none. */
function canonicalLanguage(text) {
    return callHost(10, toWellFormed(text));
}

function secretByHost(name) {
    return callHost(11, toWellFormed(name));
}

function writeUserMetadata(key, json) {
    callHost(12, toWellFormed(key), json);
}

/** JSON of a part of the context, or undefined. */
function contextByHost(name) {
    return callHost(13, name);
}

/** The same of what earlier actions left. */
function stateByHost(name) {
    return callHost(5, name);
}

/** The script as it is evaluated. */
function sourceByHost() {
    return callHost(14);
}

/** A part of the script as it was written, or undefined. */
function writtenByHost(text) {
    return callHost(17, text);
}

/** Text of well-formed UTF-8 in padded base64, else undefined. */
function utf8ByHost(base64) {
    return callHost(18, base64);
}

/** Why the old engine refuses a regular expression, or undefined. */
function patternRefusalByHost(pattern, flags) {
    return callHost(16, toWellFormed(pattern), toWellFormed(flags));
}
