// What is known of the login, and what earlier actions left: in parts, each asked of the host and parsed
// when it is first needed.

/** What is known of the login. */
const context = newParts(contextByHost);
/** What earlier actions left. */
const state = newParts(stateByHost);

/** `ask`: name → JSON of a part, undefined when there is none. */
function newParts(ask) {
    return { __proto__: null, ask, known: { __proto__: null } };
}

/** A part by its name, else the default. */
function part({ ask, known }, name, otherwise) {
    let value = known[name];
    if (value === undefined) {
        const json = ask(name);
        value = json === undefined ? MISSING : jsonParse(json);
        known[name] = value;
    }
    return value === MISSING ? otherwise : value;
}

/** Stands for a part that there is not. */
const MISSING = { __proto__: null };
