"""The protobuf compiler, which comes with pip, for what is not Rust."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = "grpcio-tools==1.76.0"


def run(folder: Path, *words) -> None:
    """Compiles the service; `folder` is where the compiler is kept."""
    if not (folder / "grpc_tools").exists():
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, PACKAGE], check=True)
    line = [sys.executable, "-m", "grpc_tools.protoc", "-Iproto", "-I../../proto", *words, "bench/v1/notes.proto"]
    subprocess.run(line, cwd=HERE, env={**os.environ, "PYTHONPATH": str(folder)}, check=True)
