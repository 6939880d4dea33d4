// `require('util')`: `format`, and what the log modules make of their arguments.
//
// Known directives are %s, %d, %j and, while arguments are left, %%; others stay as they are.

function formatArguments(args) {
    const format = args.length === 0 || args[0] === undefined ? '' : textOf(args[0]);
    let text = '';
    let next = 1;
    let i = 0;
    for (;;) {
        const found = stringIndexOf(format, '%', i);
        if (found < 0) {
            text += stringSlice(format, i);
            break;
        }
        text += stringSlice(format, i, found);
        const point = found + 1 < format.length ? codePointAt(format, found + 1) : -1;
        const directive = point < 0 ? '' : fromCodePoint(point);
        i = found + 1 + directive.length;
        if (next >= args.length) text += directive === '' ? '' : '%' + directive;
        else text += formatDirective(directive, args[next]);
        if (next < args.length && isTakingArgument(directive)) next += 1;
    }
    for (; next < args.length; next += 1) text += ' ' + textOf(args[next]);
    return text;
}

function isTakingArgument(directive) {
    return directive === 's' || directive === 'd' || directive === 'j';
}

function formatDirective(directive, value) {
    switch (directive) {
        case 's':
            return textOf(value);
        case 'd':
            return '' + toNumber(value);
        case 'j':
            return textOf(stringify(value));
        case '%':
        case '':
            return directive;
        default:
            return '%' + directive;
    }
}

function utilModule(exports) {
    addMember(exports, 'format', (...args) => formatArguments(args));
}
