// The client of the package grpc-web, in its text and in its binary mode.

import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { GrpcWebClientBase, MethodDescriptor, MethodType, StatusCode } from "grpc-web";
import { Greeter } from "greeter/v1/greeter_pb.js";

import { check, same, Steps } from "./checks.js";

const MODES = [
  { name: "grpc-web, text", format: "text", type: "application/grpc-web-text", streams: true },
  // reads an answer only when it is complete
  { name: "grpc-web, binary", format: "binary", type: "application/grpc-web+proto", streams: false },
];
const { sayHello, countdown } = Greeter.method;

// What went over the wire last; the client does not tell.
const wire = {};

export async function grpcWeb(gateway) {
  window.XMLHttpRequest = class extends XMLHttpRequest {
    constructor() {
      super();
      this.addEventListener("readystatechange", () => (wire.type = this.getResponseHeader("content-type")));
    }
  };
  for (const { name, format, type, streams } of MODES) {
    const caller = new Caller(gateway, format);
    await unary(name, caller, type);
    await streaming(name, caller, streams);
    await ends(name, caller, streams);
  }
}

async function unary(name, caller, type) {
  await check(`${name}: unary`, async () => {
    const { response } = await caller.unary(sayHello, { name: "Grüße an Ada" });
    same([response?.greeting, wire.type], ["Hello, Grüße an Ada!", type]);
  });
  await check(`${name}: a large answer`, async () => {
    const long = "Ada ".repeat(250_000);
    const { response } = await caller.unary(sayHello, { name: long });
    same(response?.greeting.length, "Hello, !".length + long.length);
  });
  await check(`${name}: headers and trailers are readable`, async () => {
    const { headers, status } = await caller.unary(sayHello, { name: "Ada" });
    same([typeof headers, status?.code, status?.metadata], ["object", StatusCode.OK, {}]);
  });
  await check(`${name}: an error has code and message`, async () => {
    const { error } = await caller.unary(sayHello, {});
    same([error?.code, error?.message], [StatusCode.INVALID_ARGUMENT, "name must not be empty"]);
  });
  await check(`${name}: a method that is not there`, async () => {
    const { error } = await caller.unary({ ...sayHello, name: "SayGoodbye" }, {});
    same(error?.code, StatusCode.UNIMPLEMENTED);
  });
}

async function streaming(name, caller, streams) {
  await check(`${name}: a stream comes ${streams ? "one by one" : "as a whole"}`, async () => {
    const steps = new Steps();
    const { error, status } = await caller.stream(countdown, { from: 5 }, {}, steps);
    same([steps.values, error, status?.code], [[5, 4, 3, 2, 1, "Hello!"], undefined, StatusCode.OK]);
    if (streams) steps.cameOneByOne();
  });
}

async function ends(name, caller, streams) {
  await check(`${name}: the gateway's deadline ends a stream`, async () => {
    const steps = new Steps();
    const { error } = await caller.stream(countdown, { from: 50 }, { "grpc-timeout": "350m" }, steps);
    same(error?.code, StatusCode.DEADLINE_EXCEEDED);
    steps.wereCutShort();
  });
  await check(`${name}: a deadline as this client takes it`, async () => {
    const steps = new Steps();
    const { error } = await caller.stream(countdown, { from: 50 }, { deadline: String(Date.now() + 350) }, steps);
    same(error?.code, StatusCode.DEADLINE_EXCEEDED);
    steps.wereCutShort();
  });
  if (!streams) return;
  await check(`${name}: a stream can be cancelled`, async () => {
    const steps = new Steps();
    await caller.cancelAtThird(countdown, { from: 50 }, steps);
    same(steps.values, [50, 49, 48]);
  });
}

// Answers of the client's callbacks as promises.
class Caller {
  #gateway;
  #client;

  constructor(gateway, format) {
    this.#gateway = gateway;
    this.#client = new GrpcWebClientBase({ format });
  }

  unary(method, request) {
    const seen = {};
    return new Promise((resolve) => {
      const done = (error, response) => resolve(Object.assign(seen, { error, response }));
      const call = this.#client.rpcCall(...this.#words(method, request, {}), done);
      call.on("metadata", (headers) => (seen.headers = headers));
      call.on("status", (status) => (seen.status = status));
    });
  }

  stream(method, request, metadata, steps) {
    const seen = {};
    return new Promise((resolve) => {
      const call = this.#client.serverStreaming(...this.#words(method, request, metadata));
      call.on("data", (message) => steps.add(message));
      call.on("status", (status) => (seen.status = status));
      call.on("error", (error) => resolve(Object.assign(seen, { error })));
      call.on("end", () => resolve(seen));
    });
  }

  // Waits for as long as the next steps would have taken.
  cancelAtThird(method, request, steps) {
    return new Promise((resolve) => {
      const call = this.#client.serverStreaming(...this.#words(method, request, {}));
      call.on("data", (message) => {
        steps.add(message);
        if (steps.values.length < 3) return;
        call.cancel();
        setTimeout(resolve, 300);
      });
    });
  }

  #words({ name, input, output, methodKind }, request, metadata) {
    const path = `/${Greeter.typeName}/${name}`;
    const type = methodKind === "unary" ? MethodType.UNARY : MethodType.SERVER_STREAMING;
    const write = (message) => toBinary(input, message);
    const read = (bytes) => fromBinary(output, bytes);
    const descriptor = new MethodDescriptor(path, type, Object, Object, write, read);
    return [this.#gateway + path, create(input, request), metadata, descriptor];
  }
}
