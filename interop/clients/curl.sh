#!/usr/bin/env bash
# The story over REST, as a person with curl and jq would tell it.
set -euo pipefail

base=$PORTCULLIS_URL/management/v1
checks=0

# call VERB PATH [BODY] [CURL OPTION...]: leaves the answer in $status and $body.
call() {
    local verb=$1 path=$2 data=${3-} answer
    shift $(($# < 3 ? $# : 3))
    answer=$(curl --silent --show-error --max-time 10 --request "$verb" "$base$path" \
        --header "Authorization: Bearer $PORTCULLIS_TOKEN" ${data:+--data "$data"} \
        --write-out '\n%{http_code}' "$@")
    status=${answer##*$'\n'}
    body=${answer%$'\n'*}
}

# expect WHAT STATUS JQ-CONDITION
expect() {
    checks=$((checks + 1))
    if [[ $status != "$2" ]] || ! jq --exit-status "$3" >/dev/null <<<"$body"; then
        printf '%s\n  expected: HTTP %s and %s\n  got:      HTTP %s and %s\n' "$1" "$2" "$3" "$status" "$body"
        exit 1
    fi
}

# refused WHAT STATUS CODE ID: the error that upstream's clients tell apart by its id.
refused() {
    expect "$1" "$2" ".code == $3 and (.message | endswith(\"($4)\")) and (.details[0].id == \"$4\")
        and .details[0].\"@type\" == \"type.googleapis.com/zitadel.v1.ErrorDetail\""
}

call GET /healthz
expect 'health' 200 '. == {}'

call POST /actions '{"name":"hello","script":"function hello(ctx, api) {}","timeout":"10s","allowedToFail":true}'
expect 'create' 200 '(.id | test("^[0-9]{18}$")) and .details.sequence == "1" and (.details.resourceOwner | length) > 0'
id=$(jq -r .id <<<"$body")
call POST /actions '{"name":"other","script":"function other(ctx, api) {}"}'
expect 'create another' 200 '.id | length > 0'
other=$(jq -r .id <<<"$body")
call POST /actions '{"name":"HELLO","script":"x"}'
refused 'create with a taken name' 409 6 V3-DKcYh
call POST /actions '{"name":"","script":"x"}'
expect 'create without a name' 400 '.code == 3 and (.message | startswith("invalid CreateActionRequest.Name: ")) and (has("details") | not)'
call POST /actions '{"name":'
expect 'create with broken JSON' 400 '.code == 3'

call GET "/actions/$id"
expect 'get' 200 ".action.id == \"$id\" and .action.name == \"hello\" and .action.timeout == \"10s\"
    and .action.allowedToFail and .action.state == \"ACTION_STATE_ACTIVE\""
call POST /actions/_search '{"queries":[{"actionNameQuery":{"name":"HEL","method":"TEXT_QUERY_METHOD_STARTS_WITH_IGNORE_CASE"}}]}'
expect 'list by name' 200 ".details.totalResult == \"1\" and [.result[].id] == [\"$id\"]"
call POST /actions/_search
expect 'list all, without a body' 200 '.details.totalResult == "2"'

call PUT "/actions/$id" '{"name":"hello2","script":"function hello2(ctx, api) {}"}'
expect 'update' 200 '.details.sequence == "2"'
call PUT "/actions/$id" '{"name":"hello2","script":"function hello2(ctx, api) {}"}'
refused 'update without a change' 400 9 ACTION-dg4t2
call POST "/actions/$id/_deactivate" '{}'
expect 'deactivate' 200 '.details.sequence == "3"'
call POST "/actions/$id/_deactivate" '{}'
refused 'deactivate again' 400 9 COMMAND-Dgj92
call POST "/actions/$id/_reactivate" '{}'
expect 'reactivate' 200 '.details.sequence == "4"'
call POST "/actions/$id/_reactivate" '{}'
refused 'reactivate again' 400 9 COMMAND-J53zh

call POST /flows/types/_search
expect 'flow types' 200 '[.result[].id] == ["1", "2", "3", "4"]'
call POST /flows/1/triggers/_search '' --header 'Accept-Language: de'
expect 'trigger types in German' 200 '.result[0].name.localizedMessage == "Nach Authentifizierung" and (.result | length) == 3'
call POST /flows/2/trigger/4 "{\"actionIds\":[\"$other\",\"$id\"]}"
expect 'set trigger' 200 '.details.sequence | tonumber > 0'
call POST /flows/2/trigger/4 '{"actionIds":["1"]}'
refused 'set trigger to an unknown action' 400 9 COMMAND-dg422
call GET /flows/2
expect 'get flow' 200 ".flow.type.id == \"2\" and .flow.triggerActions[0].triggerType.id == \"4\"
    and [.flow.triggerActions[0].actions[].id] == [\"$other\", \"$id\"]"
call POST /flows/2/_clear
expect 'clear flow' 200 '.details.sequence | tonumber > 0'
call POST /flows/2/_clear
refused 'clear flow again' 400 9 COMMAND-DgGh3
call GET /flows/2
expect 'get flow after that' 200 '.flow | has("triggerActions") | not'

call DELETE "/actions/$id"
expect 'delete' 200 '. == {}'
call DELETE "/actions/$id"
refused 'delete again' 404 5 COMMAND-Dgh4h
call GET "/actions/$id"
refused 'get what is deleted' 404 5 QUERY-GEfnb

in_second=(--header "x-zitadel-orgid: $PORTCULLIS_ORG")
call GET /orgs/me '' "${in_second[@]}"
expect 'the org of the header' 200 ".org.id == \"$PORTCULLIS_ORG\" and .org.name == \"Second\""
call GET "/actions/$other" '' "${in_second[@]}"
refused 'an action of another org' 404 5 QUERY-GEfnb
call POST /actions '{"name":"other","script":"x"}' "${in_second[@]}"
expect 'the same name in another org' 200 ".details.resourceOwner == \"$PORTCULLIS_ORG\""
call GET /orgs/me '' --header 'x-zitadel-orgid: 1'
refused 'an org that is not there' 403 7 AUTH-Bs7Ds
call POST /orgs '{"name":"Third"}'
expect 'add org' 200 '.id | length > 0'

PORTCULLIS_TOKEN=wrong call GET "/actions/$other"
expect 'bad token' 401 '.code == 16 and .details[0].id == "AUTH-7fs1e"'
call GET /nowhere
expect 'unknown path' 404 '. == {"code": 5, "message": "Not Found"}'
call DELETE /healthz
expect 'wrong verb' 405 '. == {"code": 12, "message": "Method Not Allowed"}'

echo "$checks checks passed"
