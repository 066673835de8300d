"""Every way of settling has its certificate, and the checker is no more lenient than a verified one."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import TYPE_CHECKING

import jsonschema
import pytest
from certified import LOCK, LOCK_MANIFEST, SCHEMA, certify, edit, quiet, verdict_on

from rmapsmt import manifest, run
from rmapsmt.certify import folder, second, write
from rmapsmt.certify.cnf import Cnf
from rmapsmt.certify.refute import check, refute
from rmapsmt.certify.verify import Finding, verify
from rmapsmt.errors import CertificateFault
from rmapsmt.verdict import HoldsTo

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_proved_for_all_sizes_has_no_propositional_proof(tmp_path: Path) -> None:
    """Its questions are built once more; cvc5 answers them if asked to; a changed one is rejected."""
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "Lock.tla").write_text(LOCK)
    (tmp_path / "spec" / "invariants.yaml").write_text(LOCK_MANIFEST)
    claims = certify(tmp_path / "spec", tmp_path / "certificates")

    jsonschema.validate(json.loads((tmp_path / "certificates" / folder.FILE_NAME).read_text()), SCHEMA)
    (plain,) = verify(claims, tmp_path / "certificates", jobs=1)
    (asked,) = verify(claims, tmp_path / "certificates", jobs=1, cross_check=True)
    assert Finding.CERTIFIED is plain.finding is asked.finding
    assert "questions for all N, not asked" in plain.how
    assert re.search(r"(\d+) questions for all N, all settled by cvc5", asked.how)

    edit(tmp_path, lambda content: content["cases"][0]["all_sizes"]["parts"].pop())
    assert "are not what the specification comes to" in verdict_on(tmp_path, "lock")[1]
    edit(tmp_path, lambda content: content["cases"][0]["all_sizes"]["kept"].remove("Exclusive"))
    assert "does not show the claim" in verdict_on(tmp_path, "lock")[1]


EVEN = """---- MODULE Even ----
EXTENDS Integers
CONSTANT Ends
VARIABLE x
TypeOK == x \\in 0..5
Init == x = 0
Next == (Ends => x < 4) /\\ x' = IF x >= 4 THEN 0 ELSE x + 2
NotThree == x # 3
Three == x = 3
====
"""


EVEN_MANIFEST = """version: 1
module: Even
init: Init
next: Next
types: TypeOK
deadlock: false
models: {on: {Ends: false}, ends: {Ends: true}}
cases:
  - {case: on, model: on, claim: NotThree, expect: proved}
  - {case: ends, model: ends, claim: NotThree, expect: proved}
  - {case: never, model: on, claim: Three, kind: reachable, expect: unreachable}
"""


METHODS = [
    (20_000, [("proved", "closed set"), ("proved", "closed set"), ("unreachable", "closed set")]),
    (0, [("holds", "bounded search"), ("proved", "every behaviour ends"), ("not reached", "bounded search")]),
]


@pytest.mark.parametrize(("states", "expected"), METHODS, ids=["few states", "no state is visited"])
def test_every_way_of_settling_has_its_certificate(
    states: int, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    """Where induction fails: by all states, by the end of every behaviour, to a depth; and so does cvc5."""
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "Even.tla").write_text(EVEN)
    (tmp_path / "spec" / "invariants.yaml").write_text(EVEN_MANIFEST)
    claims = manifest.load(tmp_path / "spec")
    options = run.Options(states=states, jobs=1)
    settled = list(zip(claims.cases, run.prove(claims, claims.cases, options, quiet), strict=True))
    if not states:  # the tool finds a lemma; whoever has found none says less
        found = tmp_path / "found"
        assert write.write(claims, settled[:1], found, 1, quiet) == 0
        assert "it rests on lemmas that were found" in (found / folder.FILE_NAME).read_text()
        settled[0] = (settled[0][0], dataclasses.replace(settled[0][1], verdict=HoldsTo(8)))

    assert write.write(claims, settled, tmp_path / "certificates", 1, quiet) == 3
    content = json.loads((tmp_path / "certificates" / folder.FILE_NAME).read_text())
    assert expected == [(one["verdict"], one["method"]) for one in content["cases"]]
    jsonschema.validate(content, SCHEMA)
    assert {Finding.CERTIFIED} == {one.finding for one in verify(claims, tmp_path / "certificates", jobs=1)}
    assert not second.cross_check(claims, settled, tmp_path, options, quiet).unsettled

    edit(tmp_path, lambda content: content["cases"][1].update(depth=1, states=2))
    assert Finding.REJECTED is verdict_on(tmp_path, "ends")[0]


def pigeons(holes: int) -> Cnf:
    """Return that one pigeon more than there are holes sits in holes, each alone."""

    def sits(pigeon: int, hole: int) -> int:
        return 1 + pigeon * holes + hole

    every = range(holes + 1)
    somewhere = [tuple(sits(pigeon, hole) for hole in range(holes)) for pigeon in every]
    alone = [
        (-sits(one, hole), -sits(other, hole))
        for hole in range(holes)
        for one in every
        for other in every
        if one < other
    ]
    return Cnf(holes * (holes + 1), (*somewhere, *alone), ())


def test_the_checker_accepts_nothing_that_a_verified_one_refuses() -> None:
    """Every step left out and every literal flipped: dratify and drup share no code with each other."""
    drup = pytest.importorskip("drup")
    cnf = pigeons(4)
    proof = refute(cnf)
    assert isinstance(proof, str)
    lines = [line for line in proof.splitlines() if line[0] != "d"]  # drup passes over what is deleted

    def accepted(steps: list[str]) -> bool:
        try:
            return check(cnf, "\n".join(steps)) >= 0
        except CertificateFault:
            return False

    def verified(steps: list[str]) -> bool:
        clauses = [[int(x) for x in line.split()[:-1]] for line in steps]
        return bool(drup.check_proof(list(map(list, cnf.clauses)), clauses).outcome is drup.Outcome.VALID)

    changed = [lines, *(lines[:at] + lines[at + 1 :] for at in range(len(lines)))]
    for at, line in enumerate(lines):
        literals = line.split()[:-1]
        for place, literal in enumerate(literals):
            other = [*literals[:place], str(-int(literal)), *literals[place + 1 :], "0"]
            changed.append([*lines[:at], " ".join(other), *lines[at + 1 :]])
    found = [(accepted(steps), verified(steps)) for steps in changed]

    assert found[0] == (True, True)
    assert (True, False) not in found
    assert found.count((False, False)) > len(lines)
