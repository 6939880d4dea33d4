"""Starts all targets, measures them in turns and prints Markdown tables."""

import argparse
import os
import tempfile
from pathlib import Path

from bench import reads, resting, targets, writes


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=60_000, help="reads per target and round")
    parser.add_argument("--actions", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, default=None, help="where the databases lie; its disk is what is measured")
    options = parser.parse_args()
    if (os.cpu_count() or 1) < 2:
        parser.exit(1, "two cores are needed: one for the target, one for the load\n")

    tools = targets.build()
    with tempfile.TemporaryDirectory(prefix="portcullis-bench-", dir=options.folder) as folder:
        data = targets.prepare(tools, Path(folder), options.actions)
        print(resting.measure(tools, data, options.rounds))
        print(reads.measure(tools, data, options.rounds, options.calls))
        print(writes.measure(tools, data, options.rounds))


main()
