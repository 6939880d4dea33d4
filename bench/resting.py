"""Memory at rest, and the time from the start of the process to its first answer."""

import http.client
import json
import re
import time
from pathlib import Path
from statistics import median

from bench import targets

REST_SECONDS = 2


def measure(tools: targets.Tools, data: targets.Data, rounds: int) -> str:
    with data.actions.open() as file:
        id = json.loads(file.readline())["action"]["id"]
    token = data.tokens.read_text().split()[0]
    starts, memory = [], []
    for _ in range(rounds):
        began = time.monotonic()
        with targets.start(tools, data) as running:
            _get(running.port, id, token)
            starts.append(time.monotonic() - began)
            time.sleep(REST_SECONDS)
            memory.append(_resident_mib(running.process.pid))
            running.stop()
    count = sum(1 for _ in data.actions.open())
    return (
        f"### At rest, {count} actions stored, median of {rounds} starts\n\n"
        "| start to first answer | resident memory |\n|---|---|\n"
        f"| {median(starts) * 1000:.0f} ms ({min(starts) * 1000:.0f} to {max(starts) * 1000:.0f}) | {median(memory):.1f} MiB |\n"
    )


def _get(port: int, id: str, token: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", f"/management/v1/actions/{id}", headers={"authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    found = json.loads(answer.read())["action"]["id"]
    connection.close()
    if found != id:
        raise RuntimeError(f"asked for {id}, got {found}")


def _resident_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)[1]) / 1024
