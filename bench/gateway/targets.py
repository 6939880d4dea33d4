"""What is measured: the gateway and its peers, each pinned to core 0, and the load on core 1."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.gateway import envoy, golang, protoc
from interop.server import ROOT, Process

HERE = Path(__file__).resolve().parent
TARGET_CORE = ("taskset", "-c", "0")
LOAD_CORE = ("taskset", "-c", "1")

# Name to program and its words.
PROGRAMS = {
    "ours": ("ours",),
    "tonic": ("peer-tonic", "grpc"),
    "tonic-web": ("peer-tonic", "grpc-web"),
    "axum": ("peer-axum",),
    "connectrpc": ("peer-connectrpc",),
    "grpc-gateway": ("grpcgateway",),
    "vanguard": ("vanguard",),
}
# Of these, the ones that Go builds; Envoy comes ready.
GO = ("grpc-gateway", "vanguard")
DIALECTS = {
    "ours": ("grpc", "grpc-web", "connect", "connect-json", "rest"),
    "tonic": ("grpc",),
    "tonic-web": ("grpc-web",),
    "axum": ("rest",),
    "connectrpc": ("grpc", "grpc-web", "connect", "connect-json"),
    "grpc-gateway": ("rest",),
    "vanguard": ("grpc", "grpc-web", "connect", "connect-json", "rest"),
    "envoy": ("grpc-web", "rest"),
}
PEERS = [name for name in DIALECTS if name != "ours"]


@dataclass(frozen=True)
class Tools:
    """The programs, by language, and where what they say is kept."""

    rust: Path
    go: Path | None
    envoy: Path | None
    folder: Path


class Target:
    """Something that listens on a port, with all processes that work for it."""

    def __init__(self, *processes: Process):
        self.processes = processes
        self.port = processes[-1].port

    @property
    def pids(self) -> list:
        # `taskset` replaces itself by the target, so the processes are the targets' own.
        return [process.process.pid for process in self.processes]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.__exit__()


def target_folder() -> Path:
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "outside"


def _brought() -> Path:
    """What package managers bring."""
    return target_folder().parent / "ci-tools"


def build_rust(*words: str) -> Path:
    """Builds the programs of this folder and tells where they lie."""
    line = ["cargo", "build", "--release", "--locked", "--manifest-path", HERE / "Cargo.toml", *words]
    subprocess.run(line, check=True, env={**os.environ, "CARGO_TARGET_DIR": str(target_folder())})
    return target_folder() / "release"


def build(peers: list, folder: Path) -> Tools:
    brought = _brought()
    return Tools(
        rust=build_rust(),
        go=golang.build(brought) if set(peers) & set(GO) else None,
        envoy=envoy.install(brought / "envoy") if "envoy" in peers else None,
        folder=folder,
    )


def start(tools: Tools, name: str) -> Target:
    if name == "envoy":
        backend = _start(tools, "tonic")
        descriptors = tools.folder / "descriptors.bin"
        protoc.run(_brought() / "protoc", "--include_imports", f"--descriptor_set_out={descriptors}")
        proxy = envoy.Envoy([*TARGET_CORE, tools.envoy], tools.folder, descriptors, backend.port)
        return Target(backend, proxy)
    return Target(_start(tools, name))


def _start(tools: Tools, name: str) -> Process:
    program, *words = PROGRAMS[name]
    path = (tools.go if name in GO else tools.rust) / program
    # Affinity alone leaves Go one thread of work too; said for whoever reads its figures.
    line = [*TARGET_CORE, "env", "GOMAXPROCS=1", path, *words]
    return Process(line, tools.folder / f"{name}.log")


def load(tools: Tools, target: Target, **options) -> dict:
    """One run of the load generator; answers what it measured."""
    line = [*LOAD_CORE, tools.rust / "load", "--address", f"127.0.0.1:{target.port}"]
    for pid in target.pids:
        line += ["--pid", str(pid)]
    for name, value in options.items():
        line += [f"--{name.replace('_', '-')}", str(value)]
    return json.loads(subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout)
