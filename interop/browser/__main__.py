"""Calls the example greeter from headless Chromium and with buf, and adds up their checks.

Knows how clients are installed, generated and started; what they check is in their own files.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from interop import server, system
from interop.browser import buf

HERE = Path(__file__).resolve().parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", server.ROOT / "target"))
OUTPUT = TARGET / "browser"
BUF = HERE / "node_modules" / ".bin" / "buf"
LIMIT = 240


def install() -> None:
    """Chromium and the npm packages, none of which needs a script to be installed."""
    system.ensure("chromium")
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True)


def build() -> Path:
    """Builds the greeter and tells where it lies."""
    subprocess.run(["cargo", "build", "--locked", "-p", "greeter"], cwd=server.ROOT, check=True)
    return TARGET / "debug" / "greeter"


def generate() -> Path:
    """Generates the page's clients; answers their folder."""
    shutil.rmtree(OUTPUT, ignore_errors=True)
    proto, generated = OUTPUT / "proto", OUTPUT / "generated"
    for folder in (server.ROOT / "examples" / "greeter" / "proto" / "greeter", server.ROOT / "proto" / "google"):
        shutil.copytree(folder, proto / folder.name)
    subprocess.run([BUF, "generate", proto, "--template", "buf.gen.yaml", "-o", generated], cwd=HERE, check=True)
    return generated


def drive(url: str, generated: Path) -> int:
    """Opens the page in Chromium; answers how many checks passed in it."""
    line = ["node", HERE / "drive.mjs", url, generated, OUTPUT]
    page = subprocess.run(line, stdout=subprocess.PIPE, text=True, timeout=LIMIT)
    print(page.stdout, end="", flush=True)
    counted = re.search(r"^(\d+) checks passed, 0 failed$", page.stdout, re.MULTILINE)
    if page.returncode != 0 or not counted:
        sys.exit(f"browser: FAILED with exit code {page.returncode}")
    return int(counted[1])


def main() -> None:
    install()
    greeter = build()
    generated = generate()
    with server.Process([greeter, "127.0.0.1:0"], OUTPUT / "greeter.log") as running:
        passed = buf.check(BUF, running.url) + drive(running.url, generated)
    print(f"browser: {passed} checks passed")


main()
