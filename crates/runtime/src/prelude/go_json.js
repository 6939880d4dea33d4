// Parsing JSON as Go does, with its words when it is none.
//
// The engine parses; only when it fails the text is gone through again to find the old engine's words.

/** The value, or an abort of the run. */
function parseGoJson(text) {
    try {
        return jsonParse(text);
    } catch {
        return abort(new JsonScan(text).problem());
    }
}

/** Goes through a text that is no JSON. */
class JsonScan {
    constructor(text) {
        this.text = text;
        this.at = 0;
        this.found = '';
        /** Whether this is within a text, a number or a word. */
        this.isInside = false;
    }

    problem() {
        this.value();
        this.skipSpace();
        if (this.found === '') this.found = this.problemBehind();
        return this.found;
    }

    /** What is wrong behind the value; the parser that failed knows that something is. */
    problemBehind() {
        return this.at < this.text.length ? this.unexpected('after top-level value') : this.endOfInput();
    }

    endOfInput() {
        return 'unexpected end of JSON input';
    }

    fail(where) {
        if (this.found !== '') return;
        this.found = this.at < this.text.length ? this.unexpected(where) : this.endOfInput();
    }

    unexpected(where) {
        const point = codePointAt(this.text, this.at);
        return 'invalid character ' + quotedCharacter(fromCodePoint(point)) + (where === '' ? '' : ' ' + where);
    }

    skipSpace() {
        while (isJsonSpace(this.text[this.at])) this.at += 1;
    }

    value() {
        this.skipSpace();
        const unit = this.text[this.at];
        if (unit === '{') this.object();
        else if (unit === '[') this.array();
        else if (unit === '"') this.scalar(() => this.string());
        else if (unit === '-' || isDigit(unit)) this.scalar(() => this.number());
        else if (unit === 't') this.scalar(() => this.literal('true'));
        else if (unit === 'f') this.scalar(() => this.literal('false'));
        else if (unit === 'n') this.scalar(() => this.literal('null'));
        else this.fail('looking for beginning of value');
    }

    scalar(read) {
        this.isInside = true;
        read();
        this.isInside = this.found !== '';
    }

    object() {
        this.at += 1;
        this.skipSpace();
        if (this.take('}')) return;
        for (let isFirst = true; ; isFirst = false) {
            this.skipSpace();
            if (this.text[this.at] !== '"') return this.fail(this.beforeKey(isFirst));
            this.scalar(() => this.string());
            this.skipSpace();
            if (this.found === '' && !this.take(':')) this.fail('after object key');
            if (this.found === '') this.value();
            this.skipSpace();
            if (this.found !== '' || this.take('}')) return;
            if (!this.take(',')) return this.fail('after object key:value pair');
        }
    }

    beforeKey(_isFirst) {
        return 'looking for beginning of object key string';
    }

    array() {
        this.at += 1;
        this.skipSpace();
        if (this.take(']')) return;
        for (;;) {
            this.value();
            this.skipSpace();
            if (this.found !== '' || this.take(']')) return;
            if (!this.take(',')) return this.fail('after array element');
        }
    }

    string() {
        this.at += 1;
        for (;;) {
            const unit = this.text[this.at];
            if (unit === undefined || unit < ' ') return this.fail('in string literal');
            this.at += 1;
            if (unit === '"') return;
            if (unit === '\\') this.escape();
            if (this.found !== '') return;
        }
    }

    escape() {
        const unit = this.text[this.at];
        if (unit === undefined || stringIndexOf('bfnrt\\/"u', unit) < 0) return this.fail('in string escape code');
        this.at += 1;
        for (let i = 0; unit === 'u' && i < 4; i += 1) {
            if (!isHexDigit(this.text[this.at])) return this.fail('in \\u hexadecimal character escape');
            this.at += 1;
        }
    }

    number() {
        if (this.take('-') && !isDigit(this.text[this.at])) return this.fail('in numeric literal');
        if (!this.take('0')) this.digits();
        if (this.take('.')) {
            if (!isDigit(this.text[this.at])) return this.fail('after decimal point in numeric literal');
            this.digits();
        }
        if (this.take('e') || this.take('E')) {
            if (!this.take('+')) this.take('-');
            if (!isDigit(this.text[this.at])) return this.fail('in exponent of numeric literal');
            this.digits();
        }
    }

    digits() {
        while (isDigit(this.text[this.at])) this.at += 1;
    }

    literal(word) {
        for (let i = 0; i < word.length; i += 1) {
            if (!this.take(word[i])) return this.fail('in literal ' + word + " (expecting '" + word[i] + "')");
        }
    }

    take(unit) {
        if (this.text[this.at] !== unit) return false;
        this.at += 1;
        return true;
    }
}

function isJsonSpace(unit) {
    return unit === ' ' || unit === '\n' || unit === '\t' || unit === '\r';
}

function isDigit(unit) {
    return unit >= '0' && unit <= '9';
}

function isHexDigit(unit) {
    return isDigit(unit) || (unit >= 'a' && unit <= 'f') || (unit >= 'A' && unit <= 'F');
}

/** A character by the first byte of its UTF-8. */
function quotedCharacter(character) {
    if (character === "'") return "'\\''";
    if (character === '"') return "'\"'";
    const text = jsonStringify(fromCharCode(bytesFromText(character)[0]));
    return "'" + stringSlice(text, 1, text.length - 1) + "'";
}
