// That the page is a stranger to the gateway, so that all that works does so by CORS.

import { check, same } from "./checks.js";

export async function cors(gateway) {
  await check("the page is of another origin", async () => {
    same(location.origin === gateway, false);
    same((await fetch(`${gateway}/v1/greetings/Ada`)).type, "cors");
  });
  await check("a header that is not exposed is not readable", async () => {
    same((await fetch(`${gateway}/v1/greetings/Ada`)).headers.get("date"), null);
  });
  await check("a header that is not allowed is not sent", async () => {
    const headers = { "x-unheard-of": "1" };
    const outcome = await fetch(`${gateway}/v1/greetings/Ada`, { headers }).then(() => "answered", () => "refused");
    same(outcome, "refused");
  });
  await check("a token may come along, the browser's own credentials may not", async () => {
    const get = (init) => fetch(`${gateway}/v1/greetings/Ada`, init).then(() => "answered", () => "refused");
    same(await get({ headers: { authorization: "x" } }), "answered");
    same(await get({ credentials: "include" }), "refused");
  });
}
