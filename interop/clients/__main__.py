"""Runs each client on a fresh server and adds up their checks.

Knows how clients are installed and started; what they check is in their own files.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from interop import server, system

HERE = Path(__file__).resolve().parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", server.ROOT / "target"))
GRPCURL = "github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.3"


def install() -> dict:
    """Installs what the clients need; answers the command of each one."""
    tools = TARGET / "ci-tools" / "bin"
    step("grpcurl", ["go", "install", GRPCURL], env={"GOBIN": str(tools)})
    step("npm packages", ["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE / "node")
    rust = TARGET / "outside"
    step("zitadel crate", ["cargo", "build", "--locked"], cwd=HERE / "rust", env={"CARGO_TARGET_DIR": str(rust)})
    system.ensure("curl")
    system.ensure("jq")
    node = ["node", HERE / "node" / "client.mjs"]
    return {
        "curl": [HERE / "curl.sh"],
        "grpcurl": [HERE / "grpcurl.sh", tools / "grpcurl"],
        "zitadel-client-grpc": [*node, "grpc"],
        "zitadel-client-grpc-web": [*node, "grpc-web"],
        "zitadel-crate": [rust / "debug" / "zitadel-crate-client"],
    }


def step(name: str, command: list, cwd: Path = server.ROOT, env: dict | None = None) -> None:
    began = time.monotonic()
    subprocess.run(command, cwd=cwd, env={**os.environ, **(env or {})}, check=True)
    print(f"{name}: ready after {time.monotonic() - began:.0f} s", flush=True)


def drive(binary: Path, folder: Path, name: str, command: list) -> int:
    """Runs one client on a server of its own; answers how many checks it made."""
    data_dir = folder / name
    with server.Server(binary, data_dir) as running:
        org = server.command(binary, data_dir, "org", "add", "Second")["id"]
        env = {
            **os.environ,
            "PORTCULLIS_URL": running.url,
            "PORTCULLIS_TOKEN": running.token,
            "PORTCULLIS_ORG": org,
        }
        client = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, timeout=120)
        counted = re.search(r"^(\d+) checks passed$", client.stdout, re.MULTILINE)
        if client.returncode != 0 or not counted:
            sys.exit(f"{client.stdout}{name}: FAILED with exit code {client.returncode}")
        running.stop()
    print(f"{name}: {counted[1]} checks", flush=True)
    return int(counted[1])


def main() -> None:
    binary = server.build()
    clients = install()
    with tempfile.TemporaryDirectory(prefix="portcullis-clients-") as folder:
        counts = {name: drive(binary, Path(folder), name, command) for name, command in clients.items()}
    first, *rest = (f"{name} {count}" for name, count in counts.items())
    print(f"clients: {first} checks, {', '.join(rest)}: all passed")


main()
