// Bundles the page, serves it on an origin of its own and opens it in headless Chromium:
//   node drive.mjs GATEWAY GENERATED OUTPUT
// GATEWAY is an origin, GENERATED the folder of the generated clients, OUTPUT where to put files.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const [gateway, generated, output] = process.argv.slice(2);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const LIMIT = 120_000;
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

async function bundle() {
  const outfile = `${output}/page.js`;
  await build({
    entryPoints: [here("page/page.js")],
    outfile,
    bundle: true,
    format: "esm",
    logLevel: "warning",
    nodePaths: [here("node_modules"), generated],
  });
  return outfile;
}

async function serve(script) {
  const files = {
    "/": ["text/html", await readFile(here("page/index.html"))],
    "/page.js": ["text/javascript", await readFile(script)],
  };
  const server = createServer((request, answer) => {
    const [type, content] = files[new URL(request.url, "http://localhost").pathname] ?? [];
    answer.writeHead(content ? 200 : 404, { "content-type": type ?? "text/plain" }).end(content);
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  return server;
}

// What the page counted.
async function open(browser, origin) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  page.on("console", (message) => message.type() === "log" && console.log(message.text()));
  page.on("pageerror", (error) => console.log(`failed  the page: ${error}`));
  await page.goto(`${origin}/?gateway=${encodeURIComponent(gateway)}`);
  await page.waitForFunction(() => window.tally, undefined, { timeout: LIMIT });
  await page.screenshot({ path: `${output}/checks.png`, fullPage: true });
  return page.evaluate(() => window.tally);
}

const server = await serve(await bundle());
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS });
try {
  console.log(`Chromium ${browser.version()}`);
  const { passed, failed } = await open(browser, `http://localhost:${server.address().port}`);
  console.log(`${passed} checks passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await browser.close();
  server.close();
}
