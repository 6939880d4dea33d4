// JavaScript values into typed Go values: arguments of host functions, writes to host objects.
//
// A conversion that cannot be done answers what is wrong in the old engine's words. Conversions may run
// script code (`toString`, `valueOf`, iterators), whose exceptions simply pass through.

function converted(value) {
    return new Conversion(value, '');
}

function problemOf(problem) {
    return new Conversion(undefined, problem);
}

function Conversion(value, problem) {
    this.value = value;
    this.problem = problem;
    this.isPartial = false;
}
makesRecords(Conversion, ['value', 'problem', 'isPartial']);

function notConverted(value, type) {
    return problemOf(cannotConvert(value, type));
}

function cannotConvert(value, type) {
    return 'could not convert ' + textOf(value) + ' to ' + type.name;
}

/** `old` is what the value replaces: structs are filled, not made anew. */
function fromScript(type, value, old) {
    if (type.kind === 'carried') return converted(value ?? null);
    if (value === undefined || value === null) return converted(zeroOf(type));
    switch (type.kind) {
        case 'string':
        case 'named string':
            return converted(toText(value));
        case 'bool':
        case 'named bool':
            return converted(toBool(value));
        case 'uint64':
            return converted(toUnsigned(value));
        case 'byte':
            return converted(toNumber(value) & 0xff);
        case 'int':
        case 'int64':
            return converted(toInteger(value));
        case 'int32':
        case 'named int':
            return converted(type === DURATION ? toInteger(value) : toNumber(value) | 0);
        case 'time':
            return toTime(type, value, old);
        case 'list':
            return toList(type, value);
        case 'map':
            return toMap(type, value);
        case 'struct':
            return toStruct(type, value, old);
        case 'pointer':
            return toPointer(type, value, old);
        default:
            return notConverted(value, type);
    }
}

/** `String(value)` without an error for symbols. */
function toText(value) {
    return textOf(value);
}

function toBool(value) {
    if (typeof value !== 'object') return !!value;
    const named = scalarValue(value, 'named bool');
    if (named !== undefined) return named;
    return classOf(value) === 'Boolean' ? booleanValueOf(value) : true;
}

function toNumber(value) {
    if (typeof value === 'bigint') throw new TypeErrorOf('Cannot convert a BigInt value to a number');
    if (typeof value === 'symbol') throw new TypeErrorOf('Cannot convert a Symbol value to a number');
    return NumberOf(value);
}

function toInteger(value) {
    const number = toNumber(value);
    const isFinite = number - number === 0;
    return isFinite ? truncate(number) + 0 : 0;
}

const TWO_TO_63 = 9223372036854775808;

function toUnsigned(value) {
    const number = toInteger(value);
    if (number >= TWO_TO_63 || number < -TWO_TO_63) return TWO_TO_63;
    return number < 0 ? number + TWO_TO_63 * 2 : number;
}

/** A time has no members that scripts could set, so that a plain object changes nothing. */
function toTime(type, value, old) {
    if (typeof value === 'object') {
        const record = recordOf(value);
        if (record !== undefined && record.type === TIME) return converted(newTime(record.seconds, record.nanoseconds));
        return converted(classOf(value) === 'Date' ? timeFromMilliseconds(dateGetTime(value)) : old);
    }
    if (typeof value !== 'string') return notConverted(value, type);
    const milliseconds = dateParse(value);
    if (milliseconds === milliseconds) return converted(timeFromMilliseconds(milliseconds));
    return problemOf('could not convert string ' + value + ' to time.Time');
}

