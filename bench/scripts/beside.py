"""An organisation beside the endless loops of another, and workers at rest."""

from statistics import median

from bench.scripts import targets


def fairness(tools: targets.Tools, rounds: int, seconds: float) -> str:
    runs = [targets.run([tools.ours, "fairness"], seconds=seconds) for _ in range(rounds)]
    lines = [
        f"### One organisation beside eight endless loops of another, median of {rounds} rounds",
        "",
        "| | p50 ms | p99 ms |",
        "|---|---|---|",
    ]
    for name in ("quiet", "beside"):
        p50, p99 = (median(run[f"{name}_{key}_us"] for run in runs) / 1000 for key in ("p50", "p99"))
        lines.append(f"| {name} | {p50:.2f} | {p99:.2f} |")
    ratios = [run["ratio"] for run in runs]
    lines.append(f"| multiple | | {median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) |")
    return "\n".join(lines) + "\n"


def resting(tools: targets.Tools) -> str:
    found = targets.run([tools.ours, "resting"])
    return (
        "### Workers\n\n"
        "| start, of it CPU | private memory, fresh | after 100 runs | all processes of a pool at rest |\n|---|---|---|---|\n"
        f"| {found['start_ms']:.0f} ms, {found['start_cpu_ms']:.0f} ms | {found['fresh_private_kb'] / 1024:.1f} MiB "
        f"| {found['used_private_kb'] / 1024:.1f} MiB | {found['all_kb'] / 1024:.1f} MiB, {found['workers']} workers |\n"
    )
