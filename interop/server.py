"""Builds the release binary and runs it on a free port of this machine.

Knows the command line of the server and nothing of its API.
"""

import json
import os
import re
import signal
import subprocess
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_TIMEOUT = 30


def build() -> Path:
    """Builds the release binary and tells where it lies."""
    subprocess.run(["cargo", "build", "--release", "--locked", "--bin", "portcullis"], cwd=ROOT, check=True)
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "portcullis"


def command(binary: Path, data_dir: Path, *words: str) -> dict:
    """One call of the command line that answers with a JSON object."""
    line = [binary, *words, "--data-dir", data_dir, "--output", "json"]
    return json.loads(subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout)


class Process:
    """A server process that says on its standard output where it listens."""

    def __init__(self, line: list, log: Path):
        self.log = log
        with log.open("a") as errors:
            self.process = subprocess.Popen(
                line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True
            )
        self.url = self._announced()
        self.port = int(self.url.rsplit(":", 1)[1])

    def _announced(self) -> str:
        alarm = threading.Timer(START_TIMEOUT, self.kill)
        alarm.start()
        try:
            for line in self.process.stdout:
                if found := re.match(r"listening on (http://\S+)$", line):
                    return found[1]
        finally:
            alarm.cancel()
        raise RuntimeError(f"the server never said that it listens; its log:\n{self._end_of_log()}")

    def stop(self) -> None:
        """Asks the server to drain and demands that it ends well."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=30)
        if status != 0:
            raise RuntimeError(f"the server ended with {status} on SIGTERM; its log:\n{self._end_of_log()}")

    def kill(self) -> None:
        """Ends the server at once, as a crash would."""
        self.process.kill()
        self.process.wait()

    def _end_of_log(self) -> str:
        return self.log.read_text()[-4000:]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        self.process.stdout.close()


class Server(Process):
    """`portcullis serve` on a free port and the given data directory.

    A `prefix` must become the server, as `taskset` does: its process id is taken for the server's.
    """

    def __init__(self, binary: Path, data_dir: Path, prefix: tuple = ()):
        data_dir.mkdir(parents=True, exist_ok=True)
        line = [*prefix, binary, "serve", "--listen", "127.0.0.1:0", "--data-dir", data_dir]
        super().__init__(line, data_dir.with_suffix(".log"))
        self.token = (data_dir / "admin.token").read_text().strip()
