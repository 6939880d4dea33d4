// `require('portcullis/secrets')`: `get(name)`, the secret or null.

function secretsModule(exports) {
    addMember(exports, 'get', (name) => secretByHost(toText(name ?? '')));
}
