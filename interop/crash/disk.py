"""Runs the server under strace with concurrent creates and judges the trace."""

import threading
import time
from pathlib import Path

from interop import server
from interop.crash import trace
from interop.crash.api import Caller

CALLERS = 8
CREATES = 25
WATCHED = "read,readv,recvfrom,recvmsg,write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync"


def run(binary: Path, data_dir: Path) -> str:
    """Answers the closing line, or raises with the answers that came too early."""
    log = data_dir.with_suffix(".strace")
    strace = ("strace", "-f", "-DD", "-y", "-xx", "-s", "8192", "-tt", "-e", f"trace={WATCHED}", "-o", str(log))
    with server.Server(binary, data_dir, prefix=strace) as running:
        org = server.command(binary, data_dir, "org", "add", "Disk")["id"]
        threads = [
            threading.Thread(target=_create, args=(Caller(running.port, running.token, org), number))
            for number in range(CALLERS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        running.stop()
    calls = trace.read(_finished(log, running.process.pid))
    verdict = trace.judge(calls)
    if verdict.answers != CALLERS * CREATES or verdict.early:
        raise AssertionError(f"{verdict.answers} answers in the trace, too early: {verdict.early}")
    # A check that cannot fail shows nothing: without the syncs it must object to every answer.
    blind = trace.judge([call for call in calls if call.name not in trace.SYNCS])
    if len(blind.early) != CALLERS * CREATES:
        raise AssertionError(f"without any sync the check still lets {blind.answers - len(blind.early)} answers pass")
    return f"{verdict.answers} answers, each after the sync of its commit ({verdict.commits} commits)"


def _create(caller: Caller, number: int) -> None:
    for count in range(CREATES):
        caller.call("POST", "/actions", {"name": f"disk-{number:02}-{count:03}", "script": "x"})
    caller.close()


def _finished(log: Path, process: int) -> list:
    """The trace once strace has written its end; strace outlives the process it watches."""
    for _ in range(200):
        lines = log.read_text().splitlines()
        if any(line.startswith(f"{process} ") and "+++ exited" in line for line in lines[-50:]):
            return lines
        time.sleep(0.05)
    raise AssertionError(f"strace never finished {log}")
