"""A small specification whose verdicts are kept beside it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rmapsmt import manifest, run

if TYPE_CHECKING:
    from pathlib import Path

    from rmapsmt.verdict import Result

MODULE = r"""
---- MODULE Clock ----
EXTENDS Integers, Words
CONSTANT Hours
VARIABLE h
Init == h = 1
Tick(p) == h' = IF h = Hours THEN 1 ELSE h + 1
Next == Tick(0)
Spec == Init /\ [][Next]_h
TypeOK == h \in 1..Hours
Late == h = Hours
Even == h % 2 = 0
Low == h < 100
====
"""
WORDS = "---- MODULE Words ----\n====\n"
MANIFEST = """\
version: 1
module: Clock
spec: Spec
types: TypeOK
side: [Low]
witness: Late
models: {day: {Hours: 3}, night: {Hours: 4}}
cases:
  - {case: clock.range, model: day, claim: TypeOK, expect: proved, source: a letter}
  - {case: clock.even, model: day, claim: Even, expect: violated}
  - {case: clock.late, model: night, claim: Late, kind: reachable, expect: reached, bound: 5}
"""
ALL = ["clock.range", "clock.even", "clock.late"]


def clock(parent: Path) -> Path:
    """Return a folder with a small specification."""
    folder = parent / "spec"
    folder.mkdir()
    (folder / "Clock.tla").write_text(MODULE)
    (folder / "Words.tla").write_text(WORDS)
    (folder / "invariants.yaml").write_text(MANIFEST)
    return folder


def settle(spec: Path, options: run.Options | None = None, warn: Any = None) -> list[Result]:
    """Settle all cases of a folder with the cache beside it."""
    claims = manifest.load(spec)
    means = run.Means(cache=spec.parent / "cache", warn=warn or refuse)
    return list(run.prove(claims, claims.cases, options or run.Options(jobs=1), lambda _: None, means))


def refuse(warning: str) -> None:
    """Be told nothing."""
    raise AssertionError(warning)


def new(results: list[Result]) -> list[str]:
    """Return the cases that no earlier run has settled."""
    return [result.case for result in results if not result.cached]


def entries(spec: Path) -> list[Path]:
    """Return the files of results, the one about the specification as a whole left out."""
    found = sorted((spec.parent / "cache").rglob("*.json"))
    return [path for path in found if json.loads(path.read_text())["content"] != [True]]
