// Runs all checks against the gateway that the query names, and then says so in `window.tally`.

import { tally } from "./checks.js";
import { connect } from "./connect.js";
import { cors } from "./cors.js";
import { grpcWeb } from "./grpc-web.js";
import { rest } from "./rest.js";

const gateway = new URLSearchParams(location.search).get("gateway");
for (const suite of [cors, rest, connect, grpcWeb]) await suite(gateway);
window.tally = tally;
