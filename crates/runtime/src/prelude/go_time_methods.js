// The methods of `time.Time`, and formatting by Go's layouts.
//
// The zone is always UTC; what only makes sense inside a Go program refuses.

TIME.methods = {
    __proto__: null,
    add: (time, args) => timeObject(addNanoseconds(time, durationArgument(args))),
    addDate: (time, args) => timeObject(addDate(time, toInteger(args[0]), toInteger(args[1]), toInteger(args[2]))),
    after: (time, args) => compareTimes(time, timeArgument(args)) > 0,
    appendBinary: unsupportedTimeMethod,
    appendFormat: unsupportedTimeMethod,
    appendText: unsupportedTimeMethod,
    before: (time, args) => compareTimes(time, timeArgument(args)) < 0,
    clock: (time) => {
        const { hour, minute, second } = civil(time);
        return [hour, minute, second];
    },
    compare: (time, args) => compareTimes(time, timeArgument(args)),
    date: (time) => {
        const { year, month, day } = civil(time);
        return [year, scalarObject(MONTH, month), day];
    },
    day: (time) => civil(time).day,
    equal: (time, args) => compareTimes(time, timeArgument(args)) === 0,
    format: (time, args) => formatTime(time, fromScript(STRING, args[0], '').value),
    goString: unsupportedTimeMethod,
    gobDecode: unsupportedTimeMethod,
    gobEncode: unsupportedTimeMethod,
    hour: (time) => civil(time).hour,
    iSOWeek: (time) => isoWeek(time),
    in: (time) => timeObject(newTime(time.seconds, time.nanoseconds)),
    isDST: () => false,
    isZero: (time) => time.seconds === ZERO_TIME.seconds && time.nanoseconds === 0,
    local: (time) => timeObject(newTime(time.seconds, time.nanoseconds)),
    location: () => structObject(UTC_LOCATION),
    marshalBinary: unsupportedTimeMethod,
    marshalJSON: (time) => listObject(listFrom(BYTES, bytesFromText('"' + timeJson(time) + '"'))),
    marshalText: (time) => listObject(listFrom(BYTES, bytesFromText(timeJson(time)))),
    minute: (time) => civil(time).minute,
    month: (time) => scalarObject(MONTH, civil(time).month),
    nanosecond: (time) => time.nanoseconds,
    round: (time, args) => timeObject(addNanoseconds(time, roundingOf(time, durationArgument(args)))),
    second: (time) => civil(time).second,
    string: timeText,
    sub: (time, args) => scalarObject(DURATION, nanosecondsBetween(timeArgument(args), time)),
    truncate: (time, args) => timeObject(addNanoseconds(time, -restOf(time, durationArgument(args)))),
    uTC: (time) => timeObject(newTime(time.seconds, time.nanoseconds)),
    unix: (time) => time.seconds,
    unixMicro: (time) => time.seconds * 1000000 + truncate(time.nanoseconds / 1000),
    unixMilli: (time) => millisecondsOf(time),
    unixNano: (time) => time.seconds * NANOSECONDS + time.nanoseconds,
    unmarshalBinary: unsupportedTimeMethod,
    unmarshalJSON: unsupportedTimeMethod,
    unmarshalText: unsupportedTimeMethod,
    weekday: (time) => scalarObject(WEEKDAY, civil(time).weekday),
    year: (time) => civil(time).year,
    yearDay: (time) => yearDay(civil(time)),
    zone: () => ['UTC', 0],
    zoneBounds: () => [timeObject(ZERO_TIME), timeObject(ZERO_TIME)],
};
TIME.names = objectKeys(TIME.methods);

const BYTES = listOf(BYTE);

function unsupportedTimeMethod() {
    throw goError('not supported');
}

function millisecondsOf(time) {
    return time.seconds * 1000 + truncate(time.nanoseconds / 1000000);
}

function timeArgument(args) {
    const result = fromScript(TIME, args[0], ZERO_TIME);
    if (result.problem !== '') throw new TypeErrorOf('could not convert function call parameter 0: ' + result.problem);
    return result.value;
}

function compareTimes(left, right) {
    if (left.seconds !== right.seconds) return left.seconds < right.seconds ? -1 : 1;
    if (left.nanoseconds === right.nanoseconds) return 0;
    return left.nanoseconds < right.nanoseconds ? -1 : 1;
}

function addNanoseconds(time, amount) {
    const sum = time.nanoseconds + (amount % NANOSECONDS);
    const carry = floor(sum / NANOSECONDS);
    return newTime(time.seconds + truncate(amount / NANOSECONDS) + carry, sum - carry * NANOSECONDS);
}

function nanosecondsBetween(from, to) {
    return (to.seconds - from.seconds) * NANOSECONDS + (to.nanoseconds - from.nanoseconds);
}

/** Nanoseconds past the last multiple of the unit, counted from the year 1. */
function restOf(time, unit) {
    if (unit <= 0) return 0;
    const seconds = time.seconds + UNIX_TO_YEAR_ONE;
    const isWhole = unit % NANOSECONDS === 0;
    const rest = isWhole ? (seconds % (unit / NANOSECONDS)) * NANOSECONDS : (seconds % unit) * (NANOSECONDS % unit);
    return (rest + time.nanoseconds) % unit;
}

