"""Kills the server at random moments and compares what is stored with what was acknowledged."""

import random
import subprocess
import threading
import time
from pathlib import Path

from interop import server
from interop.crash.api import Caller
from interop.crash.worker import State, Worker

# The triggers that each flow offers: one worker owns one of them in its org.
TRIGGERS = [(1, 1), (1, 2), (1, 3), (2, 4), (2, 5), (3, 1), (3, 2), (3, 3)]
ORGS = 2


class Lost(Exception):
    """The server broke its word."""


def run(binary: Path, data_dir: Path, rounds: int, seed: int) -> str:
    """Runs all rounds; answers the closing line."""
    rng = random.Random(seed)
    workers = _first_start(binary, data_dir, rng)
    landed = 0
    for number in range(1, rounds + 1):
        _write_until_killed(binary, data_dir, workers, rng.uniform(0.02, 0.9))
        if number % 2:
            verify(binary, data_dir)
        if number % 5 == 0:
            _killed_at_start(binary, data_dir, rng.uniform(0.0, 0.05))
        with server.Server(binary, data_dir) as running:
            landed += _check(running, workers)
            if number % 2 == 0:
                verify(binary, data_dir)
        if number % 5 == 0:
            acknowledged = sum(worker.acknowledged for worker in workers)
            print(f"round {number} of {rounds}: {acknowledged} acknowledged writes, none lost", flush=True)
    acknowledged = sum(worker.acknowledged for worker in workers)
    return f"{rounds} rounds, {acknowledged} acknowledged writes, 0 lost ({landed} unanswered ones had landed)"


def verify(binary: Path, data_dir: Path) -> None:
    """The server's own check: the hash chain, and tables equal to a replay of the events."""
    result = subprocess.run([binary, "verify", "--data-dir", data_dir], capture_output=True, text=True)
    if result.returncode != 0:
        raise Lost(f"verify ended with {result.returncode}:\n{result.stdout}{result.stderr}")


def _first_start(binary: Path, data_dir: Path, rng: random.Random) -> list:
    with server.Server(binary, data_dir) as running:
        orgs = [server.command(binary, data_dir, "org", "add", f"Crash {number}")["id"] for number in range(ORGS)]
        running.stop()
    owned = [(org, trigger) for org in orgs for trigger in TRIGGERS]
    return [
        Worker(number, org, trigger, random.Random(rng.random())) for number, (org, trigger) in enumerate(owned, start=1)
    ]


def _write_until_killed(binary: Path, data_dir: Path, workers: list, after: float) -> None:
    with server.Server(binary, data_dir) as running:
        threads = [threading.Thread(target=worker.run, args=(running.port, running.token)) for worker in workers]
        for thread in threads:
            thread.start()
        time.sleep(after)
        running.kill()
        for thread in threads:
            thread.join()
    _raise_problems(workers)
    _raise_repeats(workers)


def _killed_at_start(binary: Path, data_dir: Path, after: float) -> None:
    """A crash during the recovery from a crash."""
    command = [binary, "serve", "--listen", "127.0.0.1:0", "--data-dir", data_dir]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    process.kill()
    process.wait()


def _check(running: server.Server, workers: list) -> int:
    """Compares every worker with what is stored; answers how many unanswered writes are there."""
    landed = 0
    for org in {worker.org for worker in workers}:
        caller = Caller(running.port, running.token, org)
        stored = caller.actions()
        strangers = {action["name"] for action in stored}
        for worker in (worker for worker in workers if worker.org == org):
            seen = _seen(caller, worker, stored)
            strangers -= {name for name, _ in seen.actions.values()}
            landed += worker.compare(seen)
        caller.close()
        if strangers:
            raise Lost(f"stored, but nobody's: {sorted(strangers)}")
    _raise_problems(workers)
    return landed


def _seen(caller: Caller, worker: Worker, stored: list) -> State:
    actions = {
        action["id"]: (action["name"], int(action["details"]["sequence"]))
        for action in stored
        if action["name"].startswith(worker.mark)
    }
    entries = caller.call("GET", f"/flows/{worker.flow}")["flow"].get("triggerActions", [])
    listed = {entry["triggerType"]["id"]: entry["actions"] for entry in entries}
    return State(actions, tuple(action["id"] for action in listed.get(str(worker.trigger), [])))


def _raise_problems(workers: list) -> None:
    problems = [worker.problem for worker in workers if worker.problem]
    if problems:
        raise Lost("\n".join(problems))


def _raise_repeats(workers: list) -> None:
    """No id is given twice, and no sequence of an org, across all crashes."""
    told = [id for worker in workers for id in worker.ids]
    told += [(worker.org, sequence) for worker in workers for sequence in worker.sequences]
    if len(told) != len(set(told)):
        raise Lost(f"answered twice: {sorted({str(one) for one in told if told.count(one) > 1})}")
