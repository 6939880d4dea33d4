// `time.Duration`: nanoseconds as a named scalar with Go's methods.
//
// Arithmetic sees nanoseconds, `String()` the text that Go writes (`1h0m0s`).

const HOUR = 3600 * NANOSECONDS;
const MINUTE = 60 * NANOSECONDS;

const DURATION = namedScalar(
    'int',
    'time.Duration',
    {
        __proto__: null,
        abs: (value) => scalarObject(DURATION, value < 0 ? -value : value),
        hours: (value) => value / HOUR,
        microseconds: (value) => truncate(value / 1000),
        milliseconds: (value) => truncate(value / 1000000),
        minutes: (value) => value / MINUTE,
        nanoseconds: (value) => value,
        round: (value, args) => scalarObject(DURATION, roundTo(value, durationArgument(args))),
        seconds: (value) => value / NANOSECONDS,
        string: durationText,
        truncate: (value, args) => scalarObject(DURATION, truncateTo(value, durationArgument(args))),
    },
    durationText,
);

DURATION.fromJson = (text) => durationFromJson(text) ?? null;

/** Nanoseconds of a protobuf duration as JSON, `3.5s`; undefined when it is none. */
function durationFromJson(text) {
    if (typeof text !== 'string' || text[text.length - 1] !== 's') return undefined;
    return truncate(+stringSlice(text, 0, text.length - 1) * NANOSECONDS);
}

function durationArgument(args) {
    return fromScript(DURATION, args[0], 0).value;
}

function truncateTo(value, unit) {
    return unit <= 0 ? value : value - (value % unit);
}

function roundTo(value, unit) {
    if (unit <= 0) return value;
    const size = value < 0 ? -value : value;
    const rest = size % unit;
    const rounded = rest * 2 < unit ? size - rest : size - rest + unit;
    return value < 0 ? -rounded : rounded;
}

function durationText(value) {
    if (value === 0) return '0s';
    const sign = value < 0 ? '-' : '';
    const size = value < 0 ? -value : value;
    if (size < 1000) return sign + size + 'ns';
    if (size < 1000000) return sign + decimals(size, 1000) + '\u00b5s';
    if (size < NANOSECONDS) return sign + decimals(size, 1000000) + 'ms';
    const hours = floor(size / HOUR);
    const minutes = floor(size / MINUTE) % 60;
    const text = decimals(size % MINUTE, NANOSECONDS) + 's';
    if (hours > 0) return sign + hours + 'h' + minutes + 'm' + text;
    return minutes > 0 ? sign + minutes + 'm' + text : sign + text;
}

/** A number of units with its fraction, exactly. */
function decimals(size, unit) {
    const rest = size % unit;
    const whole = '' + (size - rest) / unit;
    if (rest === 0) return whole;
    let digits = padded(rest, ('' + unit).length - 1);
    while (digits[digits.length - 1] === '0') digits = stringSlice(digits, 0, digits.length - 1);
    return whole + '.' + digits;
}
