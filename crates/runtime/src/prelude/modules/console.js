// `require('console')`: formats its arguments, then forgets them; they never were part of the log.

function consoleModule(exports) {
    const print = () =>
        (...args) => {
            formatArguments(args);
        };
    addMember(exports, 'log', print());
    addMember(exports, 'error', print());
    addMember(exports, 'warn', print());
    addMember(exports, 'info', print());
    addMember(exports, 'debug', print());
}