function isObject(value) {
    return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function toList(type, value) {
    if (!isObject(value)) return notConverted(value, type);
    const list = listRecord(value);
    if (list !== undefined && list.type === type) return converted(shareList(list));
    const values = valuesOf(value);
    if (values === undefined) {
        return problemOf('cannot convert ' + textOf(value) + ' to ' + type.name + ': not an array or iterable');
    }
    const elements = newList();
    for (let i = 0; i < values.length; i += 1) {
        const result = fromScript(type.element, values[i], zeroOf(type.element));
        if (result.problem !== '') return result;
        append(elements, result.value);
    }
    return converted(listFrom(type, elements));
}

/** What an iterable or something like an array consists of; undefined when it is neither. */
function valuesOf(value) {
    const values = newList();
    const method = value[SYMBOL_ITERATOR];
    if (method === undefined || method === null) {
        const length = typeof value === 'function' ? undefined : value.length;
        if (length === undefined) return undefined;
        const count = toInteger(length);
        for (let i = 0; i < count; i += 1) append(values, value[i]);
        return values;
    }
    if (method === arrayValues && isArray(value)) {
        for (let i = 0; i < value.length; i += 1) append(values, value[i]);
        return values;
    }
    const iterator = reflectApply(method, value, []);
    const next = iterator.next;
    for (;;) {
        const step = reflectApply(next, iterator, []);
        if (step.done) return values;
        append(values, step.value);
    }
}

function toMap(type, value) {
    const record = isObject(value) ? recordOf(value) : undefined;
    if (record !== undefined && record.type === type) return converted(record);
    if (!isObject(value)) return notConverted(value, type);
    const map = newMap(type);
    const keys = objectKeys(value);
    for (let i = 0; i < keys.length; i += 1) {
        const result = fromScript(type.element, value[keys[i]], zeroOf(type.element));
        if (result.problem !== '') return result;
        map.values[keys[i]] = result.value;
    }
    return converted(map);
}

/** Members that the object lacks stay as they are; those before one that fails are set already. */
function toStruct(type, value, old) {
    if (!isObject(value)) return { __proto__: null, value: old, problem: cannotConvert(value, type), isPartial: true };
    const record = recordOf(value);
    if (record !== undefined && record.type === type) return converted(copyStruct(record));
    const declared = type.declared;
    for (let i = 0; i < declared.length; i += 1) {
        const { name, go, type: memberType } = declared[i];
        if (!(name in value)) continue;
        const part = value[name];
        const result = fromScript(memberType, part, valueOf(old, name));
        if (result.problem !== '') {
            const what = 'could not convert struct value ' + textOf(part) + ' to ' + memberType.name;
            const problem = what + ' for field ' + go + ': ' + result.problem;
            return { __proto__: null, value: old, problem, isPartial: true };
        }
        old.values[name] = result.value;
    }
    return converted(old);
}

function toPointer(type, value, old) {
    const record = isObject(value) ? recordOf(value) : undefined;
    if (record !== undefined && record.type === type.target) return converted(record);
    return toStruct(type.target, value, old ?? newStruct(type.target, null));
}

/** A primitive string; everything else aborts, naming the Go type that it would be. */
function exportedText(value) {
    if (typeof value === 'string') return value;
    if (typeof value === 'symbol') return descriptionOf(value);
    return abort('interface conversion: interface {} is ' + exportedTypeName(value) + ', not string');
}

const EXPORTED_CLASSES = {
    __proto__: null,
    Array: '[]interface {}',
    Arguments: '[]interface {}',
    MappedArguments: '[]interface {}',
    ArrayBuffer: 'goja.ArrayBuffer',
    Date: 'time.Time',
    Map: '[][2]interface {}',
    Promise: '*goja.Promise',
    Proxy: 'goja.Proxy',
    Set: '[]interface {}',
    Uint8Array: '[]uint8',
};

/** The Go type that the old engine would make of a value. */
function exportedTypeName(value) {
    switch (typeof value) {
        case 'undefined':
            return 'nil';
        case 'boolean':
            return 'bool';
        case 'number':
            return floor(value) === value && value - value === 0 && 1 / value !== -1 / 0 ? 'int64' : 'float64';
        case 'bigint':
            return '*big.Int';
        case 'function':
            return FUNCTION.name;
        default:
    }
    if (value === null) return 'nil';
    const record = recordOf(value);
    if (record !== undefined) return (isScalarKind(record.type.kind) ? '' : '*') + record.type.name;
    return EXPORTED_CLASSES[classOf(value)] ?? 'map[string]interface {}';
}
