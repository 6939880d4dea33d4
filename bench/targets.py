"""What is measured: the release binary and its peers, each pinned to core 0, and the load on core 1."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from interop.server import ROOT, Process, Server, build as build_server, command

TARGET_CORE = ("taskset", "-c", "0")
LOAD_CORE = ("taskset", "-c", "1")
TOKENS = 100


@dataclass(frozen=True)
class Tools:
    """The programs: the server, and the folder of those in this workspace."""

    server: Path
    folder: Path


@dataclass(frozen=True)
class Data:
    """What every target serves: the data directory of the server, and the same actions as a file."""

    folder: Path
    data_dir: Path
    actions: Path
    tokens: Path


def build() -> Tools:
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "outside"
    line = ["cargo", "build", "--release", "--locked", "--manifest-path", ROOT / "bench" / "Cargo.toml"]
    subprocess.run(line, check=True, env={**os.environ, "CARGO_TARGET_DIR": str(target)})
    return Tools(build_server(), target / "release")


def prepare(tools: Tools, folder: Path, actions: int) -> Data:
    """Makes an organisation, its user with many tokens, and the actions, all through the server."""
    data = Data(folder, folder / "data", folder / "actions.jsonl", folder / "tokens")
    with start(tools, data) as running:
        org = command(tools.server, data.data_dir, "org", "add", "Bench")["id"]
        user = command(tools.server, data.data_dir, "user", "add", "bench", "--org", org, "--role", "ORG_OWNER")["id"]
        tokens = [command(tools.server, data.data_dir, "token", "create", "--user", user)["token"] for _ in range(TOKENS)]
        data.tokens.write_text("\n".join(tokens) + "\n")
        load(tools, data, running, "create", calls=actions, callers=64, prefix="stored-", keep=data.actions)
        running.stop()
    return data


def start(tools: Tools, data: Data) -> Server:
    return Server(tools.server, data.data_dir, prefix=TARGET_CORE)


def start_peer(tools: Tools, data: Data, *line: str) -> Process:
    program, *words = line
    return Process([*TARGET_CORE, tools.folder / program, *words, data.actions], data.folder / "peers.log")


def load(tools: Tools, data: Data, target: Process, work: str, **options) -> dict:
    """One run of the load generator; answers what it measured."""
    line = [*LOAD_CORE, tools.folder / "load", "--address", f"127.0.0.1:{target.port}"]
    # `taskset` replaces itself by the target, so the process is the target's own.
    line += ["--pid", str(target.process.pid), "--tokens", data.tokens, work]
    for name, value in options.items():
        line += [f"--{name}", str(value)]
    return json.loads(subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout)
