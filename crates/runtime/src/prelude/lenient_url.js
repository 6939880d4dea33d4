// `URL` and `URLSearchParams` of the lenient profile: enough to take addresses apart and to build them.
//
// Knows schemes with an authority (`https://host/path`) only; host names are not mapped to ASCII.

const DEFAULT_PORTS = { __proto__: null, 'http:': '80', 'https:': '443', 'ftp:': '21', 'ws:': '80', 'wss:': '443' };

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

class LenientUrl {
    #search;

    constructor(url, base) {
        const text = stringTrim(textOf(url));
        const whole = stringIndexOf(text, '://') > 0 ? text : resolved(text, base);
        const scheme = stringIndexOf(whole, '://');
        if (scheme <= 0) throw new TypeErrorOf('Invalid URL');
        this.protocol = toLowerCase(stringSlice(whole, 0, scheme)) + ':';
        const rest = cutAt(stringSlice(whole, scheme + 3), '#');
        this.hash = rest.tail;
        const query = cutAt(rest.head, '?');
        this.#search = query.tail;
        this.searchParams = new LenientSearchParams(query.tail);
        weakMapSet(urlsOfParams, this.searchParams, () => {
            this.#search = '?' + this.searchParams.toString();
        });
        const path = cutAt(query.head, '/');
        this.pathname = path.tail === '' ? '/' : path.tail;
        this.#readAuthority(path.head);
        if (this.hostname === '') throw new TypeErrorOf('Invalid URL');
    }

    #readAuthority(authority) {
        const at = stringLastIndexOf(authority, '@');
        const user = at < 0 ? '' : stringSlice(authority, 0, at);
        const colon = stringIndexOf(user, ':');
        this.username = colon < 0 ? user : stringSlice(user, 0, colon);
        this.password = colon < 0 ? '' : stringSlice(user, colon + 1);
        const host = toLowerCase(stringSlice(authority, at + 1));
        const port = stringLastIndexOf(host, ':');
        const hasPort = port >= 0 && stringIndexOf(host, ']', port) < 0;
        this.hostname = hasPort ? stringSlice(host, 0, port) : host;
        this.port = hasPort ? stringSlice(host, port + 1) : '';
        if (this.port === DEFAULT_PORTS[this.protocol]) this.port = '';
    }

    get host() {
        return this.hostname + (this.port === '' ? '' : ':' + this.port);
    }

    get origin() {
        return this.protocol + '//' + this.host;
    }

    get search() {
        return this.#search === '?' ? '' : this.#search;
    }

    get href() {
        const user = this.username + (this.password === '' ? '' : ':' + this.password);
        const authority = (user === '' ? '' : user + '@') + this.host;
        return this.protocol + '//' + authority + this.pathname + this.search + this.hash;
    }

    toString() {
        return this.href;
    }

    toJSON() {
        return this.href;
    }
}

/** A text before a mark, and the rest with it. */
function cutAt(text, mark) {
    const at = stringIndexOf(text, mark);
    const end = at < 0 ? text.length : at;
    return { __proto__: null, head: stringSlice(text, 0, end), tail: stringSlice(text, end) };
}

/** A relative address, made whole. */
function resolved(text, base) {
    if (base === undefined) throw new TypeErrorOf('Invalid URL');
    const url = new LenientUrl(base);
    if (stringSlice(text, 0, 2) === '//') return url.protocol + text;
    if (text[0] === '/') return url.origin + text;
    const directory = stringSlice(url.pathname, 0, stringLastIndexOf(url.pathname, '/') + 1);
    return url.origin + directory + text;
}
