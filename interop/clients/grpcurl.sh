#!/usr/bin/env bash
# The story over gRPC with grpcurl, which learns every message from server reflection.
#   grpcurl.sh PATH-OF-GRPCURL
set -euo pipefail

grpcurl=$1
address=${PORTCULLIS_URL#http://}
service=zitadel.management.v1.ManagementService
checks=0

# call METHOD BODY [GRPCURL OPTION...]: leaves the code in $code and the JSON in $body.
call() {
    local method=$1 data=$2
    shift 2
    code=0
    body=$("$grpcurl" -plaintext -max-time 10 -format-error -H "authorization: Bearer $PORTCULLIS_TOKEN" \
        "$@" -d "$data" "$address" "$service/$method" 2>&1) || code=$(($? - 64))
}

# expect WHAT CODE JQ-CONDITION
expect() {
    checks=$((checks + 1))
    if [[ $code != "$2" ]] || ! jq --exit-status "$3" >/dev/null 2>&1 <<<"$body"; then
        printf '%s\n  expected: code %s and %s\n  got:      code %s and %s\n' "$1" "$2" "$3" "$code" "$body"
        exit 1
    fi
}

# refused WHAT CODE ID
refused() {
    expect "$1" "$2" "(.message | endswith(\"($3)\")) and .details[0].id == \"$3\"
        and .details[0].\"@type\" == \"type.googleapis.com/zitadel.v1.ErrorDetail\""
}

# listed WHAT TEXT GRPCURL-ARGUMENT...: what reflection answers contains the text.
listed() {
    local what=$1 text
    text=$(jq --null-input --arg text "$2" '$text')
    shift 2
    code=0
    body=$("$grpcurl" -plaintext -max-time 10 "$@" 2>&1 | jq --raw-input --slurp .) || code=$?
    expect "$what" 0 "contains($text)"
}

listed 'reflection lists the service' "$service" "$address" list
listed 'reflection lists the methods' "$service.SetTriggerActions" "$address" list "$service"
listed 'reflection shows the REST path' 'get: "/flows/{type}"' "$address" describe "$service.GetFlow"

call Healthz '{}'
expect 'health' 0 '. == {}'

call CreateAction '{"name":"hello","script":"function hello(ctx, api) {}","timeout":"10s","allowedToFail":true}'
expect 'create' 0 '(.id | test("^[0-9]{18}$")) and .details.sequence == "1" and (.details.resourceOwner | length) > 0'
id=$(jq -r .id <<<"$body")
call CreateAction '{"name":"other","script":"function other(ctx, api) {}"}'
expect 'create another' 0 '.id | length > 0'
other=$(jq -r .id <<<"$body")
call CreateAction '{"name":"HELLO","script":"x"}'
refused 'create with a taken name' 6 V3-DKcYh
call CreateAction '{"script":"x"}'
expect 'create without a name' 3 '(.message | startswith("invalid CreateActionRequest.Name: ")) and (has("details") | not)'

call GetAction "{\"id\":\"$id\"}"
expect 'get' 0 ".action.id == \"$id\" and .action.name == \"hello\" and .action.timeout == \"10s\"
    and .action.allowedToFail and .action.state == \"ACTION_STATE_ACTIVE\""
call ListActions '{"queries":[{"actionNameQuery":{"name":"HEL","method":"TEXT_QUERY_METHOD_STARTS_WITH_IGNORE_CASE"}}]}'
expect 'list by name' 0 ".details.totalResult == \"1\" and [.result[].id] == [\"$id\"]"

call UpdateAction "{\"id\":\"$id\",\"name\":\"hello2\",\"script\":\"function hello2(ctx, api) {}\"}"
expect 'update' 0 '.details.sequence == "2"'
call UpdateAction "{\"id\":\"$id\",\"name\":\"hello2\",\"script\":\"function hello2(ctx, api) {}\"}"
refused 'update without a change' 9 ACTION-dg4t2
call DeactivateAction "{\"id\":\"$id\"}"
expect 'deactivate' 0 '.details.sequence == "3"'
call ReactivateAction "{\"id\":\"$id\"}"
expect 'reactivate' 0 '.details.sequence == "4"'
call ReactivateAction "{\"id\":\"$id\"}"
refused 'reactivate again' 9 COMMAND-J53zh

call ListFlowTypes '{}'
expect 'flow types' 0 '[.result[].id] == ["1", "2", "3", "4"]'
call ListFlowTriggerTypes '{"type":"1"}' -H 'accept-language: de'
expect 'trigger types in German' 0 '.result[0].name.localizedMessage == "Nach Authentifizierung" and (.result | length) == 3'
call SetTriggerActions "{\"flowType\":\"2\",\"triggerType\":\"4\",\"actionIds\":[\"$other\",\"$id\"]}"
expect 'set trigger' 0 '.details.sequence | tonumber > 0'
call SetTriggerActions '{"flowType":"2","triggerType":"4","actionIds":["1"]}'
refused 'set trigger to an unknown action' 9 COMMAND-dg422
call GetFlow '{"type":"2"}'
expect 'get flow' 0 ".flow.type.id == \"2\" and .flow.triggerActions[0].triggerType.id == \"4\"
    and [.flow.triggerActions[0].actions[].id] == [\"$other\", \"$id\"]"
call ClearFlow '{"type":"2"}'
expect 'clear flow' 0 '.details.sequence | tonumber > 0'
call ClearFlow '{"type":"2"}'
refused 'clear flow again' 9 COMMAND-DgGh3

call DeleteAction "{\"id\":\"$id\"}"
expect 'delete' 0 '. == {}'
call DeleteAction "{\"id\":\"$id\"}"
refused 'delete again' 5 COMMAND-Dgh4h
call GetAction "{\"id\":\"$id\"}"
refused 'get what is deleted' 5 QUERY-GEfnb

in_second=(-H "x-zitadel-orgid: $PORTCULLIS_ORG")
call GetMyOrg '{}' "${in_second[@]}"
expect 'the org of the header' 0 ".org.id == \"$PORTCULLIS_ORG\" and .org.name == \"Second\""
call GetAction "{\"id\":\"$other\"}" "${in_second[@]}"
refused 'an action of another org' 5 QUERY-GEfnb
call GetMyOrg '{}' -H 'x-zitadel-orgid: 1'
refused 'an org that is not there' 7 AUTH-Bs7Ds
call AddOrg '{"name":"Third"}'
expect 'add org' 0 '.id | length > 0'

PORTCULLIS_TOKEN=wrong call GetAction "{\"id\":\"$other\"}"
expect 'bad token' 16 '.details[0].id == "AUTH-7fs1e"'

echo "$checks checks passed"
