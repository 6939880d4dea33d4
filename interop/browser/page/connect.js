// The client of @connectrpc/connect-web, over each transport and format that it has.

import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
import { Greeter } from "greeter/v1/greeter_pb.js";

import { check, same, Steps } from "./checks.js";

const CALLERS = [
  { name: "Connect, binary", options: { useBinaryFormat: true }, types: ["application/proto", "application/connect+proto"] },
  { name: "Connect, JSON", options: {}, types: ["application/json", "application/connect+json"] },
  { name: "Connect, binary by GET", options: { useBinaryFormat: true, useHttpGet: true }, types: ["application/proto", "application/connect+proto"], verb: "GET" },
  { name: "Connect, JSON by GET", options: { useHttpGet: true }, types: ["application/json", "application/connect+json"], verb: "GET" },
  { name: "connect-web's gRPC-Web, binary", grpcWeb: true, options: { useBinaryFormat: true }, types: ["application/grpc-web+proto", "application/grpc-web+proto"] },
  { name: "connect-web's gRPC-Web, JSON", grpcWeb: true, options: { useBinaryFormat: false }, types: ["application/grpc-web+json", "application/grpc-web+json"] },
];

export async function connect(gateway) {
  for (const caller of CALLERS) await examine(caller, gateway);
}

async function examine({ name, grpcWeb = false, options, types, verb = "POST" }, gateway) {
  const wire = {};
  const createTransport = grpcWeb ? createGrpcWebTransport : createConnectTransport;
  const client = createClient(Greeter, createTransport({ baseUrl: gateway, fetch: watched(wire), ...options }));

  await check(`${name}: unary`, async () => {
    const { greeting } = await client.sayHello({ name: "Grüße an Ada", salutation: "Hi" });
    same([greeting, wire.verb, wire.type], ["Hi, Grüße an Ada!", verb, types[0]]);
  });
  await check(`${name}: a large answer`, async () => {
    // what is sent by GET has to fit into an address
    const long = "Ada ".repeat(verb === "GET" ? 2_000 : 250_000);
    same((await client.sayHello({ name: long })).greeting.length, "Hello, !".length + long.length);
  });
  await check(`${name}: an error has code and message`, async () => {
    const error = await client.sayHello({}).then(() => undefined, ConnectError.from);
    same([error?.code, error?.rawMessage], [Code.InvalidArgument, "name must not be empty"]);
  });
  await check(`${name}: a stream comes one by one`, async () => {
    const steps = new Steps();
    await read(client.countdown({ from: 5 }), steps);
    same([steps.values, wire.type], [[5, 4, 3, 2, 1, "Hello!"], types[1]]);
    steps.cameOneByOne();
  });
  await check(`${name}: the client's deadline ends a stream`, async () => {
    const steps = new Steps();
    same(await ended(client.countdown({ from: 50 }, { timeoutMs: 350 }), steps), Code.DeadlineExceeded);
    steps.wereCutShort();
  });
  await check(`${name}: the gateway's deadline ends a stream`, async () => {
    // as a header alone it is unknown to the client, who would act on it by itself
    const headers = grpcWeb ? { "grpc-timeout": "350m" } : { "connect-timeout-ms": "350" };
    const steps = new Steps();
    same(await ended(client.countdown({ from: 50 }, { headers }), steps), Code.DeadlineExceeded);
    steps.wereCutShort();
  });
  await check(`${name}: a stream can be aborted`, async () => {
    const { signal, abort } = aborter();
    const steps = new Steps();
    same(await ended(client.countdown({ from: 50 }, { signal }), steps, abort), Code.Canceled);
    same(steps.values, [50, 49, 48]);
  });
  await check(`${name}: headers and trailers are readable`, async () => {
    const seen = {};
    const onHeader = (headers) => (seen.type = headers.get("content-type"));
    const onTrailer = (trailers) => (seen.trailers = [...trailers]);
    await read(client.countdown({ from: 1 }, { onHeader, onTrailer }), new Steps());
    same([seen.type, Array.isArray(seen.trailers)], [types[1], true]);
  });
}

// A fetch that notes what went over the wire last.
function watched(wire) {
  return async (url, init) => {
    const answer = await fetch(url, init);
    wire.verb = init.method;
    wire.type = answer.headers.get("content-type");
    return answer;
  };
}

async function read(stream, steps) {
  for await (const message of stream) steps.add(message);
}

// The code of the error that ends a stream.
async function ended(stream, steps, onThird = () => {}) {
  try {
    for await (const message of stream) {
      steps.add(message);
      if (steps.values.length === 3) onThird();
    }
  } catch (error) {
    return ConnectError.from(error).code;
  }
  return undefined;
}

function aborter() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
