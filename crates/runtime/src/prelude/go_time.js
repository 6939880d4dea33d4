// `time.Time`: not a `Date`, but an object with Go's methods and nothing else.
//
// Times are in UTC unless a method moves them. As text they look as Go prints them, which is also what
// `<` and `>` compare. Formatting by layout is in `go_time_format.js`.

const SECONDS_A_DAY = 86400;
const NANOSECONDS = 1000000000;
/** Seconds from the year 1 to 1970. */
const UNIX_TO_YEAR_ONE = 62135596800;
const MONTHS = monthNames();
const WEEKDAYS = weekdayNames();

function monthNames() {
    return { __proto__: null, 1: 'January', 2: 'February', 3: 'March', 4: 'April', 5: 'May', 6: 'June', 7: 'July',
        8: 'August', 9: 'September', 10: 'October', 11: 'November', 12: 'December' };
}

function weekdayNames() {
    return { __proto__: null, 0: 'Sunday', 1: 'Monday', 2: 'Tuesday', 3: 'Wednesday', 4: 'Thursday', 5: 'Friday',
        6: 'Saturday' };
}

const MONTH = namedScalar('int', 'time.Month', { __proto__: null, string: (value) => MONTHS[value] },
    (value) => MONTHS[value]);
const WEEKDAY = namedScalar('int', 'time.Weekday', { __proto__: null, string: (value) => WEEKDAYS[value] },
    (value) => WEEKDAYS[value]);

const TIME = { __proto__: null, kind: 'time', name: 'time.Time', text: timeText };
const LOCATION = struct('time.Location', [], { __proto__: null, string: () => 'UTC' });
LOCATION.text = () => 'UTC';
const UTC_LOCATION = newStruct(LOCATION, null);

/** Seconds since 1970 and nanoseconds of the second. */
function newTime(seconds, nanoseconds) {
    return { __proto__: null, type: TIME, seconds, nanoseconds, object: undefined };
}

const ZERO_TIME = newTime(-UNIX_TO_YEAR_ONE, 0);

function timeFromMilliseconds(milliseconds) {
    const seconds = floor(milliseconds / 1000);
    return newTime(seconds, truncate(milliseconds - seconds * 1000) * 1000000);
}

/** Time of a protobuf timestamp as JSON: RFC 3339 in UTC with up to nine digits. */
function timeFromJson(text) {
    if (typeof text !== 'string' || text === '') return ZERO_TIME;
    const days = daysFromCivil(+stringSlice(text, 0, 4), +stringSlice(text, 5, 7), +stringSlice(text, 8, 10));
    const clock = +stringSlice(text, 11, 13) * 3600 + +stringSlice(text, 14, 16) * 60 + +stringSlice(text, 17, 19);
    let nanoseconds = 0;
    let scale = NANOSECONDS / 10;
    for (let i = 20; i < text.length && text[i] >= '0' && text[i] <= '9'; i += 1) {
        nanoseconds += +text[i] * scale;
        scale /= 10;
    }
    return newTime(days * SECONDS_A_DAY + clock, nanoseconds);
}

/** Days from 1970-01-01 to a day of the Gregorian calendar. */
function daysFromCivil(year, month, day) {
    const shifted = month <= 2 ? year - 1 : year;
    const era = floor(shifted / 400);
    const yearOfEra = shifted - era * 400;
    const dayOfYear = floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
    const dayOfEra = yearOfEra * 365 + floor(yearOfEra / 4) - floor(yearOfEra / 100) + dayOfYear;
    return era * 146097 + dayOfEra - 719468;
}

