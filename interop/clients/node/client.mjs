// The story with ZITADEL's own package for JavaScript:
//   node client.mjs grpc        over HTTP/2
//   node client.mjs grpc-web    over fetch, as a browser would

import assert from "node:assert/strict";
import { Code, ConnectError } from "@connectrpc/connect";
import { createServerTransport } from "@zitadel/client/node";
import { createManagementServiceClient } from "@zitadel/client/v1";
import { createClientTransport } from "@zitadel/client/web";
import { TextQueryMethod } from "@zitadel/proto/zitadel/object_pb.js";
import { ErrorDetailSchema } from "@zitadel/proto/zitadel/message_pb.js";
import { ActionState } from "@zitadel/proto/zitadel/action_pb.js";

const { PORTCULLIS_URL: baseUrl, PORTCULLIS_TOKEN: token, PORTCULLIS_ORG: secondOrg } = process.env;
const transports = { grpc: createServerTransport, "grpc-web": createClientTransport };
const connect = transports[process.argv[2]];
const client = (token) => createManagementServiceClient(connect(token, { baseUrl }));
const management = client(token);

let checks = 0;
function expect(what, got, wanted) {
  checks += 1;
  assert.deepEqual(got, wanted, what);
}

// Demands an error, told apart by its code and by the id in its detail.
async function refused(what, call, code, id) {
  const error = await call.then(
    (answer) => assert.fail(`${what}: expected the error ${id}, got ${answer.$typeName}`),
    (error) => ConnectError.from(error),
  );
  const [detail] = error.findDetails(ErrorDetailSchema);
  expect(what, { code: Code[error.code], id: detail?.id }, { code: Code[code], id });
  expect(`${what}: text`, error.rawMessage, `${detail.message} (${id})`);
}

async function actions() {
  const timeout = { seconds: 10n, nanos: 0 };
  const script = "function hello(ctx, api) {}";
  const created = await management.createAction({ name: "hello", script, timeout, allowedToFail: true });
  expect("create: id", created.id.length, 18);
  expect("create: sequence", created.details.sequence, 1n);
  const { id } = created;
  const { id: other } = await management.createAction({ name: "other", script: "function other(ctx, api) {}" });
  await refused("create with a taken name", management.createAction({ name: "HELLO", script }), Code.AlreadyExists, "V3-DKcYh");
  const nameless = await management.createAction({ script }).catch((error) => ConnectError.from(error));
  expect("create without a name", [nameless.code, nameless.rawMessage.split(":")[0]], [Code.InvalidArgument, "invalid CreateActionRequest.Name"]);

  const { action } = await management.getAction({ id });
  expect("get", [action.id, action.name, action.script, action.timeout.seconds, action.allowedToFail], [id, "hello", script, 10n, true]);
  expect("get: state", action.state, ActionState.ACTIVE);
  const value = { name: "HEL", method: TextQueryMethod.STARTS_WITH_IGNORE_CASE };
  const page = await management.listActions({ queries: [{ query: { case: "actionNameQuery", value } }] });
  expect("list by name", [page.details.totalResult, page.result.map((action) => action.id)], [1n, [id]]);

  const change = { id, name: "hello2", script: "function hello2(ctx, api) {}" };
  expect("update", (await management.updateAction(change)).details.sequence, 2n);
  await refused("update without a change", management.updateAction(change), Code.FailedPrecondition, "ACTION-dg4t2");
  expect("deactivate", (await management.deactivateAction({ id })).details.sequence, 3n);
  expect("reactivate", (await management.reactivateAction({ id })).details.sequence, 4n);
  await refused("reactivate again", management.reactivateAction({ id }), Code.FailedPrecondition, "COMMAND-J53zh");
  return [id, other];
}

async function flows(id, other) {
  const types = await management.listFlowTypes({});
  expect("flow types", types.result.map((type) => type.id), ["1", "2", "3", "4"]);
  const german = await management.listFlowTriggerTypes({ type: "1" }, { headers: { "accept-language": "de" } });
  expect("trigger types in German", german.result[0].name.localizedMessage, "Nach Authentifizierung");

  const trigger = { flowType: "2", triggerType: "4", actionIds: [other, id] };
  expect("set trigger", (await management.setTriggerActions(trigger)).details.sequence > 0n, true);
  const unknown = management.setTriggerActions({ ...trigger, actionIds: ["1"] });
  await refused("set trigger to an unknown action", unknown, Code.FailedPrecondition, "COMMAND-dg422");
  const { flow } = await management.getFlow({ type: "2" });
  const [entry] = flow.triggerActions;
  expect("get flow", [flow.type.id, entry.triggerType.id, entry.actions.map((action) => action.id)], ["2", "4", [other, id]]);
  expect("clear flow", (await management.clearFlow({ type: "2" })).details.sequence > 0n, true);
  await refused("clear flow again", management.clearFlow({ type: "2" }), Code.FailedPrecondition, "COMMAND-DgGh3");
  expect("get flow after that", (await management.getFlow({ type: "2" })).flow.triggerActions, []);
}

async function removal(id) {
  expect("delete", (await management.deleteAction({ id })).$typeName, "zitadel.management.v1.DeleteActionResponse");
  await refused("delete again", management.deleteAction({ id }), Code.NotFound, "COMMAND-Dgh4h");
  await refused("get what is deleted", management.getAction({ id }), Code.NotFound, "QUERY-GEfnb");
}

async function orgs(other) {
  const inOrg = (org) => ({ headers: { "x-zitadel-orgid": org } });
  const { org } = await management.getMyOrg({}, inOrg(secondOrg));
  expect("the org of the header", [org.id, org.name], [secondOrg, "Second"]);
  await refused("an action of another org", management.getAction({ id: other }, inOrg(secondOrg)), Code.NotFound, "QUERY-GEfnb");
  await refused("an org that is not there", management.getMyOrg({}, inOrg("1")), Code.PermissionDenied, "AUTH-Bs7Ds");
  const added = await management.addOrg({ name: "Third" });
  expect("add org", added.id, added.details.resourceOwner);
}

await management.healthz({});
const [id, other] = await actions();
await flows(id, other);
await removal(id);
await orgs(other);
const stranger = client("wrong").getAction({ id: other }).catch((error) => ConnectError.from(error));
expect("bad token", (await stranger).code, Code.Unauthenticated);
console.log(`${checks} checks passed`);
process.exit(0); // HTTP/2 connections are kept open for more calls
