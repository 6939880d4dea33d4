"""Counts the instructions of a unary call in process, by valgrind, and holds them against a ceiling."""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

from bench.gateway import targets

CEILINGS = targets.HERE / "ceilings.json"
TOLERANCE = 1.03
# The difference of two runs is what the calls in between cost.
SHORT, LONG = 100, 1100
# Each dialect's peer, which is the first to be held against.
PEERS = {
    "grpc": ("tonic", "connectrpc"),
    "grpc-web": ("tonic", "connectrpc"),
    "connect": ("connectrpc",),
    "connect-json": ("connectrpc",),
    "rest": ("axum",),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/gateway/instructions", description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--check", action="store_true", help="the gateway alone: fail above the ceilings")
    which.add_argument("--update", action="store_true", help="make what is counted now the ceilings")
    options = parser.parse_args()
    program = targets.build_rust("--bin", "instructions") / "instructions"
    counted = {dialect: count(program, "ours", dialect) for dialect in PEERS}
    if options.check:
        sys.exit(check(counted))
    if options.update:
        CEILINGS.write_text(json.dumps(counted, indent=2) + "\n")
    else:
        print(table(program, counted))


def count(program: Path, target: str, dialect: str) -> int:
    short, long = (_instructions(program, target, dialect, calls) for calls in (SHORT, LONG))
    return (long - short) // (LONG - SHORT)


def check(counted: dict) -> int:
    ceilings = json.loads(CEILINGS.read_text())
    failed = 0
    for dialect, instructions in counted.items():
        ceiling = int(ceilings[dialect] * TOLERANCE)
        failed += instructions > ceiling
        verdict = "too many" if instructions > ceiling else "fine"
        print(f"{dialect}: {instructions} instructions a call of at most {ceiling}: {verdict}")
    return min(failed, 1)


def table(program: Path, counted: dict) -> str:
    lines = ["| dialect | gateway | peer | | multiple |", "|---|---|---|---|---|"]
    for dialect, peers in PEERS.items():
        for peer in peers:
            theirs = count(program, peer, dialect)
            ratio = counted[dialect] / theirs
            lines.append(f"| {dialect} | {counted[dialect]:,} | {peer} | {theirs:,} | {ratio:.2f} |")
    return "\n".join(lines)


def _instructions(program: Path, target: str, dialect: str, calls: int) -> int:
    line = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, target, dialect, str(calls)]
    run = subprocess.run(line, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode != 0 or not found:
        raise RuntimeError(f"{target}, {dialect}: {run.stderr}")
    return int(found[1])


main()
