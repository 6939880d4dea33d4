// `ctx.v1.actor`: who acts for the user after a token exchange, and for whom that one acts.

const ACTOR = struct('object.tokenActor', []);
addActorFields();

/** The type is part of itself, so its members come after it. */
function addActorFields() {
    const declared = [field('Actor', pointer(ACTOR)), field('UserId', STRING), field('Issuer', STRING)];
    for (let i = 0; i < declared.length; i += 1) {
        append(ACTOR.declared, declared[i]);
        addField(ACTOR, declared[i], null);
        defineIndex(ACTOR.ownKeys, declared[i].name);
    }
}

function actorObject(source) {
    return source === undefined ? null : structObject(structFrom(ACTOR, source));
}
