"""Builds the Go peers, and before that their generated code; the plugins for it come with the Go module."""

import os
import subprocess
from pathlib import Path

from bench.gateway import protoc

FOLDER = Path(__file__).resolve().parent / "go"
PLUGINS = {
    "go": "google.golang.org/protobuf/cmd/protoc-gen-go",
    "go-grpc": "google.golang.org/grpc/cmd/protoc-gen-go-grpc",
    "grpc-gateway": "github.com/grpc-ecosystem/grpc-gateway/v2/protoc-gen-grpc-gateway",
    "connect-go": "connectrpc.com/connect/cmd/protoc-gen-connect-go",
}
_ANNOTATIONS = "google.golang.org/genproto/googleapis/api/annotations"
OPTIONS = ",".join((
    "module=portcullis/bench",
    "Mbench/v1/notes.proto=portcullis/bench/pb",
    f"Mgoogle/api/http.proto={_ANNOTATIONS}",
    f"Mgoogle/api/annotations.proto={_ANNOTATIONS}",
))  # fmt: skip


def build(folder: Path) -> Path:
    """Tells where the programs lie."""
    programs = folder / "go"
    programs.mkdir(parents=True, exist_ok=True)
    _go("build", "-o", programs, *PLUGINS.values())
    words = []
    for plugin in PLUGINS:
        words += [f"--plugin={programs / f'protoc-gen-{plugin}'}", f"--{plugin}_out={OPTIONS}:go"]
    protoc.run(folder / "protoc", *words)
    _go("build", "-o", programs, "./grpcgateway", "./vanguard")
    return programs


def _go(*words) -> None:
    subprocess.run(["go", *words], cwd=FOLDER, env={**os.environ, "GOFLAGS": "-buildvcs=false"}, check=True)
