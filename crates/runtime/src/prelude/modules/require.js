// `require`: the modules there are, each built once when it is first asked for.

const REQUIRE_FRAME = 'github.com/dop251/goja_nodejs/require.(*RequireModule).require-fm';

/** Name → function that fills the exports. */
function modulesOf(job) {
    const modules = {
        __proto__: null,
        'zitadel/log': logModule,
        'zitadel/http': httpModule,
        console: consoleModule,
        util: utilModule,
        'node:util': utilModule,
    };
    const isSaml = job.flow === CUSTOMISE_SAML_RESPONSE;
    if (!isSaml || job.profile === 'lenient') modules['zitadel/uuid'] = uuidModule;
    if (member(job, 'secrets', false)) modules['portcullis/secrets'] = secretsModule;
    return modules;
}

function newRequire(job) {
    const loaded = { __proto__: null };
    let modules;
    return {
        require(name) {
            const key = name === undefined || name === null ? '' : textOf(name);
            if (loaded[key] !== undefined) return loaded[key];
            modules ??= modulesOf(job);
            const load = modules[key];
            if (load === undefined) throw goError('Invalid module', REQUIRE_FRAME);
            loaded[key] = {};
            load(loaded[key]);
            return loaded[key];
        },
    }.require;
}
