"""Folders of specifications, settled and with certificates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rmapsmt import manifest, run
from rmapsmt.certify import folder, write
from rmapsmt.certify.verify import Finding, verify
from rmapsmt.verdict import Induction, Proved, Result, Violated

if TYPE_CHECKING:
    from collections.abc import Callable

    from rmapsmt.manifest import Case, Manifest
HERE = Path(__file__).resolve().parent
SPECS = sorted((HERE / "specs").iterdir())
PETERSON = HERE / "specs" / "peterson"
FIRST, TURN, CONTENTION = (f"peterson.peterson.{name}" for name in ("flag-first", "turn-first", "contention"))
SCHEMA = json.loads((HERE.parent / "docs/schema/certificates.schema.json").read_text())
Settled = list[tuple["Case", Result]]


def quiet(_: str) -> None:
    """Say nothing."""


def settle(spec: Path) -> tuple[Manifest, Settled]:
    """Return what a folder's cases come to."""
    claims = manifest.load(spec)
    return claims, list(zip(claims.cases, run.prove(claims, claims.cases, run.Options(), quiet), strict=True))


def certify(spec: Path, target: Path) -> Manifest:
    """Write the certificates of all cases of a folder."""
    claims, settled = settle(spec)
    assert len(settled) == write.write(claims, settled, target, 1, quiet)
    return claims


def verdict_on(place: Path, case: str = FIRST) -> tuple[Finding, str]:
    """Return what comes of one certificate."""
    found = {one.case: one for one in verify(manifest.load(place / "spec"), place / "certificates", jobs=1)}
    return found[case].finding, found[case].how


def edit(place: Path, change: Callable[[Any], object]) -> None:
    """Change what the JSON file says."""
    path = place / "certificates" / folder.FILE_NAME
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


LOCK = r"""---- MODULE Lock ----
EXTENDS Integers
CONSTANT N
VARIABLES pc, lock
ASSUME N >= 1
P == 1..N
TypeOK == pc \in [P -> {"idle", "in"}] /\ lock \in 0..N
Init == pc = [p \in P |-> "idle"] /\ lock = 0
Enter(p) == pc[p] = "idle" /\ lock = 0 /\ lock' = p /\ pc' = [pc EXCEPT ![p] = "in"]
Leave(p) == pc[p] = "in" /\ lock' = 0 /\ pc' = [pc EXCEPT ![p] = "idle"]
Next == \E p \in P : Enter(p) \/ Leave(p)
Owner == \A p \in P : pc[p] = "in" <=> lock = p
Exclusive == \A p, q \in P : pc[p] = "in" /\ pc[q] = "in" => p = q
====
"""


LOCK_MANIFEST = """version: 1
module: Lock
init: Init
next: Next
types: TypeOK
lemmas: [Owner]
sizes: {N: N}
models: {two: {N: 2}}
cases: [{case: lock, model: two, claim: Exclusive, expect: proved, sizes: all}]
"""


def wrong(settled: Settled) -> Settled:
    """Return the violated case, as if it had been proved by induction together with everything."""
    (_, first), (case, result) = settled[0], settled[1]
    assert isinstance(first.verdict, Proved)
    assert isinstance(first.verdict.how, Induction)
    assert isinstance(result.verdict, Violated)
    together = tuple(name for name in first.verdict.how.together if name != "TurnIsOfTheOneInside")
    verdict = Proved(Induction((), together), 8, first.verdict.witness)
    return [(case, Result(case.name, case.claim.name, case.expect, verdict, (), 0))]
