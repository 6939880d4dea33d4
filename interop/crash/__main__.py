"""The crash suite: SIGKILL at random moments, then the order of sync and answer."""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from interop import server, system
from interop.crash import disk, rounds


def main() -> None:
    parser = argparse.ArgumentParser(prog="interop/crash/run", description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="repeats the moments of an earlier run")
    options = parser.parse_args()
    binary = server.build()
    system.ensure("strace")
    print(f"seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="portcullis-crash-") as folder:
        began = time.monotonic()
        try:
            killed = rounds.run(binary, Path(folder) / "killed", options.rounds, options.seed)
            print(f"killed: {killed}, {time.monotonic() - began:.0f} s", flush=True)
            synced = disk.run(binary, Path(folder) / "traced")
        except (rounds.Lost, AssertionError) as failure:
            sys.exit(f"crash: FAILED with seed {options.seed}\n{failure}")
        print(f"disk: {synced}")
    print("crash: all passed")


main()
