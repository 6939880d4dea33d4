// Named scalars: a Go `string`, `bool` or `int` with a type name of its own is an object to scripts.
//
// It has the prototype of its kind, is never `===` to a literal, always truthy, and of length 0; `==`,
// arithmetic, concatenation and JSON see the plain value. Equal values of a type are one object, because
// the old engine compares them by value. The prototypes' methods that insist on primitives are replaced
// by ones that accept these objects too.

/** `methods`: name → function (value, args); `text`: value → what `String()` gives, if not the plain value. */
function namedScalar(kind, name, methods, text) {
    return {
        __proto__: null,
        kind: 'named ' + kind,
        name,
        methods,
        names: objectKeys(methods),
        text,
        objects: { __proto__: null },
    };
}

const NO_METHODS = { __proto__: null };
const EMAIL = namedScalar('string', 'domain.EmailAddress', {
    __proto__: null,
    normalize: (value) => scalarObject(EMAIL, stringTrim(value)),
    validate: validateEmail,
});
const PHONE = namedScalar('string', 'domain.PhoneNumber', { __proto__: null, normalize: normalizePhone });
const GENDER = namedScalar('int', 'domain.Gender', NO_METHODS);
const USER_STATE = namedScalar('int', 'domain.UserState', NO_METHODS);
const GRANT_STATE = namedScalar('int', 'domain.UserGrantState', NO_METHODS);
const PROMPT = namedScalar('int', 'domain.Prompt', NO_METHODS);
const MFA_TYPE = namedScalar('int', 'domain.MFAType', NO_METHODS);
const PRIVATE_LABELING = namedScalar('int', 'domain.PrivateLabelingSetting', NO_METHODS);
const AUTH_METHOD = namedScalar('string', 'login.authMethod', NO_METHODS);
const OIDC_BOOL = namedScalar('bool', 'oidc.Bool', { __proto__: null, unmarshalJSON: () => undefined });
const OIDC_GENDER = namedScalar('string', 'oidc.Gender', NO_METHODS);
const OIDC_TIME = namedScalar('int', 'oidc.Time', {
    __proto__: null,
    asTime: (value) => timeObject(value === 0 ? ZERO_TIME : newTime(value, 0)),
    unmarshalJSON: () => undefined,
});

const scalarHandler = {
    __proto__: null,
    get(record, key, receiver) {
        const method = methodOf(record, key);
        if (method !== undefined) return method;
        if (key === 'toJSON' && encodingJson > 0) return () => record.value;
        return reflectGet(prototypeOfScalar(record.type), key, receiver);
    },
    has(record, key) {
        return record.type.methods[key] !== undefined || reflectHas(prototypeOfScalar(record.type), key);
    },
    set(_record, key) {
        return refuse('Cannot assign to property ' + textOf(key) + ' of a host object');
    },
    deleteProperty(record, key) {
        if (record.type.methods[key] === undefined) return true;
        return refuse('Cannot delete property ' + textOf(key) + ' from a Go type');
    },
    defineProperty(_record, key, descriptor) {
        checkDefinition(key, descriptor);
        throw new TypeErrorOf("Cannot define property '" + textOf(key) + "' on a host object");
    },
    getOwnPropertyDescriptor(record, key) {
        const method = methodOf(record, key);
        return method === undefined ? undefined : descriptorOf(method, false);
    },
    ownKeys(record) {
        return record.type.names;
    },
    preventExtensions() {
        return false;
    },
    getPrototypeOf(record) {
        return prototypeOfScalar(record.type);
    },
};
brand(scalarHandler);

/** The lenient profile has plain values, unless there is a text of its own (`String(duration)`). */
function scalarObject(type, value) {
    if (isLenient && type.text === undefined) return value;
    const known = type.objects[value];
    if (known !== undefined) return known;
    const record = { __proto__: null, type, value };
    const object = new ProxyOf(record, scalarHandler);
    type.objects[value] = object;
    return object;
}

