"""The claims script: processor time of an action, and how long a trigger takes."""

import json
from statistics import median

from bench.scripts import targets

# Actions in a trigger, and callers at once.
SHAPES = ((1, 1), (10, 1), (1, 2), (1, 4))


def measure(tools: targets.Tools, rounds: int, seconds: float) -> str:
    # an engine on the caller's own thread serves one caller
    results = {
        (shape, target): [] for shape in SHAPES for target in targets.TARGETS if target != "here" or shape[1] == 1
    }
    for number in range(rounds):
        # Every second round runs backwards, so that a slow drift of the machine cancels out.
        for shape, target in results if number % 2 == 0 else reversed(results):
            actions, callers = shape
            options = {"actions": actions, "seconds": seconds}
            if callers > 1:
                options["callers"] = callers
            run = targets.load(tools, target, **options)
            results[shape, target].append(run)
    lines = [
        f"### Claims, median of {rounds} rounds (lowest to highest)",
        "",
        "| actions, callers | target | CPU, µs an action | multiple of goja's | of the webhook's | trigger p50, p99 ms |",
        "|---|---|---|---|---|---|",
    ]
    for shape in SHAPES:
        found = {target: runs for (of, target), runs in results.items() if of == shape}
        _same_answers(found)
        for target in found:
            runs = results[shape, target]
            used = [run["cpu_us"] for run in runs]
            of_goja, of_webhook = (_multiples(runs, results[shape, other]) for other in ("goja", "webhook"))
            lines.append(
                f"| {shape[0]}, {shape[1]} | {target} | {_spread(used, 0)} | {of_goja} | {of_webhook} "
                f"| {_milliseconds(runs, 'p50_us')}, {_milliseconds(runs, 'p99_us')} |"
            )
    return "\n".join(lines) + "\n"


def _same_answers(results: dict) -> None:
    claims = {target: json.loads(runs[0]["answer"]) for target, runs in results.items()}
    for target, found in claims.items():
        if found != claims["goja"]:
            raise RuntimeError(f"{target} answers {found}, goja {claims['goja']}")


def _multiples(runs: list, others: list) -> str:
    return _spread([run["cpu_us"] / other["cpu_us"] for run, other in zip(runs, others)], 2)


def _spread(values: list, digits: int) -> str:
    return f"{median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def _milliseconds(runs: list, key: str) -> str:
    return f"{median(run[key] for run in runs) / 1000:.2f}"
