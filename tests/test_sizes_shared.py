"""Proofs for all sizes in a run: which cases share one, and what is said where there is none."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from locked import LOCK, lock
from modules import system

from rmapsmt import manifest, run
from rmapsmt.encode.sizes.induct import Inductive
from rmapsmt.encode.sizes.problem import Problem
from rmapsmt.errors import ManifestFault, Unsupported
from rmapsmt.manifest import link
from rmapsmt.report import why, words
from rmapsmt.run.sizes import Sizes
from rmapsmt.verdict import EverySize, HoldsTo, Proved, Unknown
from rmapsmt.whole import whole
from rmapsmt.why import Conjunct, Why

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rmapsmt.encode.sizes.induct import Outcome
    from rmapsmt.manifest import Case


HEAD = """
version: 1
module: Lock
init: Init
next: Next
types: TypeOK
deadlock: false
"""
FIRST_ONLY = (
    HEAD
    + """lemmas: [Owner, InsideIsIn, Counted]
sizes: {N: N, Fair: true}
models: {one: {N: 1, Fair: true}}
cases: [{case: lock.lock.first, model: one, claim: FirstOnly, expect: proved, sizes: all}]
"""
)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_not_proved_for_all_sizes_has_a_step_of_the_smallest(tmp_path: Path, jobs: int) -> None:
    """True of N = 1 alone: with two the second may enter."""
    claims = lock(tmp_path, FIRST_ONLY)
    (result,) = run.prove(claims, claims.cases, run.Options(jobs=jobs), lambda _: None)

    assert not result.ok
    assert isinstance(result.verdict, Proved)
    (failure,) = result.side
    assert failure.claim == "FirstOnly for all N"
    assert isinstance(failure.verdict, HoldsTo)
    assert failure.verdict.cti is not None
    assert str(failure.verdict.cti) == "Enter(2) does not preserve FirstOnly where N = 2"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_proof_for_all_sizes_is_about_some_model(tmp_path: Path, jobs: int) -> None:
    """Of a model that no ASSUME admits everything would be proved."""
    claims = lock(tmp_path, FIRST_ONLY.replace("{N: 1, Fair: true}", "{N: 1, Fair: false}"))
    module = tmp_path / "Lock.tla"
    module.write_text(module.read_text().replace("ASSUME N >= 1", "ASSUME N >= 1 /\\ ~Fair"))

    with pytest.raises(ManifestFault) as raised:
        list(run.prove(claims, claims.cases, run.Options(jobs=jobs), lambda _: None))

    assert "lock.lock.first: this assumption is false for these constants" in raised.value.message
    assert raised.value.hint == "`sizes` has Fair = TRUE where sizes are left open"


TOGETHER = (
    HEAD
    + """lemmas: [InsideIsIn, Counted]
sizes: {N: N}
models: {one: {N: 1, Fair: true}, unfair: {N: 2, Fair: false}}
cases:
  - {case: lock.lock.fair, model: one, claim: Exclusive, lemmas: [Owner], expect: proved, sizes: {all: both}}
  - {case: lock.lock.unfair, model: unfair, claim: CLAIM, expect: proved, sizes: {all: both}}
  - {case: lock.lock.first, model: unfair, claim: FirstOnly, expect: violated, sizes: {all: both}}
"""
)


@pytest.mark.parametrize(("claim", "kept"), [("InsideIsIn", True), ("NobodyEver", False)])
def test_what_cases_share_a_proof_for_is_said_of_their_own_models(
    tmp_path: Path, claim: str, kept: bool
) -> None:
    """Owner is true of the fair alone, which alone offers it; it proves nothing of the unfair."""
    claims = lock(tmp_path, TOGETHER.replace("CLAIM", claim))
    fair, unfair, _ = claims.cases
    about = whole(claims, link.system(claims), fair)
    found = Inductive(about.problem(claims), about.offered).outcome().kept

    assert {"Fair": {True, False}} == about.choices
    assert about.offered == whole(claims, link.system(claims), unfair).offered
    assert "FirstOnly" not in about.offered  # nobody wants it proved
    assert {"Owner", "Exclusive", "InsideIsIn"} <= set(found)
    assert (claim in found) == kept


@pytest.mark.parametrize("jobs", [1, 2])
def test_cases_that_share_a_proof_have_the_same_one(tmp_path: Path, jobs: int) -> None:
    """So it is in one process and in two, where cases of other sizes are settled in another."""
    claims = lock(tmp_path, TOGETHER.replace("CLAIM", "InsideIsIn"))
    proved = [one for one in claims.cases if one.shares]
    results = list(run.prove(claims, proved, run.Options(jobs=jobs), lambda _: None))

    assert [True, True] == [one.ok for one in results]
    first, second = (one.verdict.how for one in results if isinstance(one.verdict, Proved))
    assert isinstance(first, EverySize)
    assert isinstance(second, EverySize)
    assert (first.kept, first.parts) == (second.kept, second.parts)


def test_one_process_makes_a_shared_proof_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Although the cases are of two families."""
    claims, made, real = lock(tmp_path, TOGETHER.replace("CLAIM", "InsideIsIn")), [], Inductive.outcome

    def counted(self: Inductive, *told: Callable[[str], None]) -> Outcome:
        made.append(self.claim)
        return real(self, *told)

    monkeypatch.setattr(Inductive, "outcome", counted)
    proved = [one for one in claims.cases if one.shares]
    assert len(list(run.prove(claims, proved, run.Options(jobs=1), lambda _: None))) == len(proved) > 1
    assert len(made) == 1


