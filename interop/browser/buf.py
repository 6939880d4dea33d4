"""Calls the example greeter with `buf curl`, which learns its methods by reflection.

Knows the answers of the greeter, and nothing of how it was started.
"""

import json
import subprocess
import time
from pathlib import Path

PRIOR_KNOWLEDGE = "--http2-prior-knowledge"
CALLERS = {
    "buf, Connect": ["--protocol", "connect"],
    "buf, Connect over HTTP/2": ["--protocol", "connect", PRIOR_KNOWLEDGE],
    "buf, gRPC": ["--protocol", "grpc", PRIOR_KNOWLEDGE],
    "buf, gRPC-Web": ["--protocol", "grpcweb"],
    "buf, gRPC-Web over HTTP/2": ["--protocol", "grpcweb", PRIOR_KNOWLEDGE],
}
METHODS = ["greeter.v1.Greeter/Countdown", "greeter.v1.Greeter/SayHello"]
COUNTDOWN = [{"number": 3}, {"number": 2}, {"number": 1}, {"greeting": "Hello!"}]
# The greeter waits this long for each of three ticks; less time means that they came together.
TICKS = 0.3
LIMIT = 30


class Buf:
    """One way to call, and how many checks it passed."""

    def __init__(self, program: Path, url: str, name: str, options: list):
        self.command = [program, "curl", *options]
        self.url = url
        self.name = name
        self.passed = 0

    def run(self, *words: str, path: str = "") -> subprocess.CompletedProcess:
        line = [*self.command, *words, self.url + path]
        return subprocess.run(line, capture_output=True, text=True, timeout=LIMIT)

    def same(self, what: str, got, wanted) -> None:
        if got != wanted:
            raise SystemExit(f"failed  {self.name}: {what}: expected {wanted}, got {got}")
        self.passed += 1
        print(f"ok  {self.name}: {what}", flush=True)

    def unary(self) -> None:
        call = self.run("-d", '{"name": "Ada"}', path="/greeter.v1.Greeter/SayHello")
        self.same("unary", (call.returncode, parsed(call.stdout)), (0, [{"greeting": "Hello, Ada!"}]))

    def error(self) -> None:
        call = self.run("-d", "{}", path="/greeter.v1.Greeter/SayHello")
        wanted = {"code": "invalid_argument", "message": "name must not be empty"}
        self.same("an error has code and message", parsed(call.stderr), [wanted])

    def stream(self) -> None:
        line = [*self.command, "-d", '{"from": 3}', self.url + "/greeter.v1.Greeter/Countdown"]
        with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as call:
            lines = [(time.monotonic(), line) for line in call.stdout]
        text = "".join(line for _, line in lines)
        self.same("a stream", (call.returncode, parsed(text)), (0, COUNTDOWN))
        took = lines[-1][0] - lines[0][0]
        self.same("a stream comes one by one", took > TICKS * 0.6, True)

    def reflection(self) -> None:
        methods = self.run("--list-methods").stdout.split()
        self.same("reflection", [method for method in METHODS if method in methods], METHODS)


def parsed(text: str) -> list:
    """All JSON values of a text."""
    values, decoder = [], json.JSONDecoder()
    while text := text.lstrip():
        value, end = decoder.raw_decode(text)
        values.append(value)
        text = text[end:]
    return values


def check(program: Path, url: str) -> int:
    """Calls in every way; answers how many checks passed, or ends with the first that did not."""
    passed = 0
    for name, options in CALLERS.items():
        buf = Buf(program, url, name, options)
        for case in (buf.unary, buf.error, buf.stream, buf.reflection):
            case()
        passed += buf.passed
    return passed
