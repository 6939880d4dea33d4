// `URL` of the lenient profile: enough to take addresses apart and to build them.
//
// Knows schemes with an authority (`https://host/path`) only; host names are not mapped to ASCII.

const DEFAULT_PORTS = { __proto__: null, 'http:': '80', 'https:': '443', 'ftp:': '21', 'ws:': '80', 'wss:': '443' };

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
