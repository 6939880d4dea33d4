// `require`: the modules there are, each built once when it is first asked for.

const REQUIRE_FRAME = 'github.com/dop251/goja_nodejs/require.(*RequireModule).require-fm';

/** Modules by name, with their exports once they are loaded. */
const loadedModules = { __proto__: null };

/** The function that fills a module's exports. */
function loaderOf(name) {
    switch (name) {
        case 'zitadel/log':
            return logModule;
        case 'zitadel/http':
            return httpModule;
        case 'zitadel/uuid':
            return currentFlow !== CUSTOMISE_SAML_RESPONSE || isLenient ? uuidModule : undefined;
        case 'portcullis/secrets':
            return secretsModule;
        case 'console':
            return consoleModule;
        case 'util':
        case 'node:util':
            return utilModule;
        default:
            return undefined;
    }
}

replaceBuiltIn(
    globalThis,
    'require',
    {
        require(name) {
            const key = name === undefined || name === null ? '' : textOf(name);
            if (loadedModules[key] !== undefined) return loadedModules[key];
            const load = loaderOf(key);
            if (load === undefined) throw goError('Invalid module', REQUIRE_FRAME);
            loadedModules[key] = {};
            load(loadedModules[key]);
            return loadedModules[key];
        },
    }.require,
);