/** Year, month, day and clock of a time. */
function civil(time) {
    const days = floor(time.seconds / SECONDS_A_DAY);
    const second = time.seconds - days * SECONDS_A_DAY;
    const shifted = days + 719468;
    const era = floor(shifted / 146097);
    const dayOfEra = shifted - era * 146097;
    const yearOfEra = floor(
        (dayOfEra - floor(dayOfEra / 1460) + floor(dayOfEra / 36524) - floor(dayOfEra / 146096)) / 365,
    );
    const dayOfYear = dayOfEra - (365 * yearOfEra + floor(yearOfEra / 4) - floor(yearOfEra / 100));
    const part = floor((5 * dayOfYear + 2) / 153);
    const month = part < 10 ? part + 3 : part - 9;
    return {
        __proto__: null,
        year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
        month,
        day: dayOfYear - floor((153 * part + 2) / 5) + 1,
        hour: floor(second / 3600),
        minute: floor(second / 60) % 60,
        second: second % 60,
        weekday: (((days + 4) % 7) + 7) % 7,
        days,
    };
}

function yearDay(parts) {
    return parts.days - daysFromCivil(parts.year, 1, 1) + 1;
}

function padded(number, width) {
    let text = '' + (number < 0 ? -number : number);
    while (text.length < width) text = '0' + text;
    return number < 0 ? '-' + text : text;
}

/** Fraction of a second with its point; without the zeros at the end. */
function fractionText(nanoseconds) {
    if (nanoseconds === 0) return '';
    let digits = padded(nanoseconds, 9);
    while (digits[digits.length - 1] === '0') digits = stringSlice(digits, 0, digits.length - 1);
    return '.' + digits;
}

function timeText(time) {
    const parts = civil(time);
    return dateText(parts) + ' ' + clockText(parts) + fractionText(time.nanoseconds) + ' +0000 UTC';
}

/** RFC 3339, as Go's JSON encoder writes a time. */
function timeJson(time) {
    const parts = civil(time);
    return dateText(parts) + 'T' + clockText(parts) + fractionText(time.nanoseconds) + 'Z';
}

function dateText(parts) {
    return padded(parts.year, 4) + '-' + padded(parts.month, 2) + '-' + padded(parts.day, 2);
}

function clockText(parts) {
    return padded(parts.hour, 2) + ':' + padded(parts.minute, 2) + ':' + padded(parts.second, 2);
}

function hasJsonYear(time) {
    const { year } = civil(time);
    return year >= 0 && year <= 9999;
}

function timeObject(time) {
    time.object ??= new ProxyOf(time, timeHandler);
    return time.object;
}

const timeHandler = {
    __proto__: null,
    get(time, key, receiver) {
        if (typeof key === 'string') {
            const method = TIME.methods[key];
            if (method !== undefined) return boundMethod(time, method);
            if (key === 'toJSON' && encodingJson > 0) return () => timeJson(time);
            const extra = TIME.lenient === undefined ? undefined : TIME.lenient[key];
            if (extra !== undefined) return boundMethod(time, extra);
        }
        return reflectGet(ObjectPrototype, key, receiver);
    },
    has(_time, key) {
        return isTimeMember(key) || reflectHas(ObjectPrototype, key);
    },
    set(_time, key) {
        return refuse('Cannot assign to property ' + textOf(key) + ' of a host object');
    },
    deleteProperty(_time, key) {
        return !isTimeMember(key) || refuse('Cannot delete property ' + textOf(key) + ' from a Go type');
    },
    defineProperty(_time, key, descriptor) {
        checkDefinition(key, descriptor);
        throw new TypeErrorOf("Cannot define property '" + textOf(key) + "' on a host object");
    },
    getOwnPropertyDescriptor(time, key) {
        return isTimeMember(key) ? descriptorOf(boundMethod(time, TIME.methods[key]), false) : undefined;
    },
    ownKeys() {
        return TIME.names;
    },
    preventExtensions() {
        return refuseFreezing('add');
    },
    getPrototypeOf() {
        return ObjectPrototype;
    },
};
brand(timeHandler);

function isTimeMember(key) {
    return typeof key === 'string' && TIME.methods[key] !== undefined;
}
