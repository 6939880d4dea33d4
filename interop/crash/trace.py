"""Reads a strace log into system calls, and finds answers that left before their commit was on disk.

Pure: knows the write-ahead log's frames and HTTP's first line, and starts no process.
"""

import re
from dataclasses import dataclass

LINE = re.compile(r"^(\d+) +\S+ (?:(\w+)\((.*)|<\.\.\. (\w+) resumed>(.*))$")
DESCRIPTOR = re.compile(r"^\d+<((?:\\x[0-9a-f]{2}|[^>])*)>")
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
UNFINISHED = "<unfinished ...>"
FRAME_HEADER = 24
NAME = re.compile(rb'"name": ?"([^"]+)"')
SYNCS = ("fsync", "fdatasync")


@dataclass
class Call:
    """A system call; `start` and `end` are line numbers, so they order calls of all threads."""

    name: str
    start: int
    end: int
    file: str
    data: bytes


def read(lines) -> list:
    """All calls in order of their start."""
    calls, open_calls = [], {}
    for number, line in enumerate(lines):
        if not (found := LINE.match(line)):
            continue
        thread, name, rest, resumed, remainder = found.groups()
        if name:
            if rest.endswith(UNFINISHED):
                open_calls[thread] = (number, name, rest.removesuffix(UNFINISHED))
            else:
                calls.append(_call(name, number, number, rest))
        elif thread in open_calls and open_calls[thread][1] == resumed:
            start, name, rest = open_calls.pop(thread)
            calls.append(_call(name, start, number, rest + remainder))
    return sorted(calls, key=lambda call: call.start)


def _call(name: str, start: int, end: int, rest: str) -> Call:
    file = DESCRIPTOR.match(rest)
    data = b"".join(_bytes(text) for text in STRING.findall(rest))
    return Call(name, start, end, _bytes(file[1]).decode() if file else "", data)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", "")) if text.startswith("\\x") else text.encode()


@dataclass
class Verdict:
    """What the trace shows: answers seen, commits in the log, and answers that came too early."""

    answers: int
    commits: int
    early: list


def judge(calls: list) -> Verdict:
    """Holds each answered create against the sync of the commit that carries its name."""
    log = [call for call in calls if call.file.endswith("-wal")]
    commits = _commits(log)
    syncs = [call for call in log if call.name in SYNCS]
    asked, answers, early = {}, 0, []
    for call in calls:
        if not call.file.startswith("socket:"):
            continue
        if named := NAME.search(call.data):
            asked[call.file] = named[1]
        if call.data.startswith(b"HTTP/1.1 200") and call.file in asked:
            answers += 1
            name = asked.pop(call.file)
            if not _on_disk(name, call.start, log, commits, syncs):
                early.append(name.decode())
    return Verdict(answers, len(commits), early)


def _commits(log: list) -> list:
    """The pages that end a transaction: their frame header carries the size of the database."""
    commits, ends_transaction = [], False
    for call in log:
        if call.name in SYNCS:
            continue
        if len(call.data) == FRAME_HEADER:
            ends_transaction = any(call.data[4:8])
        elif ends_transaction:
            commits.append(call)
            ends_transaction = False
    return commits


def _on_disk(name: bytes, answered: int, log: list, commits: list, syncs: list) -> bool:
    written = next((call for call in log if name in call.data), None)
    if written is None:
        return False
    commit = next((call for call in commits if call.start >= written.start), None)
    if commit is None:
        return False
    return any(commit.end <= sync.start and sync.end < answered for sync in syncs)
