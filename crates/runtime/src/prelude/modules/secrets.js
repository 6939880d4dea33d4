// `require('portcullis/secrets')`: `get(name)`, the secret or undefined.

function secretsModule(exports) {
    addMember(exports, 'get', (name) => {
        if (typeof name !== 'string') throw new TypeErrorOf('the name of a secret is a string');
        return secretByHost(name) ?? undefined;
    });
}
