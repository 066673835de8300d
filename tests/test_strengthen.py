"""Lemmas that the tool finds by itself: what is proved with them is true, and they can be pasted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import fuzz
import oracle
import pytest
from modules import STANDARD, system
from random_module import random_module
from z3 import z3core

from rmapsmt import engine, evidence, manifest, run
from rmapsmt.encode.simple import SimplePaths
from rmapsmt.encode.solver import Absent, Found
from rmapsmt.encode.system import encode
from rmapsmt.encode.value import TooLarge
from rmapsmt.engine import Family, Question, strengthen
from rmapsmt.interp import Model
from rmapsmt.ir.text import written
from rmapsmt.limits import endless
from rmapsmt.manifest import link
from rmapsmt.report import why, words
from rmapsmt.verdict import EverySize, HoldsTo, Induction, Proved, Strengthening, Unknown, Word

if TYPE_CHECKING:
    from rmapsmt.ir import State
    from rmapsmt.limits import Patience

SPECS = Path(__file__).parent / "specs"
WITHOUT_LEMMAS = run.Options(bound=8, states=0, jobs=1)
TRUE = [
    ("peterson", "peterson.peterson.flag-first"),
    ("ticket_lock", "process.process.atomic"),
    ("ticket_lock", "process.process.atomic-three"),
    ("two_phase", "coordinator.participant.patient-three"),
]
FALSE = [
    ("peterson", "peterson.peterson.turn-first"),
    ("ticket_lock", "process.process.torn"),
    ("two_phase", "coordinator.participant.hasty"),
]


def bare(folder: str, case: str, tmp_path: Path) -> manifest.Manifest:
    """Return a specification with this one case, and without any lemma or side claim."""
    text = (SPECS / folder / "invariants.yaml").read_text()
    head, _, cases = text.partition("\ncases:\n")
    (own,) = [part for part in re.split(r"(?m)^(?=  - case:)", cases) if f"case: {case}\n" in part]
    kept = re.sub(r"(?m)^(lemmas|side): .*\n", "", head)
    own = re.sub(r"(?m)^    lemmas: .*\n", "", own)
    for module in (SPECS / folder).glob("*.tla"):
        (tmp_path / module.name).write_text(module.read_text())
    (tmp_path / "invariants.yaml").write_text(f"{kept}\ncases:\n{own}")
    return manifest.load(tmp_path)


def asked(claims: manifest.Manifest, bound: int) -> Question:
    """Return the one case as a question that is searched to a depth."""
    (case,) = claims.cases
    found = link.system(claims)
    types = claims.types.name if claims.types else None
    encoding = encode(found, [case.constants], types)
    family = Family(encoding)
    family.unroll(bound)
    return Question(family, (), Model(found, case.constants))


@pytest.mark.slow
@pytest.mark.parametrize(("folder", "case"), TRUE)
def test_what_is_found_proves_the_claim_when_it_is_pasted(folder: str, case: str, tmp_path: Path) -> None:
    """The text is read back as lemmas of the case, with which the claim is inductive; SANY reads it too."""
    claims = bare(folder, case, tmp_path)
    (result,) = run.prove(claims, claims.cases, WITHOUT_LEMMAS, lambda _: None)
    assert isinstance(result.verdict, Proved)
    assert isinstance(result.verdict.how, Strengthening)
    assert result.ok
    found = result.verdict.how.found
    assert result.verdict.how.lemmas == ()
    assert any("rmapsmt why" in remark for remark in words.remarks(result))

    module = claims.module_path
    text, end, rest = module.read_text().rpartition("\n====")
    module.write_text("\n".join([text, *found]) + end + rest)
    names = ", ".join(lemma.split(" == ")[0] for lemma in found)
    path = tmp_path / "invariants.yaml"
    path.write_text(path.read_text().rstrip() + f"\n    lemmas: [{names}]\n")
    claims = manifest.load(tmp_path)
    plain = run.Options(bound=2, states=0, jobs=1, lemmas=False)
    (again,) = run.prove(claims, claims.cases, plain, lambda _: None)
    assert isinstance(again.verdict, Proved)
    assert again.verdict.how == Induction(tuple(names.split(", ")))
    if oracle.available():
        assert oracle.sany(module).accepted


@pytest.mark.slow
@pytest.mark.parametrize(("folder", "case"), FALSE)
@pytest.mark.parametrize("bound", [1, 3])
def test_a_false_claim_is_not_proved(folder: str, case: str, bound: int, tmp_path: Path) -> None:
    """Also where the search is too shallow to see that it is false."""
    claims = bare(folder, case, tmp_path)
    question = asked(claims, bound)

    assert engine.strengthening(question, claims.cases[0].claim.name) is None


CYCLE = r"""
VARIABLE x
TypeOK == x \in 0..9
Init == x = 0
Low == x < 3 /\ x' = (x + 1) % 3
Up == x = 5 /\ x' = 6
Down == x = 6 /\ x' \in {5, 8}
Next == Low \/ Up \/ Down
Good == x # 8
Small == x # 2
"""


def cycle(bound: int, patience: Patience = endless, states: int = 0) -> Question:
    """Return a model in which 5 and 6 follow each other for ever, out of reach, until 8 comes."""
    found = system(CYCLE, ["TypeOK", "Good", "Small"])
    family = Family(encode(found, [{}], "TypeOK"), patience, states=states)
    family.unroll(bound)
    return Question(family, (), Model(found, {}))


def test_a_path_that_comes_back_proves_nothing_and_hinders_nothing() -> None:
    """Three states are all that a path to 8 can have before it would come back."""
    paths = SimplePaths(cycle(0).family.one)
    found = []
    for _ in range(4):
        paths.extend()
        found.append(type(paths.find((), (), ["Good", "TypeOK"])))

    assert [Found, Found, Absent, Absent] == found


def test_k_induction_needs_no_lemmas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the search has gone as deep as the paths are long."""
    monkeypatch.setattr(strengthen, "candidates", lambda *_, **__: [])

    assert Proved(Strengthening((), (), 3), 4) == engine.invariant(cycle(4), "Good", [])
    assert isinstance(engine.invariant(cycle(2), "Good", []), HoldsTo)
    for bound in (0, 1):
        assert engine.strengthening(cycle(bound), "Small") is None


