// Go slices and arrays: arrays to scripts, but typed, without holes, and shared where Go shares them.
//
// A slice is a window on a store. Copies of the slice see each other's writes until one of them outgrows
// the store; shortening a slice empties the rest of the store. Elements can be built on first access.

/** A slice type; `bytesText`: how a list of bytes is written, for those that have a text form. */
function listOf(element, name, methods, text) {
    return {
        __proto__: null,
        kind: 'list',
        element,
        name: name ?? '[]' + element.name,
        methods: methods ?? NO_METHODS,
        methodNames: objectKeys(methods ?? NO_METHODS),
        text,
        fixed: false,
        shows: element === STRING ? SHOWS_TEXT : howToShow(element),
        made: element.kind === 'pointer' && element.fromJson === undefined ? element.target : undefined,
    };
}

const STRINGS = listOf(STRING);

function emptyList(type) {
    return new ListRecord(type, newStore(), 0);
}

function ListRecord(type, store, length) {
    this.type = type;
    this.store = store;
    this.length = length;
    this.object = undefined;
    this.onChange = undefined;
    this.origin = undefined;
}
makesRecords(ListRecord, ['type', 'store', 'length', 'object', 'onChange', 'origin']);

function newStore() {
    return new Store(0, undefined, undefined);
}

function Store(capacity, source, build) {
    this.capacity = capacity;
    this.source = source;
    this.build = build;
}
makesRecords(Store, ['capacity', 'source', 'build']);

/** A list with these elements, which are values of the host already. */
function listFrom(type, elements) {
    const list = emptyList(type);
    for (let i = 0; i < elements.length; i += 1) list.store[i] = elements[i];
    list.length = elements.length;
    list.store.capacity = elements.length;
    return list;
}

/** A list whose elements are built when they are first needed; without `build` they are as JSON has them. */
function lazyList(type, source, build) {
    return new ListRecord(type, new Store(source.length, source, build), source.length);
}

/**
 * A list that all copies of a struct share, of which the source has the elements: its store takes their place
 * there. As long as a list has the store that it was made with, its `origin`, it is one of them.
 */
function sharedListOf(type, source, { key, onChange }) {
    let store = member(source, key, undefined) ?? [];
    if (isArray(store)) {
        store = new Store(store.length, store, undefined);
        addMember(source, key, store);
    }
    const list = new ListRecord(type, store, store.source.length);
    list.onChange = onChange;
    list.origin = store;
    return list;
}

/** The same elements in a slice of its own, as an assignment in Go gives. */
function shareList(list) {
    return new ListRecord(list.type, list.store, list.length);
}

function elementAt(list, index) {
    const store = list.store;
    if (store[index] === undefined) {
        const isSource = store.source !== undefined && index < store.source.length;
        store[index] = isSource ? elementFrom(list, store.source[index]) : zeroOf(list.type.element);
    }
    return store[index];
}

function elementFrom({ type, store }, source) {
    return store.build === undefined ? fromJson(type.element, source) : store.build(source);
}

/** Shares what the engine knows of the members of proxies' targets, see `makesRecords`. */
const TARGET_OF_NONE = [];
TARGET_OF_NONE[RECORD] = undefined;

function listObject(list) {
    if (list.object === undefined) {
        const target = [];
        target[RECORD] = list;
        list.object = new ProxyOf(target, listHandler);
    }
    return list.object;
}

function listRecord(value) {
    const record = typeof value === 'object' && value !== null ? recordOf(value) : undefined;
    return record !== undefined && record.type.kind === 'list' ? record : undefined;
}

/** Makes the list so long; answers the problem, or ''. */
function resize(list, length) {
    if (length > list.store.capacity) {
        const store = newStore();
        for (let i = 0; i < list.length; i += 1) store[i] = elementAt(list, i);
        store.capacity = grownCapacity(length, list.length, list.store.capacity);
        list.store = store;
    } else {
        const low = length < list.length ? length : list.length;
        const high = length < list.length ? list.length : length;
        for (let i = low; i < high; i += 1) list.store[i] = zeroOf(list.type.element);
    }
    list.length = length;
}

/** Room that the old engine makes when a slice has to grow: twice as much, less for long ones. */
function grownCapacity(wanted, length, capacity) {
    if (wanted > capacity * 2) return wanted;
    if (length < 1024) return capacity * 2;
    let grown = capacity;
    while (grown < wanted) grown += floor(grown / 4);
    return grown;
}

