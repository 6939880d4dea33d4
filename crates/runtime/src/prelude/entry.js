// The functions that the caller drives a run with. Each takes and answers text.

let ctx;
let api;
let functionName = '';
let mayBeLexical = true;
let promised;

const entry = {
    __proto__: null,

    /**
     * Names the function that notes what is thrown where; scripts are made to call it. `named`: functions whose
     * arguments pass through it too.
     */
    setMark(name, ...named) {
        markName = name;
        for (let i = 0; i < named.length; i += 1) takers[named[i]] = true;
        // a binding that is no member of the global object: no script finds, replaces or deletes it
        replaceBuiltIn(globalThis, name + '_', mark);
        native.evaluate('const ' + name + ' = ' + name + '_', '');
        deleteProperty(globalThis, name + '_');
    },

    /**
     * Builds everything for one action; `isTimed`: it sees a time that is not the real one; `bindsLexically`: it may
     * have global names that are no members of the global object.
     */
    begin(flow, trigger, name, profile, isTimed, bindsLexically) {
        functionName = name;
        mayBeLexical = bindsLexically;
        currentFlow = flow;
        const built = builtTrigger(trigger);
        ctx = built.ctx;
        api = built.api;
        installGlobals(profile, isTimed);
    },

    /** Calls the action's function. */
    call() {
        const found = findFunction(functionName);
        if (!found.isThere) return '{"outcome":"not_found"}';
        const target = found.value;
        if (typeof target !== 'function') return notCallable(target);
        return callFunction(target);
    },

    /** What became of the promise that the function returned. */
    settled() {
        if (promised.state === 'rejected') throw promised.value;
        return '{"outcome":"returned"}';
    },

    describe,

    /** Tells what only shows at the end. */
    finish() {
        const claimsError = claimsProblem();
        const metadataError = finishMetadata();
        finishGrants();
        return '{"claims_error":' + textOrNull(claimsError) + ',"metadata_error":' + textOrNull(metadataError) + '}';
    },
};

function textOrNull(text) {
    return text === null ? 'null' : quoted(text);
}

/** A global binding of any kind: what is no identifier can only be a member of the global object. */
function findFunction(name) {
    try {
        if (mayBeLexical && isIdentifier(name)) return { __proto__: null, isThere: true, value: evaluateGlobally(name) };
    } catch {
        // not bound, or a reserved word
    }
    return { __proto__: null, isThere: name in globalThis, value: globalThis[name] };
}

/** Whether a text can be nothing but a name; words that are values of their own are none. */
function isIdentifier(name) {
    if (name === '' || isDigit(name[0])) return false;
    for (let i = 0; i < name.length; i += 1) if (!isNameUnit(name[i])) return false;
    return name !== 'this' && name !== 'true' && name !== 'false' && name !== 'null';
}

function notCallable(target) {
    if (target === undefined || target === null) return abort(NIL_POINTER);
    return outcomeWithText('not_callable', 'could not convert ' + textOf(target) + ' to actions.jsAction');
}

function outcomeWithText(outcome, text) {
    return '{"outcome":"' + outcome + '","text":' + quoted(text) + '}';
}

/** A Go error that a thrown object carries is the failure itself. */
function callFunction(target) {
    let returned;
    try {
        returned = reflectApply(target, undefined, [ctx, api]);
    } catch (thrown) {
        const text = carriedError(thrown);
        if (text === undefined) throw thrown;
        return outcomeWithText('go_error', text);
    }
    return outcomeOf(returned);
}

function outcomeOf(returned) {
    if (returned === undefined || returned === null) return '{"outcome":"returned"}';
    const text = goErrorText(returned);
    if (text !== undefined) return outcomeWithText('go_error', text);
    if (!isLenient) return outcomeWithText('bad_return', 'could not convert ' + textOf(returned) + ' to error');
    const isPromise = isObject(returned) && classOf(returned) === 'Promise';
    return isPromise ? watch(returned) : '{"outcome":"ignored"}';
}

function watch(promise) {
    promised = { __proto__: null, state: 'pending', value: undefined };
    promiseThen(
        promise,
        () => {
            promised.state = 'fulfilled';
        },
        (reason) => {
            promised.state = 'rejected';
            promised.value = reason;
        },
    );
    return '{"outcome":"promise"}';
}
