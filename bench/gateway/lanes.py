"""What is asked of whom: runs in turns, and their CPU time beside that of the peer they are held against."""

from statistics import median

from bench.gateway import targets

# The load's connections and calls at once on each.
SHAPES = {
    "grpc": {"connections": 8, "streams": 10},
    "grpc-web": {"connections": 32},
    "connect": {"connections": 32},
    "connect-json": {"connections": 32},
    "rest": {"connections": 32},
}
# Whom the others of a dialect are multiples of.
BASES = {
    "grpc": "tonic",
    "grpc-web": "tonic-web",
    "connect": "connectrpc",
    "connect-json": "connectrpc",
    "rest": "axum",
}
WORKS = {
    "note": "unary, 300 bytes each way",
    "list": "a stream of 100 messages of 300 bytes",
    "blob": "unary, 64 KiB each way",
}
# Calls of a first run, which tells how many make the asked-for time.
TRIAL = {"note": 4000, "list": 300, "blob": 800}


def measure(tools: targets.Tools, running: dict, work: str, rounds: int, seconds: float) -> str:
    pairs = [
        (dialect, name)
        for dialect in SHAPES
        for name in running
        if dialect in targets.DIALECTS[name] and (work != "list" or dialect != "rest")
    ]
    results = {pair: [] for pair in pairs}
    calls = {}
    for dialect, name in pairs:
        trial = _load(tools, running[name], dialect, work, TRIAL[work])
        calls[dialect, name] = max(TRIAL[work], int(trial["calls"] / trial["seconds"] * seconds))
    for number in range(rounds):
        # Every second round runs backwards, so that a slow drift of the machine cancels out.
        for dialect, name in pairs if number % 2 == 0 else reversed(pairs):
            run = _load(tools, running[name], dialect, work, calls[dialect, name])
            results[dialect, name].append(run)
    return _table(results, work, rounds)


def _load(tools: targets.Tools, target: targets.Target, dialect: str, work: str, calls: int) -> dict:
    warm_up = max(100, calls // 20)
    return targets.load(tools, target, dialect=dialect, work=work, calls=calls, warm_up=warm_up, **SHAPES[dialect])


def _table(results: dict, work: str, rounds: int) -> str:
    lines = [
        f"### {WORKS[work]}, median of {rounds} rounds",
        "",
        "| dialect | target | CPU, µs a call | multiple of the first (lowest to highest) | calls/s | p50, p99 ms | bytes |",
        "|---|---|---|---|---|---|---|",
    ]
    for dialect in SHAPES:
        names = sorted(
            (name for spoken, name in results if spoken == dialect), key=lambda name: name != BASES[dialect]
        )
        base = results[dialect, names[0]] if names else []
        _same_answers(dialect, {name: results[dialect, name] for name in names})
        for name in names:
            runs = results[dialect, name]
            ratios = [_cpu(run) / _cpu(other) for run, other in zip(runs, base)]
            lines.append(
                f"| {dialect} | {name} | {median(map(_cpu, runs)):.1f} | {median(ratios):.2f} ({min(ratios):.2f} to "
                f"{max(ratios):.2f}) | {median(run['calls'] / run['seconds'] for run in runs):.0f} "
                f"| {_milliseconds(runs, 'p50_us')}, {_milliseconds(runs, 'p99_us')} | {runs[0]['answer']['bytes']} |"
            )
    return "\n".join(lines) + "\n"


def _same_answers(dialect: str, results: dict) -> None:
    """What was answered is checked by the load; here, that nobody answers it in fewer bytes."""
    sizes = {name: {run["answer"]["canonical"] for run in runs} for name, runs in results.items()}
    if len(set().union(*sizes.values())) > 1:
        raise RuntimeError(f"{dialect}: answers of different size: {sizes}")


def _cpu(run: dict) -> float:
    return run["cpu_seconds"] / run["calls"] * 1e6


def _milliseconds(runs: list, key: str) -> str:
    return f"{median(run[key] for run in runs) / 1000:.2f}"
