// `JSON.parse` with the words of the old engine, which read token by token.

class JsonTokens extends JsonScan {
    endOfInput() {
        return this.isInside ? 'unexpected EOF' : 'Unexpected end of JSON input (EOF)';
    }

    beforeKey(isFirst) {
        return isFirst ? '' : super.beforeKey(isFirst);
    }

    problemBehind() {
        return this.at < this.text.length ? 'Unexpected token at the end: ' + this.tokenBehind() : this.endOfInput();
    }

    /** The next token as Go prints it; nothing for one that cannot stand there. */
    tokenBehind() {
        const start = this.at;
        const unit = this.text[start];
        if (unit === '{' || unit === '[') return unit;
        this.value();
        const token = this.found === '' ? jsonParse(stringSlice(this.text, start, this.at)) : null;
        return token === null ? '<nil>' : '' + token;
    }
}

replaceBuiltIn(
    JSON,
    'parse',
    {
        parse(value, reviver) {
            const text = `${value}`;
            let parsed;
            try {
                parsed = jsonParse(text);
            } catch (thrown) {
                if (prototypeOf(thrown) !== SyntaxErrorPrototype) throw thrown;
                const error = new SyntaxErrorOf(new JsonTokens(text).problem());
                weakMapSet(nativeFrames, error, 'parse');
                throw error;
            }
            return typeof reviver === 'function' ? jsonParse(text, reviver) : parsed;
        },
    }.parse,
);
