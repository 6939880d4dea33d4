"""Builds all targets, measures them in turns and prints Markdown tables."""

import argparse
import tempfile
from pathlib import Path

from bench.scripts import beside, claims, targets


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/scripts/run", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each run")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="scripts-bench-") as folder:
        with targets.build(Path(folder)) as tools:
            print(claims.measure(tools, options.rounds, options.seconds), flush=True)
            print(beside.fairness(tools, options.rounds, options.seconds), flush=True)
            print(beside.resting(tools), flush=True)


main()