function assignElement(list, index, value) {
    if (index >= list.length) {
        if (list.type.fixed) return 'array index out of range';
        resize(list, index + 1);
    }
    const element = list.type.element;
    const old = elementAt(list, index);
    const result = fromScript(element, value, element.kind === 'struct' ? copyStruct(old) : old);
    if (result.problem === '' || result.isPartial) list.store[index] = result.value;
    return result.problem;
}

function changed(list) {
    if (list.onChange !== undefined) list.onChange(list);
}

/** What the engine cannot answer by itself. */
function getOfList(target, key, receiver) {
    const list = target[RECORD];
    if (key === 'length') return list.length;
    const index = indexOfKey(key);
    if (index >= 0) {
        if (index < list.length) return toScript(list.type.element, elementAt(list, index));
    } else if (typeof key === 'string' && list.type.methods[key] !== undefined) {
        return boundMethod(list, list.type.methods[key]);
    } else if (key === 'toString' && list.type.text !== undefined) {
        return () => list.type.text(list);
    }
    return reflectGet(ArrayPrototype, key, receiver);
}

const listHandler = {
    __proto__: null,
    get: elementTrap(makers, getOfList),
    has(target, key) {
        return isListMember(target[RECORD], key) || reflectHas(ArrayPrototype, key);
    },
    set(target, key, value, receiver) {
        const list = target[RECORD];
        if (receiver !== list.object) return reflectSet(ArrayPrototype, key, value, receiver);
        return putIntoList(list, key, value);
    },
    deleteProperty(target, key) {
        const list = target[RECORD];
        const index = indexOfKey(key);
        if (index >= 0 && index < list.length) {
            list.store[index] = zeroOf(list.type.element);
            changed(list);
            return true;
        }
        if (index >= 0 || !isListMember(list, key)) return true;
        if (key === 'length') return refuse("Cannot delete property 'length' of [object Array]");
        return refuse('Cannot delete property ' + textOf(key) + ' from a Go type');
    },
    defineProperty(target, key, descriptor) {
        const list = target[RECORD];
        const index = indexOfKey(key);
        if (key === 'length') return hasOwn(descriptor, 'value') ? putIntoList(list, key, descriptor.value) : true;
        if (index < 0) throw new TypeErrorOf("Cannot define property '" + textOf(key) + "' on a Go slice");
        checkDefinition(key, descriptor);
        if (!putIntoList(list, key, descriptor.value)) throw new TypeErrorOf(refusal);
        return true;
    },
    getOwnPropertyDescriptor(target, key) {
        const list = target[RECORD];
        if (key === 'length') {
            return { __proto__: null, value: list.length, writable: true, enumerable: false, configurable: false };
        }
        if (!isListMember(list, key)) return undefined;
        return descriptorOf(getOfList(target, key, undefined), indexOfKey(key) >= 0);
    },
    ownKeys(target) {
        const list = target[RECORD];
        const keys = [];
        for (let i = 0; i < list.length; i += 1) defineIndex(keys, '' + i);
        for (let i = 0; i < list.type.methodNames.length; i += 1) defineIndex(keys, list.type.methodNames[i]);
        defineIndex(keys, 'length');
        return keys;
    },
    preventExtensions(target) {
        return refuseFreezing(target[RECORD].length > 0 ? '0' : undefined);
    },
    getPrototypeOf() {
        return ArrayPrototype;
    },
};
brand(listHandler);
makers.listHandler = listHandler;

function isListMember(list, key) {
    const index = indexOfKey(key);
    if (index >= 0) return index < list.length;
    return key === 'length' || (typeof key === 'string' && list.type.methods[key] !== undefined);
}

function putIntoList(list, key, value) {
    const index = indexOfKey(key);
    if (key === 'length') {
        const length = NumberOf(value);
        if (length >>> 0 !== length) throw new RangeErrorOf('Invalid array length');
        if (list.type.fixed) return refuse("Cannot assign to read only property 'length'");
        resize(list, length);
        changed(list);
        return true;
    }
    if (index < 0) return refuse("Can't set property '" + textOf(key) + "' on Go slice");
    const problem = assignElement(list, index, value);
    changed(list);
    return problem === '' || refuse('Go type conversion error: ' + problem);
}
