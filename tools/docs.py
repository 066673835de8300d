#!/usr/bin/env python3
"""Write what the documents take from the specification and its verdicts; nothing of it is copied by hand.

python tools/docs.py [--check]

A generated part stands between `<!-- generated: NAME WORDS -->` and `<!-- end -->`:

    ladder CASE        the counterexample, as `rmapsmt trace` draws it
    verdicts           walkers and racers against the variants that have a case for each
    sizes              how many cases there are, and how large their models
    cases PATTERN...   the cases, their claims, verdicts and reasons

In docs/model.md the second cell of an action's row is taken from the action's @kernel line.
Exit 1: with --check a document is stale; without it a verdict is not the expected one.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rmapsmt import manifest  # noqa: E402 - the path comes first
from rmapsmt.tla.load import load  # noqa: E402
from rmapsmt.tla.syntax import Definition  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from rmapsmt.manifest import Case

SPEC = ROOT / "spec"
MODEL = ROOT / "docs" / "model.md"
BOUND = 8

# README's columns, each with the variants that it takes the first of.
VARIANTS = {
    "without TTU_SYNC": ["nosync"],
    "with TTU_SYNC": ["sync", "sync-admitted"],
    "pmd half alone": ["only-pmd-half"],
    "pte half alone": ["only-pte-half"],
    "flag not heeded": ["sync-ignored"],
    "flag refused": ["sync-rejected"],
}

_BLOCK = re.compile(r"(?P<head><!-- generated: (?P<words>[^>]+) -->\n).*?(?P<end><!-- end -->)", re.DOTALL)
_ROW = re.compile(r"^\| `(?P<action>\w+_\w+)` \|[^|]*\|", re.MULTILINE)


def documents() -> list[Path]:
    """Return the documents that may have generated parts."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def fresh(path: Path) -> str:
    """Return a document's text as it ought to be."""
    text = _BLOCK.sub(_block, path.read_text(encoding="utf-8"))
    return _ROW.sub(_row, text) if path == MODEL else text


def stale() -> list[str]:
    """Return the documents that are not as they ought to be."""
    return [
        str(path.relative_to(ROOT)) for path in documents() if fresh(path) != path.read_text(encoding="utf-8")
    ]


def _block(match: re.Match[str]) -> str:
    name, *words = match["words"].split()
    parts: dict[str, Callable[..., str]] = {
        "ladder": _ladder,
        "verdicts": _verdicts,
        "sizes": _sizes,
        "cases": _cases,
    }
    return f"{match['head']}{parts[name](*words)}\n{match['end']}"


def _row(match: re.Match[str]) -> str:
    action = match["action"]
    return f"| `{action}` | {kernel_statements().get(action, 'no such action')} |"


@cache
def kernel_statements() -> dict[str, str]:
    """Return for each action the kernel statement that it is, in the order of the modules."""
    found = {}
    for module in load(manifest.load(SPEC).module_path).modules.values():
        for unit in module.units:
            if isinstance(unit, Definition):
                for tag in unit.tags:
                    if tag.key == "kernel":
                        file, function, statement = tag.text.split(maxsplit=2)
                        found[unit.name] = f"`{function}`: `{statement}` ({file})"
    return found


@cache
def results() -> dict[str, dict[str, Any]]:
    """Return the result of each case, by name."""
    document = json.loads(_rmapsmt("prove", "--bound", str(BOUND), "--json"))
    return {result["case"]: result for result in document["results"]}


def _rmapsmt(*arguments: str) -> str:
    """Run the tool and return what it prints; it must meet every expectation."""
    command = [sys.executable, "-m", "rmapsmt", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"rmapsmt {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr or done.stdout}")
    return done.stdout


def _ladder(case: str) -> str:
    lines = _rmapsmt("trace", case).rstrip().splitlines()
    start = next(number for number, line in enumerate(lines) if line.lstrip().startswith("CPU 0"))
    return "\n".join(["```text", *lines[start:], "```"])


def _verdicts() -> str:
    pairs = dict.fromkeys(tuple(case.name.split(".")[:2]) for case in _known())
    lines = [f"| walker, racer | {' | '.join(VARIANTS)} |", "|---" * (len(VARIANTS) + 1) + "|"]
    for walker, racer in pairs:
        names = [[f"{walker}.{racer}.{variant}" for variant in column] for column in VARIANTS.values()]
        cells = [next((_verdict(name) for name in column if name in results()), "") for column in names]
        other = "nobody" if racer == "none" else f"`{racer}`"
        if any(cells):
            lines.append(f"| `{walker}`, {other} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _verdict(name: str) -> str:
    result = results()[name]
    depth = result["depth"]
    if result["verdict"] == "violated":
        return f"**violated** in {depth} step{'s' if depth != 1 else ''}"
    return str(result["verdict"])


def _sizes() -> str:
    verdicts = [result["verdict"] for result in results().values()]
    counted = ", ".join(f"{verdicts.count(word)} {word}" for word in sorted(set(verdicts)))
    mms, subpages = ([case.constants[name] for case in _known()] for name in ("N", "K"))
    return (
        f"{len(verdicts)} cases in all ({counted}), each with the verdict that it should have, "
        f"for {_range(mms)} address spaces and {_range(subpages)} subpages."
    )


def _range(numbers: list[Any]) -> str:
    return " and ".join(str(number) for number in sorted(set(numbers)))


def _cases(*patterns: str) -> str:
    chosen = [case for case in _known() if any(fnmatch.fnmatch(case.name, p) for p in patterns)]
    if not chosen:
        sys.exit(f"no case is like {' '.join(patterns)}")
    lines = ["| case | claim | verdict | because |", "|---|---|---|---|"]
    lines += [f"| `{case.name}` | `{case.claim}` | {_verdict(case.name)} | {case.why} |" for case in chosen]
    return "\n".join(lines)


@cache
def _known() -> tuple[Case, ...]:
    return manifest.load(SPEC).cases


def main() -> None:
    """Write or check the documents."""
    parser = argparse.ArgumentParser(description="Write what the documents take from the specification.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a document is stale")
    if parser.parse_args().check:
        if found := stale():
            sys.exit(f"stale: {', '.join(found)}; run `python tools/docs.py`")
        return
    for path in documents():
        text = fresh(path)
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"wrote {path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
