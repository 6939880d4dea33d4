// `api.v1.claims` and what `ctx.v1.claims` shows.
//
// Knows which claims are there already and which are not to be set; putting the final set together is
// left to the caller.

const RESERVED_CLAIMS = 'urn:zitadel:iam';
const CLAIMS_ERROR = 'json: error calling MarshalJSON for type *oidc.UserInfo: oidc custom claims: ';

const CLAIM_SET = 1;
const CLAIM_RESERVED = 2;
const CLAIM_EXISTS = 3;
const CLAIM_SHADOWED = 4;

/** Custom claims that are not null, by name; undefined until it is asked for. */
let presentClaims;
/** Name → why its value cannot be sent. */
let brokenClaims = { __proto__: null };

/** What the state has are `[name, json]` pairs. */
function claimsPresent() {
    if (presentClaims === undefined) {
        presentClaims = { __proto__: null };
        const claims = part(state, 'claims', []);
        for (let i = 0; i < claims.length; i += 1) if (claims[i][1] !== 'null') presentClaims[claims[i][0]] = true;
    }
    return presentClaims;
}

/** Everything that would be sent now; what the server itself says wins, unless it is empty. */
function claimsForScripts(registered, claims) {
    const all = {};
    for (let i = 0; i < claims.length; i += 1) addMember(all, claims[i][0], jsonParse(claims[i][1]));
    const names = objectKeys(registered);
    for (let i = 0; i < names.length; i += 1) {
        const value = registered[names[i]];
        if (!isEmptyClaim(value) || !hasOwn(all, names[i])) addMember(all, names[i], value);
    }
    return all;
}

function isEmptyClaim(value) {
    if (isObject(value)) return objectKeys(value).length === 0;
    return value === null || value === '' || value === 0 || value === false;
}

function setClaim(args, registered) {
    const key = claimKey(args[0]);
    const encoded = encodeForHost(args[1]);
    if (encoded.problem !== '' && isLenient) throw new TypeErrorOf(encoded.problem);
    const result = claimResult(key, registered);
    if (result === CLAIM_EXISTS) appendClaimLog('key ' + goQuotedKey(key) + ' already exists');
    else if (result !== CLAIM_RESERVED) noteClaim(key, encoded);
    emitClaim(key, encoded.text, result);
}

function claimKey(value) {
    if (typeof value === 'string') return value;
    return value === undefined || value === null ? '' : toText(value);
}

function claimResult(key, registered) {
    if (key[0] === 'u' && stringSlice(key, 0, RESERVED_CLAIMS.length) === RESERVED_CLAIMS) return CLAIM_RESERVED;
    if (claimsPresent()[key] === true) return CLAIM_EXISTS;
    return hasOwn(registered, key) && !isEmptyClaim(registered[key]) ? CLAIM_SHADOWED : CLAIM_SET;
}

function noteClaim(key, encoded) {
    if (encoded.text !== 'null' || encoded.problem !== '') claimsPresent()[key] = true;
    if (encoded.problem !== '') brokenClaims[key] = encoded.problem;
}

function appendClaimLog(text) {
    emit('{"claim_log":' + quoted(text) + '}');
}

/** As Go's `%q` writes a text. */
function goQuotedKey(key) {
    return quoted(key);
}

/** Why the claims cannot be sent as they are; null when they can. */
function claimsProblem() {
    const names = objectKeys(brokenClaims);
    return names.length === 0 ? null : CLAIMS_ERROR + brokenClaims[arraySort(names, compareAsUtf8)[0]];
}
