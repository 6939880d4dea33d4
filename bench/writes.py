"""Durable CreateAction beside SQLite alone on the same disk."""

import json
import subprocess
from statistics import median

from bench import targets

# Name of the case: what the server's callers do, and what SQLite alone does beside it.
CASES = {
    "1 caller": ({"callers": 1, "calls": 1000}, {"events": 1000, "per_commit": 1}),
    "64 callers": ({"callers": 64, "calls": 10_000}, {"events": 20_000, "per_commit": 64}),
}


def measure(tools: targets.Tools, data: targets.Data, rounds: int) -> str:
    results = {case: [] for case in CASES}
    with targets.start(tools, data) as running:
        for number in range(rounds):
            for case, (creates, alone) in CASES.items():
                prefix = f"{case[0]}-{number}-"
                ours = targets.load(tools, data, running, "create", prefix=prefix, **creates)
                results[case].append((ours, _sqlite(tools, data, **alone)))
        running.stop()
    return _table(results, rounds)


def _sqlite(tools: targets.Tools, data: targets.Data, events: int, per_commit: int) -> dict:
    file = data.folder / "alone.db"
    line = [*targets.TARGET_CORE, tools.folder / "sqlite-loop", file, str(events), str(per_commit)]
    result = json.loads(subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout)
    for leftover in data.folder.glob("alone.db*"):
        leftover.unlink()
    return result


def _table(results: dict, rounds: int) -> str:
    lines = [
        f"### Writes: durable CreateAction over REST, median of {rounds} rounds",
        "",
        "| case | creates/s | p50, p99 ms | CPU-s per M | SQLite alone, rows/s | share of SQLite | of SQLite at 1 per commit |",
        "|---|---|---|---|---|---|---|",
    ]
    single = median(_rate(alone) for _, alone in results["1 caller"])
    for case, runs in results.items():
        shares = [_rate(ours) / _rate(alone) for ours, alone in runs]
        rate = median(_rate(ours) for ours, _ in runs)
        p50, p99 = (median(ours[key] for ours, _ in runs) / 1000 for key in ("p50_us", "p99_us"))
        cpu = median(ours["cpu_seconds"] / ours["calls"] for ours, _ in runs) * 1e6
        per_commit = CASES[case][1]["per_commit"]
        lines.append(
            f"| {case} | {rate:.0f} | {p50:.2f}, {p99:.2f} | {cpu:.0f} | {median(_rate(alone) for _, alone in runs):.0f} "
            f"at {per_commit} per commit | {median(shares):.2f} ({min(shares):.2f} to {max(shares):.2f}) | {rate / single:.1f} × |"
        )
    return "\n".join(lines) + "\n"


def _rate(run: dict) -> float:
    return run["calls"] / run["seconds"]
