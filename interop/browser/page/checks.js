// Runs checks one by one and lists each on the page and on the console. Knows no protocol.

const LIMIT = 10_000;
const list = document.getElementById("checks");

export const tally = { passed: 0, failed: 0 };

export async function check(name, body) {
  const late = new Promise((_, fail) => setTimeout(() => fail(new Error("took too long")), LIMIT));
  try {
    await Promise.race([body(), late]);
    tally.passed += 1;
    tell("ok", name);
  } catch (fault) {
    tally.failed += 1;
    tell("failed", `${name}: ${fault}`);
  }
}

function tell(outcome, text) {
  const item = document.createElement("li");
  item.className = outcome;
  item.textContent = text;
  list.append(item);
  console.log(`${outcome}  ${text}`);
}

export function same(got, wanted) {
  const [left, right] = [JSON.stringify(got), JSON.stringify(wanted)];
  if (left !== right) throw new Error(`expected ${right}, got ${left}`);
}

// The steps of one countdown, each with the time of its arrival.
export class Steps {
  values = [];
  #times = [];

  add({ step }) {
    this.values.push(step.value);
    this.#times.push(performance.now());
  }

  // The service takes 100 ms for each step after the first.
  cameOneByOne() {
    const took = this.#times.at(-1) - this.#times[0];
    const ticks = this.values.length - 1;
    if (took < ticks * 60) throw new Error(`${ticks} ticks came within ${Math.round(took)} ms`);
  }

  // What a deadline of some ticks leaves of a countdown from 50.
  wereCutShort() {
    const count = this.values.length;
    if (count === 0 || count > 25) throw new Error(`${count} steps came before the end`);
    same(this.values, Array.from({ length: count }, (_, index) => 50 - index));
  }
}
