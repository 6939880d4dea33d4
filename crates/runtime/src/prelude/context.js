// What is known of the login: the parts that a trigger or a script asks for, each parsed once.
//
// A job that brings the whole context along is read of that.

function newContext(job) {
    return { __proto__: null, whole: member(job, 'context', undefined), parts: { __proto__: null } };
}

/** A part by its name, else the default. */
function part(context, name, otherwise) {
    if (context.whole !== undefined) return member(context.whole, name, otherwise);
    let value = context.parts[name];
    if (value === undefined) {
        const json = contextByHost(name);
        value = json === null || json === undefined ? MISSING : jsonParse(json);
        context.parts[name] = value;
    }
    return value === MISSING ? otherwise : value;
}

/** Stands for a part that there is not. */
const MISSING = { __proto__: null };
