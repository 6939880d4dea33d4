// Replaces every function and value that can be reached from the globals.
var seen = new Set(), own = Reflect.ownKeys, get = Reflect.getOwnPropertyDescriptor;
var define = Reflect.defineProperty, up = Reflect.getPrototypeOf, note = seen.add.bind(seen);
var known = seen.has.bind(seen);
function poison(object) {
    if ((typeof object !== 'object' && typeof object !== 'function') || !object) return;
    if (known(object)) return;
    note(object);
    for (var key of own(object)) {
        var found = get(object, key);
        if (found.value !== globalThis) poison(found.value);
        poison(found.get);
        poison(found.set);
    }
    poison(up(object));
    for (var name of own(object)) {
        try {
            define(object, name, { get() { throw 'poison' }, set() { throw 'poison' } });
        } catch (e) {}
    }
    try { object.poison = 'poison' } catch (e) {}
}
poison(globalThis);
