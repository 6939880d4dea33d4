// Errors of the host, the stack of an error, and how a thrown value is described.
//
// The engine calls `noteError` for everything that is thrown, at the place where it is thrown: there its
// words are put into those of the old engine (`error_words.js`), and its frames noted, without those of
// the prelude. Positions are left to the caller.

const NIL_POINTER = 'runtime error: invalid memory address or nil pointer dereference';

/** Error → how the old engine names the native function that threw it. */
const nativeFrames = new WeakMapOf();

/** The last value thrown that is no error, and where. */
let thrownValue;
let thrownFrames = '';

/** The last value that went through a mark, and which mark it was. */
let markedValue;
let markedIndex = -1;

function GoError(message) {
    const error = new ErrorOf(message);
    setPrototypeOf(error, GoError.prototype);
    return error;
}
setPrototypeOf(GoError, ErrorOf);
GoError.prototype = objectCreate(ErrorPrototype);
replaceBuiltIn(GoError.prototype, 'constructor', GoError);
replaceBuiltIn(GoError.prototype, 'name', 'GoError');
replaceBuiltIn(GoError.prototype, 'message', '');

/** A Go error as scripts see it; its text is kept in the record. */
const GO_ERROR = struct('errors.errorString', [], { __proto__: null, error: (record) => record.message });
GO_ERROR.text = (record) => record.message;

/** An error that scripts can catch; `frame` names the function of the old engine that throws it. */
function goError(message, frame) {
    const error = GoError(message);
    const record = newStruct(GO_ERROR, null);
    record.message = message;
    addMember(error, 'value', structObject(record));
    if (frame !== undefined) weakMapSet(nativeFrames, error, frame);
    return error;
}

function typeErrorIn(frame, message) {
    const error = new TypeErrorOf(message);
    weakMapSet(nativeFrames, error, frame);
    return error;
}

/** Text of a Go error; undefined for everything else. */
function goErrorText(value) {
    const record = isObject(value) ? recordOf(value) : undefined;
    return record !== undefined && record.type === GO_ERROR ? record.message : undefined;
}

/** What scripts are made to call with what they throw, and with operands (`operands.js`). */
function mark(index, value) {
    if (index < 0) {
        // nearly all are what they should be
        if (typeof value === 'function' && index > NATIVE) return value;
        if (typeof value === 'object' && index === CONTAINER && value !== null) return value;
        if (index === KEY) return (lastKey = value);
        if (index === HOLDER) return (lastHolder = value);
        return operand(index, value);
    }
    markedIndex = index;
    markedValue = value;
    return value;
}

/** Called by the engine for what is thrown; answers the frames, which become the raw stack. */
function noteError(value, sites) {
    const frames = framesText(sites);
    if (classOf(value) === 'Error') {
        rewordError(value, sites);
    } else {
        thrownValue = value;
        thrownFrames = frames;
    }
    return frames;
}

const captureSites = (_error, sites) => sites;
ErrorOf.prepareStackTrace = captureSites;
const { sites: ownSites, site: sitePrototype } = siteOfPrelude();
const siteFile = uncurryThis(sitePrototype.getFileName);
const siteFunction = uncurryThis(sitePrototype.getFunctionName);
const siteLine = uncurryThis(sitePrototype.getLineNumber);
const siteColumn = uncurryThis(sitePrototype.getColumnNumber);
const siteIsNative = uncurryThis(sitePrototype.isNative);
const PRELUDE_FILE = siteFile(ownSites[0]);
ErrorOf.prepareStackTrace = noteError;

function siteOfPrelude() {
    const sites = new ErrorOf().stack;
    return { sites, site: prototypeOf(sites[0]) };
}

function framesText(sites) {
    let text = '';
    for (let i = 0; i < sites.length; i += 1) {
        if (isOfPrelude(sites, i)) continue;
        text += '    at ' + (siteFunction(sites[i]) || '<anonymous>');
        if (siteIsNative(sites[i])) text += ' (native)\n';
        else text += ' (' + siteFile(sites[i]) + ':' + siteLine(sites[i]) + ':' + siteColumn(sites[i]) + ')\n';
    }
    return text;
}

