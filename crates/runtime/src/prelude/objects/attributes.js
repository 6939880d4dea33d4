// `api.v1.attributes`: SAML attributes. The first use of a name in the trigger counts.

let usedAttributes = { __proto__: null };

function rememberAttributes(names) {
    for (let i = 0; i < names.length; i += 1) usedAttributes[names[i]] = true;
}

function setCustomAttribute(args) {
    const name = fromScript(STRING, args[0], '').value;
    const nameFormat = fromScript(STRING, args[1], '').value;
    const values = newList();
    for (let i = 2; i < args.length; i += 1) append(values, fromScript(STRING, args[i], '').value);
    if (usedAttributes[name] === true) return;
    usedAttributes[name] = true;
    emit(
        '{"attribute":{"name":' + quoted(name) + ',"name_format":' + quoted(nameFormat) +
            ',"values":' + textsJson(values) + '}}',
    );
}
