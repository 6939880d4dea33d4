"""Starts all targets, measures them in turns and prints a Markdown table for each kind of call."""

import argparse
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench.gateway import lanes, targets


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/gateway/run", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.5, help="about, of each run")
    parser.add_argument("--peers", nargs="*", choices=[*targets.PEERS], default=[*targets.PEERS])
    parser.add_argument("--works", nargs="*", choices=[*lanes.WORKS], default=[*lanes.WORKS])
    options = parser.parse_args()
    if (os.cpu_count() or 1) < 2:
        parser.exit(1, "two cores are needed: one for the target, one for the load\n")

    with tempfile.TemporaryDirectory(prefix="gateway-bench-") as folder, ExitStack() as stack:
        tools = targets.build(options.peers, Path(folder))
        running = {name: stack.enter_context(targets.start(tools, name)) for name in ("ours", *options.peers)}
        for work in options.works:
            print(lanes.measure(tools, running, work, options.rounds, options.seconds), flush=True)


main()
