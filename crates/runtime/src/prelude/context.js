// What is known of the login, and what earlier actions left: in parts, each asked of the host and parsed
// when it is first needed.

/** `ask`: name → JSON of a part, undefined when there is none. */
function newContext(ask) {
    return { __proto__: null, ask, parts: { __proto__: null } };
}

/** A part by its name, else the default. */
function part(context, name, otherwise) {
    let value = context.parts[name];
    if (value === undefined) {
        const json = context.ask(name);
        value = json === undefined ? MISSING : jsonParse(json);
        context.parts[name] = value;
    }
    return value === MISSING ? otherwise : value;
}

/** Stands for a part that there is not. */
const MISSING = { __proto__: null };
