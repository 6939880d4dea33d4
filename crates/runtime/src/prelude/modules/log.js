// `require('zitadel/log')`: lines of the execution log.

function logModule(exports) {
    addMember(exports, 'log', logFunction(LOG_INFO));
    addMember(exports, 'error', logFunction(LOG_ERROR));
    addMember(exports, 'warn', logFunction(LOG_WARNING));
    addMember(exports, 'info', logFunction(LOG_INFO));
    addMember(exports, 'debug', logFunction(LOG_INFO));
}

function logFunction(level) {
    return (...args) => {
        writeLog(level, formatArguments(args));
    };
}