function methodOf(record, key) {
    const method = typeof key === 'string' ? record.type.methods[key] : undefined;
    return method === undefined ? undefined : boundMethod(record.value, method);
}

function prototypeOfScalar(type) {
    if (type.kind === 'named string') return StringPrototype;
    return type.kind === 'named bool' ? BooleanPrototype : NumberPrototype;
}

function isScalarKind(kind) {
    return kind === 'named string' || kind === 'named bool' || kind === 'named int';
}

/** Plain value of a named scalar of this kind, else undefined. */
function scalarValue(value, kind) {
    const record = typeof value === 'object' ? recordOf(value) : undefined;
    return record !== undefined && record.type.kind === kind ? record.value : undefined;
}

/** What the old engine's own `toString` says of a host object; undefined when it has nothing to say. */
function hostText(value) {
    const record = typeof value === 'object' && value !== null ? recordOf(value) : undefined;
    if (record === undefined) return undefined;
    const type = record.type;
    if (type.text !== undefined) return type.text(record.value === undefined ? record : record.value);
    if (type.kind === 'named string') return record.value;
    return type.kind === 'named bool' ? '' + record.value : undefined;
}

function validateEmail(value) {
    if (value === '') throw goError('ID=EMAIL-spblu Message=Errors.User.Email.Empty');
    const at = stringLastIndexOf(value, '@');
    if (at < 1 || at === value.length - 1) throw goError('ID=EMAIL-599BI Message=Errors.User.Email.Invalid');
    return undefined;
}

/** Digits with a leading plus sign stay as they are; telling country codes apart is left to the server. */
function normalizePhone(value) {
    if (value === '') throw goError('ID=PHONE-Zt0NV Message=Errors.User.Phone.Empty');
    let text = '';
    for (let i = 0; i < value.length; i += 1) {
        const isKept = (value[i] >= '0' && value[i] <= '9') || (value[i] === '+' && text === '');
        if (isKept) text += value[i];
    }
    if (text === '' || text === '+') throw goError('ID=PHONE-so0wa Message=Errors.User.Phone.Invalid');
    return scalarObject(PHONE, text);
}

replaceMethods(StringPrototype, 'named string', { toString: (value) => value, valueOf: (value) => value });
replaceMethods(BooleanPrototype, 'named bool', { toString: (value) => '' + value, valueOf: (value) => value });
replaceMethods(NumberPrototype, 'named int', {
    valueOf: (value) => value,
    toFixed: null,
    toPrecision: null,
    toExponential: null,
    toLocaleString: null,
});

/** Lets built-in methods take named scalars; `null` passes the plain value to the original. */
function replaceMethods(prototype, kind, replacements) {
    const names = objectKeys(replacements);
    for (let i = 0; i < names.length; i += 1) {
        const name = names[i];
        const original = prototype[name];
        const onScalar = replacements[name] ?? ((value, args) => reflectApply(original, value, args));
        const method = {
            [name](...args) {
                const value = scalarValue(this, kind);
                return value === undefined ? reflectApply(original, this, args) : onScalar(value, args);
            },
        }[name];
        defineProperty(method, 'length', { __proto__: null, value: original.length, configurable: true });
        replaceBuiltIn(prototype, name, method);
    }
}

const originalNumberToString = NumberPrototype.toString;
replaceBuiltIn(
    NumberPrototype,
    'toString',
    {
        toString(radix) {
            const value = scalarValue(this, 'named int');
            if (value === undefined) return reflectApply(originalNumberToString, this, [radix]);
            return hostText(this) ?? numberToString(value, radix);
        },
    }.toString,
);

const originalObjectToString = ObjectPrototype.toString;
replaceBuiltIn(
    ObjectPrototype,
    'toString',
    {
        toString() {
            if (scalarValue(this, 'named int') !== undefined) return hostText(this) ?? '[object Number]';
            const text = listRecord(this) === undefined ? hostText(this) : undefined;
            return text ?? reflectApply(originalObjectToString, this, []);
        },
    }.toString,
);
