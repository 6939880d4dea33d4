// `URLSearchParams` of the lenient profile: the parameters of a query, by name.

/** Pairs of a query, as lists of the prelude's own. */
function parseQuery(query) {
    const pairs = newList();
    const parts = splitText(query[0] === '?' ? stringSlice(query, 1) : query, '&');
    for (let i = 0; i < parts.length; i += 1) {
        if (parts[i] === '') continue;
        const equals = stringIndexOf(parts[i], '=');
        const name = equals < 0 ? parts[i] : stringSlice(parts[i], 0, equals);
        const value = equals < 0 ? '' : stringSlice(parts[i], equals + 1);
        append(pairs, { __proto__: null, name: decoded(name), value: decoded(value) });
    }
    return pairs;
}

function decoded(text) {
    const parts = splitText(text, '+');
    let spaced = parts[0];
    for (let i = 1; i < parts.length; i += 1) spaced += ' ' + parts[i];
    try {
        return decodeComponent(spaced);
    } catch {
        return spaced;
    }
}

function encoded(text) {
    const parts = splitText(encodeComponent(toWellFormed(text)), '%20');
    let result = parts[0];
    for (let i = 1; i < parts.length; i += 1) result += '+' + parts[i];
    return result;
}

function iteratorOf(array) {
    return reflectApply(arrayValues, array, []);
}

/** Parameters of a URL → what to do when they change. */
const urlsOfParams = new WeakMapOf();

class LenientSearchParams {
    #pairs;

    constructor(init) {
        this.#pairs = newList();
        if (typeof init === 'string') this.#pairs = parseQuery(init);
        else if (isObject(init)) this.#addMembers(init);
    }

    #addMembers(init) {
        const names = objectKeys(init);
        for (let i = 0; i < names.length; i += 1) this.append(names[i], init[names[i]]);
    }

    append(name, value) {
        append(this.#pairs, { __proto__: null, name: textOf(name), value: textOf(value) });
        this.#tellUrl();
    }

    #tellUrl() {
        const tell = weakMapGet(urlsOfParams, this);
        if (tell !== undefined) tell();
    }

    delete(name) {
        const wanted = textOf(name);
        const kept = newList();
        for (let i = 0; i < this.#pairs.length; i += 1) if (this.#pairs[i].name !== wanted) append(kept, this.#pairs[i]);
        this.#pairs = kept;
        this.#tellUrl();
    }

    get(name) {
        const wanted = textOf(name);
        for (let i = 0; i < this.#pairs.length; i += 1) if (this.#pairs[i].name === wanted) return this.#pairs[i].value;
        return null;
    }

    getAll(name) {
        const wanted = textOf(name);
        return this.#collected((pair, values) => {
            if (pair.name === wanted) defineIndex(values, pair.value);
        });
    }

    get size() {
        return this.#pairs.length;
    }

    keys() {
        return iteratorOf(this.#collected((pair, names) => defineIndex(names, pair.name)));
    }

    values() {
        return iteratorOf(this.#collected((pair, values) => defineIndex(values, pair.value)));
    }

    entries() {
        return iteratorOf(this.#collected((pair, entries) => defineIndex(entries, [pair.name, pair.value])));
    }

    [SYMBOL_ITERATOR]() {
        return this.entries();
    }

    #collected(add) {
        const all = [];
        for (let i = 0; i < this.#pairs.length; i += 1) add(this.#pairs[i], all);
        return all;
    }

    has(name) {
        return this.get(name) !== null;
    }

    set(name, value) {
        this.delete(name);
        this.append(name, value);
    }

    forEach(callback) {
        for (let i = 0; i < this.#pairs.length; i += 1) callback(this.#pairs[i].value, this.#pairs[i].name, this);
    }

    toString() {
        let text = '';
        for (let i = 0; i < this.#pairs.length; i += 1) {
            text += (i === 0 ? '' : '&') + encoded(this.#pairs[i].name) + '=' + encoded(this.#pairs[i].value);
        }
        return text;
    }
}
