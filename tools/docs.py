#!/usr/bin/env python3
"""Write what the documents take from the specification and its verdicts; nothing of it is copied by hand.

python tools/docs.py [--check]

A generated part stands between `<!-- generated: NAME WORDS -->` and `<!-- end -->`:

    ladder CASE        the counterexample, as `rmapsmt trace` draws it
    verdicts           walkers and racers against the variants that have a case for each
    sizes              how many cases there are, and how large their models
    cases PATTERN...   the cases, their claims, verdicts and reasons
    matrix [NAME...]   the manifest's matrices, every one under its title if none is named
    revisions          which hunks each revision has
    claims             what was said, by whom and where, and the verdicts on it

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

from rmapsmt import ir, manifest  # noqa: E402 - the path comes first
from rmapsmt.report.claims import BORNE_OUT, CONTRADICTED  # noqa: E402
from rmapsmt.tla.load import load  # noqa: E402
from rmapsmt.tla.syntax import Definition  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from rmapsmt.manifest import Case, Manifest, Matrix, Statement

Results = dict[str, dict[str, Any]]  # by name of the case

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
        "matrix": _matrices,
        "revisions": lambda: revisions_table(_manifest()),
        "claims": lambda: claims_table(_manifest().statements, results()),
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
def results() -> Results:
    """Return the result of each case, by name."""
    document = json.loads(_rmapsmt("prove", "--all", "--bound", str(BOUND), "--json"))
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
    default = manifest.select(_manifest(), [])
    pairs = dict.fromkeys(tuple(case.name.split(".")[:2]) for case in default)
    rows = []
    for walker, racer in pairs:
        names = [[f"{walker}.{racer}.{variant}" for variant in column] for column in VARIANTS.values()]
        cells = [next((_verdict(results()[name]) for name in c if name in results()), "") for c in names]
        other = "nobody" if racer == "none" else f"`{racer}`"
        if any(cells):
            rows.append([f"`{walker}`, {other}", *cells])
    return _table(["walker, racer", *VARIANTS], rows)


def _verdict(result: Mapping[str, Any]) -> str:
    depth = result["depth"]
    if result["verdict"] == "violated":
        return f"**violated** in {depth} step{'s' if depth != 1 else ''}"
    bounded = f" to {depth}" if result["verdict"] in {"holds", "not reached"} else ""
    return f"{result['verdict']}{bounded}"


def _sizes() -> str:
    verdicts = [result["verdict"] for result in results().values()]
    counted = ", ".join(f"{verdicts.count(word)} {word}" for word in sorted(set(verdicts)))
    mms, subpages = ([case.constants[name] for case in _manifest().cases] for name in ("N", "K"))
    return (
        f"{len(verdicts)} cases in all ({counted}), each with the verdict that it should have, "
        f"for {_range(mms)} address spaces and {_range(subpages)} subpages."
    )


def _range(numbers: list[Any]) -> str:
    return " and ".join(str(number) for number in sorted(set(numbers)))


def _cases(*patterns: str) -> str:
    chosen = [case for case in _manifest().cases if any(fnmatch.fnmatch(case.name, p) for p in patterns)]
    if not chosen:
        sys.exit(f"no case is like {' '.join(patterns)}")
    rows = [[f"`{c.name}`", f"`{c.claim}`", _verdict(results()[c.name]), c.why] for c in chosen]
    return _table(["case", "claim", "verdict", "because"], rows)


def _matrices(*names: str) -> str:
    claims = _manifest()
    if unknown := set(names) - {matrix.name for matrix in claims.matrices}:
        sys.exit(f"no matrix is called {', '.join(unknown)}")
    return "\n\n".join(
        ("" if names else f"## {matrix.title or matrix.name}\n\n")
        + matrix_table(matrix, {case.name: case for case in claims.cases}, results())
        for matrix in claims.matrices
        if not names or matrix.name in names
    )


def matrix_table(matrix: Matrix, cases: Mapping[str, Case], found: Results) -> str:
    """Return a matrix with its verdicts; why there is none, and why it is that one, stands beneath."""
    notes: dict[str, int] = {}

    def noted(cell: str, why: str) -> str:
        return f"{cell} <sup>{notes.setdefault(why, len(notes) + 1)}</sup>" if why else cell

    heads = {column: dict[str, None]() for column in matrix.columns}  # with the claims of each
    rows = []
    for row in matrix.rows:
        of_row = {c: cases[matrix.case(row, c)] for c in matrix.columns if (row, c) not in matrix.absent}
        reasons = {case.why for case in of_row.values()}
        shared = reasons.pop() if len(reasons) == 1 else ""
        cells = [noted(f"`{row}`", shared)]
        for column, claims in heads.items():
            if case := of_row.get(column):
                claims[f"`{case.claim}`"] = None
                cells.append(noted(_verdict(found[case.name]), "" if shared else case.why))
            else:
                cells.append(noted("n/a", matrix.absent[row, column]))
        rows.append(cells)
    table = _table(["", *(f"{column}<br>{', '.join(claims)}" for column, claims in heads.items())], rows)
    return "\n".join([table, *([""] if notes else []), *(f"{n}. {why}" for why, n in notes.items())])


def revisions_table(claims: Manifest) -> str:
    """Return which hunks each revision has, and what else sets them apart."""
    others = dict.fromkeys(name for own in claims.revisions.values() for name in own)
    rows = [
        [
            f"`{name}`",
            claims.hunks.get(name, ""),
            *(_shown(own.get(name)) for own in claims.revisions.values()),
        ]
        for name in (*claims.hunks, *(name for name in others if name not in claims.hunks))
    ]
    return _table(["", "", *claims.revisions], rows)


def _shown(value: ir.Value | None) -> str:
    """Return a constant as a cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else ir.show(value)


def claims_table(statements: Iterable[Statement], found: Results) -> str:
    """Return what was said, the cases that settle it with their verdicts, and what comes of it."""
    rows = []
    for said in statements:
        verdicts = "<br>".join(f"`{case}`: {_verdict(found[case])}" for case in said.cases)
        finds = f"{BORNE_OUT}: {said.finds}" if said.agrees else f"**{CONTRADICTED}**: {said.finds}"
        rows.append([f'"{said.says}"<br>{said.by}, {said.where}', verdicts, finds, said.then])
    return _table(["what was said", "settled by", "what the verdicts say", "what comes of it"], rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a bar in a cell would end it."""
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |" for cells in (heads, *rows)]
    return "\n".join([lines[0], "|---" * len(heads) + "|", *lines[1:]])


@cache
def _manifest() -> Manifest:
    return manifest.load(SPEC)


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
