"""Runs Connect's conformance suite against the gateway and demands that every case passes.

Knows how the suite is installed, started and ended; what it checks is its own business.
"""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent.parent / "target"))
SUITE = "connectrpc.com/conformance"
VERSION = "v1.0.5"
# Computed from the suite by its rules: a smaller total would mean that cases were left out.
TOTALS = {"all.yaml": 10736, "connect.yaml": 4736, "grpc.yaml": 372, "grpcweb.yaml": 339}
LIMIT = 1800


def install() -> Path:
    """Installs the suite and answers its program."""
    tools = TARGET / "ci-tools" / "bin"
    package = f"{SUITE}/cmd/connectconformance@{VERSION}"
    step("suite", ["go", "install", package], {"GOBIN": str(tools)})
    return tools / "connectconformance"


def build() -> Path:
    """Builds the server under test, with the suite's `.proto` files, and tells where it lies."""
    outside = TARGET / "outside"
    env = {"CARGO_TARGET_DIR": str(outside)}
    step("server", ["cargo", "build", "--release", "--locked", "--manifest-path", HERE / "Cargo.toml"], env)
    return outside / "release" / "conformance-server"


def step(name: str, command: list, env: dict) -> None:
    began = time.monotonic()
    subprocess.run(command, env={**os.environ, **env}, check=True)
    print(f"{name}: ready after {time.monotonic() - began:.0f} s", flush=True)


def test(suite: Path, server: Path, config: str) -> str:
    """Answers everything that the suite said; it may hang for ever, so its time is limited."""
    command = ["timeout", "-k", "5", str(LIMIT), suite, "--mode", "server", "--conf", HERE / config, "--", server]
    log = TARGET / "conformance.log"
    with log.open("w") as output:
        runner = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            runner.wait()
        finally:
            end(runner.pid)
    return log.read_text()


def end(session: int) -> None:
    """Ends what the suite left behind of its session, each process by its number."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # Behind the name: state, parent, group, session.
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] != "Z":
                os.kill(int(entry.name), signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError):
            continue


def main() -> None:
    config = os.environ.get("CONFORMANCE_CONF", "all.yaml")
    expected = TOTALS[config]
    suite = install()
    server = build()
    began = time.monotonic()
    said = test(suite, server, config)
    took = time.monotonic() - began
    total = re.search(r"^Total cases: (\d+)$", said, re.MULTILINE)
    counted = re.search(r"^(\d+) passed, (\d+) failed$", said, re.MULTILINE)
    if not total or not counted:
        sys.exit(f"{said[-4000:]}conformance: {config} came to no result in {took:.0f} s")
    passed, failed = int(counted[1]), int(counted[2])
    if (int(total[1]), passed, failed) != (expected, expected, 0):
        failures = "".join(re.findall(r"^FAILED: .*\n(?:\t.*\n)*", said, re.MULTILINE))
        sys.exit(f"{failures[:20000]}conformance: {config}: {passed} of {total[1]} passed, {expected} are expected")
    print(f"conformance: {config}: all {passed} cases passed in {took:.0f} s")


main()
