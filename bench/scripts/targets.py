"""What is measured: the workers' pool, the old engine, and a webhook with the service that it calls."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from interop.server import ROOT, Process

HERE = Path(__file__).resolve().parent
TARGETS = ("ours", "here", "goja", "webhook")


@dataclass(frozen=True)
class Tools:
    """The programs, and the service that stands behind the webhook."""

    ours: Path
    go: Path
    service: Process

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.service.__exit__()


def build(folder: Path) -> Tools:
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "outside"
    line = ["cargo", "build", "--release", "--locked", "--manifest-path", HERE / "Cargo.toml"]
    subprocess.run(line, check=True, env={**os.environ, "CARGO_TARGET_DIR": str(target)})
    line = ["go", "build", "-o", folder, "./goja", "./webhook"]
    subprocess.run(line, cwd=HERE / "go", env={**os.environ, "GOFLAGS": "-buildvcs=false"}, check=True)
    service = Process([folder / "webhook"], folder / "service.log")
    return Tools(target / "release" / "portcullis-bench-scripts", folder, service)


def load(tools: Tools, target: str, **options) -> dict:
    """One run of the claims script; answers what was measured."""
    match target:
        case "ours":
            line = [tools.ours, "load"]
        case "here":
            line = [tools.ours, "load", "--here"]
        case "goja":
            line = [tools.go / "goja", "--folder", HERE]
        case "webhook":
            line = [tools.go / "webhook", "--folder", HERE, "--address", tools.service.url]
    return run(line, **options)


def run(line: list, **options) -> dict:
    for name, value in options.items():
        line = [*line, f"--{name}", str(value)]
    return json.loads(subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout)
