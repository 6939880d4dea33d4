"""One caller that writes without pause and remembers what was acknowledged.

A worker owns the actions whose names carry its mark and one trigger of its org, so that what it
was told is all that may be there. `State` is pure; `Worker` makes the calls.
"""

from dataclasses import dataclass, field, replace

from interop.crash.api import Caller, CutOff, Refused

MOST_ACTIONS = 30
NO_CHANGES = "COMMAND-Nfh52"


@dataclass(frozen=True)
class Write:
    """One write. `name` belongs to create and rename, `ids` to trigger."""

    kind: str
    id: str = ""
    name: str = ""
    ids: tuple = ()


@dataclass(frozen=True)
class State:
    """What a worker's actions (id to name and sequence) and its trigger should be."""

    actions: dict = field(default_factory=dict)
    trigger: tuple = ()

    def after(self, write: Write) -> "State":
        actions = dict(self.actions)
        match write.kind:
            case "create":
                actions[write.id] = (write.name, 1)
            case "rename":
                actions[write.id] = (write.name, actions[write.id][1] + 1)
            case "delete":
                del actions[write.id]
                return State(actions, tuple(id for id in self.trigger if id != write.id))
            case "trigger":
                return replace(self, trigger=write.ids)
        return replace(self, actions=actions)


class Worker:
    def __init__(self, number: int, org: str, trigger: tuple, rng):
        self.mark = f"w{number}-"
        self.org = org
        self.flow, self.trigger = trigger
        self.rng = rng
        self.state = State()
        self.pending: Write | None = None
        self.names = 0
        self.acknowledged = 0
        self.ids: list = []
        self.sequences: list = []
        self.problem = ""

    def run(self, port: int, token: str) -> None:
        """Writes until the server is gone."""
        caller = Caller(port, token, self.org)
        try:
            while not self.problem:
                self._write(caller)
        except CutOff:
            pass
        finally:
            caller.close()

    def _write(self, caller: Caller) -> None:
        self.pending = write = self._choose()
        try:
            match write.kind:
                case "create":
                    answer = caller.call("POST", "/actions", {"name": write.name, "script": "x"})
                    write = replace(write, id=answer["id"])
                    self.ids.append(answer["id"])
                case "rename":
                    body = {"name": write.name, "script": "x"}
                    answer = caller.call("PUT", f"/actions/{write.id}", body)
                case "delete":
                    caller.call("DELETE", f"/actions/{write.id}")
                case "trigger":
                    path = f"/flows/{self.flow}/trigger/{self.trigger}"
                    answer = caller.call("POST", path, {"actionIds": write.ids})
                    self.sequences.append(int(answer["details"]["sequence"]))
        except Refused as refusal:
            # Setting the list that was set before, or a full queue: nothing was written.
            if refusal.id != NO_CHANGES and refusal.status != 503:
                self.problem = f"{self.mark}: {write} was refused: {refusal}"
        else:
            self.state = self.state.after(write)
            self.acknowledged += 1
        self.pending = None

    def _choose(self) -> Write:
        ids = list(self.state.actions)
        kind = self.rng.choices(["create", "rename", "delete", "trigger"], [40, 25, 15, 20])[0]
        if not ids:
            kind = "create"
        elif len(ids) >= MOST_ACTIONS:
            kind = "delete"
        match kind:
            case "delete":
                return Write(kind, id=self.rng.choice(ids))
            case "trigger":
                return Write(kind, ids=tuple(self.rng.sample(ids, self.rng.randint(0, min(4, len(ids))))))
        self.names += 1
        id = "" if kind == "create" else self.rng.choice(ids)
        return Write(kind, id=id, name=f"{self.mark}{self.names}")

    def compare(self, seen: State) -> bool:
        """Holds what is stored against what was acknowledged; answers whether the last, unanswered
        write is there. It must be there whole or not at all."""
        write, self.pending = self.pending, None
        if seen == self.state:
            return False
        if write is not None:
            if write.kind == "create":
                write = replace(write, id=next((id for id, (name, _) in seen.actions.items() if name == write.name), ""))
            if seen == self.state.after(write):
                self.state = seen
                return True
        self.problem = (
            f"{self.mark}: stored is not what was acknowledged\n  unanswered: {write}\n"
            f"  missing: {sorted(self.state.actions.items() - seen.actions.items())}\n"
            f"  unknown: {sorted(seen.actions.items() - self.state.actions.items())}\n"
            f"  trigger: {self.state.trigger} acknowledged, {seen.trigger} stored"
        )
        return False
