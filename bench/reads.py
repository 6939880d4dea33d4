"""GetAction in every dialect: CPU per call beside the peer that does nothing else."""

from contextlib import ExitStack
from statistics import median

from bench import targets

# Dialect, the load's connections and streams, and the peer.
LANES = {
    "rest": ({"connections": 32}, ("peer-axum",)),
    "grpc": ({"connections": 8, "streams": 10}, ("peer-tonic", "grpc")),
    "grpc-web": ({"connections": 32}, ("peer-tonic", "grpc-web")),
}


def measure(tools: targets.Tools, data: targets.Data, rounds: int, calls: int) -> str:
    with ExitStack() as stack:
        ours = stack.enter_context(targets.start(tools, data))
        peers = {lane: stack.enter_context(targets.start_peer(tools, data, *peer)) for lane, (_, peer) in LANES.items()}
        pairs = [(lane, who) for lane in LANES for who in ("ours", "peer")]
        results = {pair: [] for pair in pairs}
        for number in range(rounds):
            # Every second round runs backwards, so that a slow drift of the machine cancels out.
            for lane, who in pairs if number % 2 == 0 else reversed(pairs):
                target = ours if who == "ours" else peers[lane]
                shape = LANES[lane][0]
                run = targets.load(
                    tools, data, target, "get", dialect=lane, actions=data.actions, calls=calls, **shape
                )
                results[lane, who].append(run)
        ours.stop()
    return _table(results, rounds, calls)


def _table(results: dict, rounds: int, calls: int) -> str:
    lines = [
        f"### Reads: GetAction, median of {rounds} rounds of {calls} calls",
        "",
        "| lane | peer | CPU-s per M, ours | CPU-s per M, peer | ratio (lowest to highest) | calls/s, ours | p50, p99 ms | calls/s, peer |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for lane, (_, peer) in LANES.items():
        ours, theirs = results[lane, "ours"], results[lane, "peer"]
        ratios = [_cpu(mine) / _cpu(other) for mine, other in zip(ours, theirs)]
        lines.append(
            f"| {lane} | {' '.join(peer)} | {median(map(_cpu, ours)):.1f} | {median(map(_cpu, theirs)):.1f} "
            f"| {median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) | {_rate(ours):.0f} "
            f"| {_milliseconds(ours, 'p50_us')}, {_milliseconds(ours, 'p99_us')} | {_rate(theirs):.0f} |"
        )
    return "\n".join(lines) + "\n"


def _cpu(run: dict) -> float:
    return run["cpu_seconds"] / run["calls"] * 1e6


def _rate(runs: list) -> float:
    return median(run["calls"] / run["seconds"] for run in runs)


def _milliseconds(runs: list, key: str) -> str:
    return f"{median(run[key] for run in runs) / 1000:.2f}"