function roundingOf(time, unit) {
    const rest = restOf(time, unit);
    return rest * 2 < unit ? -rest : unit - rest;
}

function addDate(time, years, months, days) {
    const parts = civil(time);
    const month = parts.month - 1 + months;
    const year = parts.year + years + floor(month / 12);
    const day = daysFromCivil(year, month - floor(month / 12) * 12 + 1, 1) + parts.day - 1 + days;
    return newTime(day * SECONDS_A_DAY + (time.seconds - parts.days * SECONDS_A_DAY), time.nanoseconds);
}

function isoWeek(time) {
    const parts = civil(time);
    const thursday = civil(newTime((parts.days - ((parts.weekday + 6) % 7) + 3) * SECONDS_A_DAY, 0));
    return [thursday.year, floor((yearDay(thursday) - 1) / 7) + 1];
}

/** The parts of a layout, longest first where one begins with another. */
const LAYOUT_PARTS = [
    ['January', (p) => MONTHS[p.month]],
    ['Jan', (p) => stringSlice(MONTHS[p.month], 0, 3)],
    ['Monday', (p) => WEEKDAYS[p.weekday]],
    ['Mon', (p) => stringSlice(WEEKDAYS[p.weekday], 0, 3)],
    ['MST', () => 'UTC'],
    ['2006', (p) => padded(p.year, 4)],
    ['-07:00:00', () => '+00:00:00'],
    ['-070000', () => '+000000'],
    ['-07:00', () => '+00:00'],
    ['-0700', () => '+0000'],
    ['-07', () => '+00'],
    ['Z07:00:00', () => 'Z'],
    ['Z070000', () => 'Z'],
    ['Z07:00', () => 'Z'],
    ['Z0700', () => 'Z'],
    ['Z07', () => 'Z'],
    ['002', (p) => padded(yearDay(p), 3)],
    ['01', (p) => padded(p.month, 2)],
    ['02', (p) => padded(p.day, 2)],
    ['03', (p) => padded(hourOfHalfDay(p), 2)],
    ['04', (p) => padded(p.minute, 2)],
    ['05', (p) => padded(p.second, 2)],
    ['06', (p) => padded(((p.year % 100) + 100) % 100, 2)],
    ['15', (p) => padded(p.hour, 2)],
    ['__2', (p) => spaced(yearDay(p), 3)],
    ['_2', (p) => spaced(p.day, 2)],
    ['PM', (p) => (p.hour >= 12 ? 'PM' : 'AM')],
    ['pm', (p) => (p.hour >= 12 ? 'pm' : 'am')],
    ['1', (p) => '' + p.month],
    ['2', (p) => '' + p.day],
    ['3', (p) => '' + hourOfHalfDay(p)],
    ['4', (p) => '' + p.minute],
    ['5', (p) => '' + p.second],
];

function hourOfHalfDay(parts) {
    return parts.hour % 12 === 0 ? 12 : parts.hour % 12;
}

function spaced(number, width) {
    let text = '' + number;
    while (text.length < width) text = ' ' + text;
    return text;
}

function formatTime(time, layout) {
    const parts = civil(time);
    let text = '';
    let i = 0;
    while (i < layout.length) {
        const fraction = fractionDigits(layout, i);
        if (fraction > 0) {
            text += layoutFraction(time.nanoseconds, layout[i], layout[i + 1], fraction);
            i += fraction + 1;
            continue;
        }
        const part = layoutPart(layout, i);
        text += part === undefined ? layout[i] : part[1](parts);
        i += part === undefined ? 1 : part[0].length;
    }
    return text;
}

function layoutPart(layout, start) {
    for (let i = 0; i < LAYOUT_PARTS.length; i += 1) {
        const name = LAYOUT_PARTS[i][0];
        if (stringSlice(layout, start, start + name.length) !== name) continue;
        const isShortName = name === 'Jan' || name === 'Mon';
        const isWordPart = isShortName && layout[start + 3] >= 'a' && layout[start + 3] <= 'z';
        if (!isWordPart) return LAYOUT_PARTS[i];
    }
    return undefined;
}

/** How many digits of a fraction begin here: `.000` or `,999` not followed by another digit. */
function fractionDigits(layout, start) {
    const digit = layout[start + 1];
    if ((layout[start] !== '.' && layout[start] !== ',') || (digit !== '0' && digit !== '9')) return 0;
    let end = start + 1;
    while (layout[end] === digit) end += 1;
    return layout[end] >= '0' && layout[end] <= '9' ? 0 : end - start - 1;
}

function layoutFraction(nanoseconds, point, digit, count) {
    let digits = stringSlice(padded(nanoseconds, 9), 0, count);
    while (digits.length < count) digits += '0';
    if (digit === '9') {
        while (digits[digits.length - 1] === '0') digits = stringSlice(digits, 0, digits.length - 1);
        if (digits === '') return '';
    }
    return point + digits;
}
