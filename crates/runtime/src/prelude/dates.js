// Texts of dates, and the time that scripts see.
//
// Dates are written as the old engine writes them: 24 hours, month first, the zone in brackets.

function dateParts(date, build, otherwise) {
    const milliseconds = dateGetTime(date);
    return milliseconds === milliseconds ? build(civil(timeFromMilliseconds(milliseconds))) : otherwise;
}

function localDateText(parts) {
    return padded(parts.month, 2) + '/' + padded(parts.day, 2) + '/' + padded(parts.year, 4);
}

const originalDateText = uncurryThis(DatePrototype.toString);
const originalDateTimeText = uncurryThis(DatePrototype.toTimeString);
const INVALID_DATE = 'Invalid Date';

const dateTexts = {
    toString() {
        return dateParts(this, () => originalDateText(this) + ' (UTC)', INVALID_DATE);
    },
    toTimeString() {
        return dateParts(this, () => originalDateTimeText(this) + ' (UTC)', INVALID_DATE);
    },
    toLocaleString() {
        return dateParts(this, (parts) => localDateText(parts) + ', ' + clockText(parts), INVALID_DATE);
    },
    toLocaleDateString() {
        return dateParts(this, localDateText, INVALID_DATE);
    },
    toLocaleTimeString() {
        return dateParts(this, clockText, INVALID_DATE);
    },
};

replaceBuiltIn(DatePrototype, 'toString', dateTexts.toString);
replaceBuiltIn(DatePrototype, 'toTimeString', dateTexts.toTimeString);
replaceBuiltIn(DatePrototype, 'toLocaleString', dateTexts.toLocaleString);
replaceBuiltIn(DatePrototype, 'toLocaleDateString', dateTexts.toLocaleDateString);
replaceBuiltIn(DatePrototype, 'toLocaleTimeString', dateTexts.toLocaleTimeString);

/** Lets `Date` begin with the time that the host tells. */
function useTimeOfHost() {
    const now = { now: () => currentMilliseconds() }.now;
    replaceBuiltIn(DateOf, 'now', now);
    const hostDate = new ProxyOf(DateOf, {
        __proto__: null,
        apply: () => dateTexts.toString.call(new DateOf(currentMilliseconds())),
        construct: (target, args, newTarget) =>
            reflectConstruct(target, args.length === 0 ? [currentMilliseconds()] : args, newTarget),
    });
    replaceBuiltIn(DatePrototype, 'constructor', hostDate);
    replaceBuiltIn(globalThis, 'Date', hostDate);
}