/** A frame of the prelude, of a built-in function that it called, or of a trap without a name that called it. */
function isOfPrelude(sites, index) {
    let i = index;
    while (i < sites.length && siteIsNative(sites[i])) i += 1;
    if (i < sites.length && siteFile(sites[i]) === PRELUDE_FILE) return true;
    if (!siteIsNative(sites[index]) || siteFunction(sites[index])) return false;
    i = index - 1;
    while (i >= 0 && siteIsNative(sites[i])) i -= 1;
    return i >= 0 && siteFile(sites[i]) === PRELUDE_FILE;
}

const rawStack = ownDescriptor(ErrorPrototype, 'stack');
defineProperty(ErrorPrototype, 'stack', {
    __proto__: null,
    get: {
        stack() {
            const frames = reflectApply(rawStack.get, this, []);
            if (classOf(this) !== 'Error' || frames === undefined) return frames;
            return errorText(this) + '\n' + (typeof frames === 'string' ? framesAsGoja(frames) : '');
        },
    }.stack,
    set: rawStack.set,
    enumerable: false,
    configurable: true,
});

/** `Error.prototype.toString` of an error, by its members. */
function errorText(error) {
    const name = error.name === undefined ? 'Error' : textOf(error.name);
    const message = error.message === undefined ? '' : textOf(error.message);
    if (name === '') return message;
    return message === '' ? name : name + ': ' + message;
}

/** Frames indented by tabs, without the names that the old engine does not give. */
function framesAsGoja(frames) {
    const lines = splitText(frames, '\n');
    let text = '';
    for (let i = 0; i < lines.length - 1; i += 1) {
        const line = stringSlice(lines[i], 7);
        const open = stringIndexOf(line, ' (');
        const name = stringSlice(line, 0, open);
        const isNamed = name !== '<anonymous>' && name !== '<eval>';
        text += '\tat ' + (isNamed ? line : stringSlice(line, open + 2, line.length - 1)) + '\n';
    }
    return text;
}

/** JSON that tells the caller everything of a thrown value; never throws. */
function describe(thrown) {
    const description = { __proto__: null, head: '', name: '', message: '', stack: '' };
    try {
        describeInto(description, thrown);
    } catch (inner) {
        description.head = headWithout(description, inner);
    }
    let json = '{"head":' + quoted(description.head) + ',"name":' + quoted(description.name);
    json += ',"message":' + quoted(description.message) + ',"stack":' + quoted(description.stack);
    json += ',"mark":' + (markedIndex >= 0 && isSame(markedValue, thrown) ? '' + markedIndex : 'null');
    if (description.frame !== undefined) json += ',"native_frame":' + quoted(description.frame);
    if (description.goError !== undefined) json += ',"go_error":' + quoted(description.goError);
    if (description.json !== undefined) json += ',"value":' + description.json;
    return json + '}';
}

/** What is said of a value that cannot be made a text: an error's members, or why it cannot. */
function headWithout({ name, message }, inner) {
    if (name !== '' && message !== '') return name + ': ' + message;
    return name + message || '%!v(PANIC=Error method: ' + textOrNothing(inner) + ')';
}

function isSame(left, right) {
    return left === right || (left !== left && right !== right);
}

function textOrNothing(value) {
    try {
        return textOf(value);
    } catch {
        return '';
    }
}

function describeInto(description, thrown) {
    if (classOf(thrown) === 'Error') {
        description.frame = weakMapGet(nativeFrames, thrown);
        const frames = reflectApply(rawStack.get, thrown, []);
        if (typeof frames === 'string') description.stack = frames;
        description.name = textOf(thrown.name);
        description.message = textOf(thrown.message);
    } else {
        if (isSame(thrown, thrownValue)) description.stack = thrownFrames;
        const encoded = encodeForHost(thrown);
        if (encoded.problem === '') description.json = encoded.text;
    }
    description.goError = carriedError(thrown);
    description.head = textOf(thrown);
}

/** What the old engine takes for the failure when a thrown object has a member `value`. */
function carriedError(thrown) {
    if (!isObject(thrown) || !('value' in thrown)) return undefined;
    const { value } = thrown;
    return value === undefined || value === null ? NIL_POINTER : goErrorText(value);
}
