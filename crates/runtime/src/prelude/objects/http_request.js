// `ctx.v1.httpRequest`: the HTTP request that the login server got.

const HTTP_REQUEST = struct('object.httpRequest', [
    field('Method', STRING),
    field('Url', STRING),
    field('Proto', STRING),
    field('ContentLength', INT64),
    field('Host', STRING),
    field('Form', STRING_LISTS),
    field('PostForm', STRING_LISTS),
    field('RemoteAddr', STRING),
    field('Headers', STRING_LISTS),
]);

function httpRequestFrom(source) {
    const headers = textListsFrom(member(source, 'headers', EMPTY), canonicalHeader);
    return structObject(structFrom(HTTP_REQUEST, source, { __proto__: null, headers }));
}

STRING_LISTS.fromJson = (source) => textListsFrom(source ?? EMPTY, asItIs);

/** Lists of texts by name; `rename` gives the name that scripts see. */
function textListsFrom(source, rename) {
    const map = newMap(STRING_LISTS);
    const names = objectKeys(source);
    for (let i = 0; i < names.length; i += 1) {
        map.values[rename(names[i])] = textsFrom(member(source[names[i]], 'values', undefined));
    }
    return map;
}