@pytest.mark.parametrize("states", [0, 100])
def test_when_time_is_over_nothing_more_is_asked(states: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever that is: of all that a verdict may take, lemmas and a visit of all states among it."""
    check, left, found = z3core.Z3_solver_check_assumptions, [0], []

    def patience() -> float:
        left[0] -= 1
        return float(left[0] >= 0)

    def counted(*asked: object) -> object:
        assert left[0] >= 0
        return check(*asked)

    monkeypatch.setattr(z3core, "Z3_solver_check_assumptions", counted)
    for left[0] in range(0, 60, 3):
        found.append(type(engine.invariant(cycle(2, patience, states), "Good", [])))

    proved = found.index(Proved)
    assert proved > 1
    assert {Unknown, HoldsTo} >= set(found[:proved])
    assert {Proved} == set(found[proved:])


def test_guards_are_lemmas() -> None:
    """That neither 5 nor 6 is reached is guessed from a guard, and proved."""
    assert Strengthening((), ("GoodLemma1 == x < 3",)) == engine.strengthening(cycle(2), "Good")


def reachable(model: Model) -> list[State]:
    """Return all reachable states."""
    levels = model.levels(2_000)
    assert levels is not None
    return [state for level in levels for state in level]


@pytest.mark.slow
def test_what_is_proved_is_true_of_every_reachable_state() -> None:
    """Of random modules, whatever their invariants say; and some of them are proved."""
    proved = 0
    for seed in range(30):
        module = random_module(seed)
        read = system(module.declared, module.invariants)
        model = Model(read, module.constants)
        found = fuzz.explicit(model, module)
        if found is None or not found.complete or found.fault is not None or not found.within:
            continue
        try:
            family = Family(encode(read, [module.constants], module.invariants[-1]), states=0)
        except TooLarge:
            continue
        family.unroll(1)
        question = Question(family, (), model)
        for claim in module.invariants[:2]:
            if found.false.get(claim, 2) <= 1:
                continue
            if engine.strengthening(question, claim) is not None:
                assert claim not in found.false, seed
                proved += 1
    assert proved > 10


@pytest.mark.slow
def test_expressions_are_written_as_they_are_read(tmp_path: Path) -> None:
    """What is written of a predicate has the same truth in every state that is met; SANY reads it."""
    texts = []
    for seed in range(60):
        module = random_module(seed)
        read = system(module.declared, module.invariants)
        taken = {*read.operators, *module.variables, *module.constants}
        again = {f"{name}of{seed}": written(expr, {}, taken) for name, expr in read.predicates.items()}
        lines = [f"{name} == {text}" for name, text in again.items()]
        texts += lines
        both = system("\n".join([module.declared, *lines]), [*module.invariants, *again])
        model = Model(both, module.constants)
        found = fuzz.explicit(model, module)
        for state in [one for level in found.levels for one in level] if found else []:
            for name in module.invariants:
                if found and found.fault is None:
                    assert model.holds(name, state) == model.holds(f"{name}of{seed}", state), (seed, name)
    if oracle.available():
        assert accepted(texts, tmp_path)


def accepted(definitions: list[str], folder: Path) -> bool:
    """Tell whether SANY reads these definitions."""
    path = folder / "Written.tla"
    head = f"EXTENDS {STANDARD}\nCONSTANTS t0, t1, t2, t3, C1, C2\nVARIABLES v1, v2, v3"
    path.write_text("\n".join(["---- MODULE Written ----", head, *definitions, "===="]))
    return oracle.sany(path).accepted


def test_nobody_is_shown_formulas_that_the_specification_has_no_names_for() -> None:
    """Once the lemmas are pasted there are some."""
    found = Strengthening((), ("ALemma1 == TRUE",))

    assert evidence.basis(Proved(found, 8)) is None
    assert evidence.basis(Proved(EverySize(("N",), (), found), 8)) is None
    assert evidence.basis(Proved(Induction(()), 8)) is not None


def test_why_writes_the_lemmas_and_so_does_json(tmp_path: Path) -> None:
    """Also where all states were visited, for then no lemma was needed."""
    claims = bare(*TRUE[0], tmp_path)
    found = run.explain(claims, claims.cases[0], run.Options(bound=2, jobs=1), lambda _: None)
    about = words.About(2, 0, "spec", "0" * 64)

    assert found.verdict.word is Word.PROVED
    lemmas = words.lemmas_found(found.verdict)
    assert lemmas
    assert set(lemmas) <= set(why.render(found, about).splitlines())
    answer = why.document(found, about)["answer"]
    assert ("strengthening", list(lemmas)) == (answer["proof"], answer["found"])
