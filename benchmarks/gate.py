#!/usr/bin/env python3
"""How long the gate takes, beside the least that any such program costs on the same machine.

Cold, everything is settled, and the floor is a program that imports z3; warm, every verdict was found
before, and what is bare needs no solver either.

    python benchmarks/gate.py [--runs 5] [--json]

Each run is a new process; the programs take turns, so that a busy moment falls on all of them.
Nothing fails where a target is missed: a time is no verdict.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import TypedDict

HERE = Path(__file__).resolve().parent
BOUND = 8
PROVE = ["-m", "rmapsmt", "prove", "--bound", str(BOUND)]
PROGRAMS = {
    "floor": [str(HERE / "floor.py")],
    "bare": [str(HERE / "bare.py")],
    "help": ["-m", "rmapsmt", "--help"],
    "cold": [*PROVE, "--no-cache"],
    "warm": PROVE,
}
TARGETS = {("cold", "floor"): 4.0, ("warm", "bare"): 2.0}
PACKAGES = ("rmapsmt", "z3-solver", "typer", "tree-sitter", "tree-sitter-tlaplus", "pyyaml")


class Times(TypedDict):
    """The seconds that one program took."""

    median: float
    min: float
    max: float
    runs: list[float]


class Ratio(TypedDict):
    """How many times as long one program takes as another."""

    programs: tuple[str, str]
    of_medians: float
    by_turn: list[float]
    target: float


class Report(TypedDict):
    """What was measured, and on what."""

    programs: dict[str, Times]
    ratios: list[Ratio]
    machine: str
    processors: int
    versions: dict[str, str]


def seconds(program: str, cache: str) -> float:
    """Run one program in a process of its own; it must succeed."""
    command = [sys.executable, *PROGRAMS[program]]
    environment = {**os.environ, "RMAPSMT_CACHE": cache, "PYTHONPYCACHEPREFIX": str(Path(cache) / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed stands there compiled
    began = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - our own programs
        command, cwd=HERE.parent, env=environment, capture_output=True, check=False
    )
    taken = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{' '.join(PROGRAMS[program])} ended with {done.returncode}:\n{done.stderr.decode()}")
    return taken


def measure(runs: int) -> Report:
    """Run the programs in turn, once unmeasured so that everything is compiled and in memory."""
    taken: dict[str, list[float]] = {program: [] for program in PROGRAMS}
    with tempfile.TemporaryDirectory() as cache:
        for run in range(runs + 1):
            for program, times in taken.items():
                time_taken = seconds(program, cache)
                if run:
                    times.append(time_taken)
    programs = {
        program: Times(median=median(times), min=min(times), max=max(times), runs=times)
        for program, times in taken.items()
    }
    return Report(
        programs=programs,
        ratios=[
            Ratio(
                programs=(one, other),
                of_medians=programs[one]["median"] / programs[other]["median"],
                by_turn=[a / b for a, b in zip(taken[one], taken[other], strict=True)],
                target=target,
            )
            for (one, other), target in TARGETS.items()
        ],
        machine=f"{platform.system()} {platform.machine()}, {_processor()}",
        processors=os.cpu_count() or 1,
        versions={"python": platform.python_version()} | {name: _version(name) for name in PACKAGES},
    )


def _processor() -> str:
    """Return the processor's name as Linux knows it."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "processor unknown"


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "as unpacked"


def text(report: Report) -> str:
    """Return the report for people."""
    lines = [f"{'program':<8}{'median':>9}{'min':>9}{'max':>9}"]
    lines += [
        f"{program:<8}{times['median']:>7.3f} s{times['min']:>7.3f} s{times['max']:>7.3f} s"
        for program, times in report["programs"].items()
    ]
    lines.append("")
    for ratio in report["ratios"]:
        turns = ratio["by_turn"]
        found = f"{ratio['of_medians']:.1f} ({min(turns):.1f} to {max(turns):.1f})"
        lines.append(f"{' / '.join(ratio['programs'])}: {found}; target: at most {ratio['target']:g}")
    lines += [
        f"{report['machine']}, {report['processors']} processors",
        ", ".join(f"{name} {version}" for name, version in report["versions"].items()),
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time the gate beside the floor.")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="measured runs of each program")
    parser.add_argument("--json", action="store_true", help="write one JSON document")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs must be at least 1")
    report = measure(options.runs)
    sys.stdout.write((json.dumps(report, indent=2) if options.json else text(report)) + "\n")


if __name__ == "__main__":
    main()