def test_what_an_open_constant_never_is_opens_no_way() -> None:
    """Nobody asks what a step would keep that none of the models takes."""
    body = """
CONSTANTS N, Kind
VARIABLE x
ASSUME N >= 1
TypeOK == x \\in 0..N
Init == x = 0
Next == \\/ Kind = "one" /\\ x' = 1
        \\/ Kind = "two" /\\ x' = 2
        \\/ Kind = "three" /\\ x' = 3
"""
    open_ = Problem(system(body, ("TypeOK",)), {}, {"N": "N"}, "TypeOK", {"Kind": frozenset({"one", "two"})})

    assert len(open_.ways) == 2


THREE = (
    FIRST_ONLY.split("cases:", maxsplit=1)[0]
    + """
cases:
  - {case: lock.lock.exclusive, model: one, claim: Exclusive, expect: proved, sizes: all}
  - {case: lock.lock.nobody, model: one, claim: NobodyEver, expect: violated, sizes: all}
  - {case: lock.lock.plain, model: one, claim: AtMostOne, expect: proved}
"""
)


def test_processes_share_what_one_does_alone(tmp_path: Path) -> None:
    """The proofs for all sizes stand in a process of their own, and each goes with its case."""
    claims = lock(tmp_path, THREE)
    alone, shared = (
        list(run.prove(claims, claims.cases, run.Options(jobs=jobs), lambda _: None)) for jobs in (1, 2)
    )

    assert [(r.case, r.verdict.word, r.side) for r in alone] == [
        (r.case, r.verdict.word, r.side) for r in shared
    ]
    assert [getattr(r.verdict, "how", None) for r in alone] == [
        getattr(r.verdict, "how", None) for r in shared
    ]
    assert [True, False, False] == [
        isinstance(r.verdict, Proved) and isinstance(r.verdict.how, EverySize) for r in shared
    ]


def test_a_lost_proof_for_all_sizes_leaves_the_one_for_the_models(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The case says what it lacks; a violated case lacks nothing."""
    claims = lock(tmp_path, THREE)
    monkeypatch.setattr(Sizes, "outcome", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    sized, violated, plain = run.prove(claims, claims.cases, run.Options(jobs=2), lambda _: None)

    assert isinstance(sized.verdict, Proved)
    ((claim, verdict),) = [(one.claim, one.verdict) for one in sized.side]
    assert claim == "Exclusive for all N"
    assert isinstance(verdict, Unknown)
    assert "ended by the system" in verdict.reason
    assert (True, True, True) == (sized.undecided, violated.ok, plain.ok)


def test_an_error_in_a_proof_for_all_sizes_is_raised_where_it_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a case that is violated nobody asks whether it is proved for all sizes."""

    def fail(_: Sizes, case: Case, __: object) -> Outcome:
        raise Unsupported(f"an error of {case.name}")

    claims = lock(tmp_path, THREE)
    monkeypatch.setattr(Sizes, "outcome", fail)
    options = run.Options(jobs=2)

    violated, plain = run.prove(claims, claims.cases[1:], options, lambda _: None)
    assert violated.ok
    assert plain.ok
    with pytest.raises(Unsupported, match=r"an error of lock\.lock\.exclusive"):
        list(run.prove(claims, claims.cases, options, lambda _: None))


def test_why_names_the_conjuncts_that_the_proof_needs_and_those_that_are_idle(tmp_path: Path) -> None:
    """By place and text; the time is that of both parts of the answer."""
    (tmp_path / "Lock.tla").write_text(f"---- MODULE Lock ----\nEXTENDS Integers, FiniteSets\n{LOCK}====\n")
    text = FIRST_ONLY.replace("lock.first", "lock.exclusive").replace("FirstOnly", "Exclusive")
    (tmp_path / "invariants.yaml").write_text(text)
    claims = manifest.load(tmp_path)
    alone = Why("lock.lock.exclusive", "Exclusive", Unknown("not asked", -1), (), None, 100.0)
    found = run.with_lemmas_used(alone, claims, claims.cases[0], run.Options(), lambda _: None)
    uses = {use.lemma: use for use in found.uses}
    (owner,) = uses["Owner"].needed
    (counted,) = uses["Counted"].idle

    assert found.seconds > alone.seconds
    assert owner == Conjunct("Lock.tla", 16, r'\A p \in P : pc[p] = "in" <=> lock = p')
    assert (tmp_path / "Lock.tla").read_text().splitlines()[15].endswith(owner.text)
    assert counted.text == "count = Cardinality(inside)"
    assert not uses["Counted"].needed
    assert not uses["Owner"].idle
    types = {said.text: said.line for said in (*uses["TypeOK"].needed, *uses["TypeOK"].idle)}
    assert types['pc \\in [P -> {"idle", "in"}]'] + 1 == types["count \\in 0..N"]
    rendered = why.render(found, words.About(0, 0, "spec", ""))
    assert f"Lock.tla:16  {owner.text}\n" in rendered
    assert "Counted (1)" in rendered
    parts = [
        part
        for use in why.document(found, words.About(0, 0, "spec", ""))["conjuncts"]
        for part in use["parts"]
    ]
    assert {"file": "Lock.tla", "line": 16, "text": owner.text, "needed": True} in parts
    assert sum(use.of for use in found.uses) == len(parts)
