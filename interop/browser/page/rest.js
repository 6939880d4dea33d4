// The browser's own means: fetch and EventSource.

import { check, same, Steps } from "./checks.js";

const COUNTDOWN = [3, 2, 1, "Hello!"];

export async function rest(gateway) {
  await check("REST: unary", async () => {
    const answer = await fetch(`${gateway}/v1/greetings/Ada%20L.?salutation=Hi`);
    same([answer.status, await answer.json()], [200, { greeting: "Hi, Ada L.!" }]);
  });
  await check("REST: an error has code and message", async () => {
    const answer = await fetch(`${gateway}/v1/countdowns/many`);
    const { code, message } = await answer.json();
    same([answer.status, code, typeof message], [400, 3, "string"]);
  });
  await check("REST: a stream of lines comes one by one", async () => {
    const steps = new Steps();
    const answer = await fetch(`${gateway}/v1/countdowns/3`);
    for await (const line of lines(answer.body)) steps.add({ step: { value: stepOf(line) } });
    same(steps.values, COUNTDOWN);
    steps.cameOneByOne();
  });
  await check("REST: server-sent events come one by one", async () => {
    const steps = new Steps();
    await events(`${gateway}/v1/countdowns/3`, (text) => steps.add({ step: { value: stepOf(text) } }));
    same(steps.values, COUNTDOWN);
    steps.cameOneByOne();
  });
}

function stepOf(json) {
  const { number, greeting } = JSON.parse(json);
  return number ?? greeting;
}

async function* lines(body) {
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop();
    yield* parts;
  }
}

// Until the gateway ends the stream, which EventSource calls an error.
function events(url, onMessage) {
  return new Promise((resolve) => {
    const source = new EventSource(url);
    source.onmessage = ({ data }) => onMessage(data);
    source.onerror = () => {
      source.close();
      resolve();
    };
  });
}
