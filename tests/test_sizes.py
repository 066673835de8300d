"""Where sizes are left open: what is proved, what is not, and that it means what the interpreter means."""

from __future__ import annotations

import os
import shutil
import signal
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import pytest
import z3
from modules import system

from rmapsmt import manifest, run
from rmapsmt.elaborate.waits import optional_waits
from rmapsmt.encode.sizes import solver, term
from rmapsmt.encode.sizes.core import core
from rmapsmt.encode.sizes.goals import Goals
from rmapsmt.encode.sizes.induct import Inductive
from rmapsmt.encode.sizes.problem import Problem, conjuncts
from rmapsmt.encode.sizes.questions import questions
from rmapsmt.encode.sizes.solver import Script
from rmapsmt.encode.sizes.value import Map, Record, Set, UnboundedFault, equal, of
from rmapsmt.errors import ManifestFault, Unsupported
from rmapsmt.interp import Model
from rmapsmt.ir import Fun, ModelValue
from rmapsmt.manifest import link
from rmapsmt.report import why, words
from rmapsmt.report.words import headline
from rmapsmt.run import proof
from rmapsmt.run.cases import Run
from rmapsmt.run.sizes import Sizes
from rmapsmt.verdict import EverySize, HoldsTo, Proved, Unknown, Violated
from rmapsmt.whole import offered_alone, whole
from rmapsmt.why import Conjunct, Why

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from rmapsmt.encode.sizes.induct import Outcome
    from rmapsmt.encode.sizes.term import Truth
    from rmapsmt.ir import State, TransitionSystem, Value
    from rmapsmt.manifest import Case, Manifest
    from rmapsmt.verdict import Verdict

# N processes share a lock; `inside` counts those that have it.
LOCK = r"""
CONSTANTS N, Fair
VARIABLES pc, lock, inside, count
ASSUME N >= 1
P == 1..N
TypeOK == /\ pc \in [P -> {"idle", "in"}] /\ lock \in 0..N
          /\ inside \in SUBSET P /\ count \in 0..N
Init == /\ pc = [p \in P |-> "idle"] /\ lock = 0 /\ inside = {} /\ count = 0
Enter(p) == /\ pc[p] = "idle" /\ (Fair => lock = 0) /\ lock' = p /\ pc' = [pc EXCEPT ![p] = "in"]
            /\ inside' = inside \cup {p} /\ count' = count + 1
Leave(p) == /\ pc[p] = "in" /\ lock' = 0 /\ pc' = [pc EXCEPT ![p] = "idle"]
            /\ inside' = inside \ {p} /\ count' = count - 1
Next == \E p \in P : Enter(p) \/ Leave(p)
Owner == \A p \in P : pc[p] = "in" <=> lock = p
InsideIsIn == \A p \in P : p \in inside <=> pc[p] = "in"
Counted == count = Cardinality(inside)
Exclusive == \A p, q \in P : pc[p] = "in" /\ pc[q] = "in" => p = q
AtMostOne == lock = 0 => count = 0
NobodyEver == \A p \in P : pc[p] = "idle"
TwoAreEnough == N <= 2 => Exclusive
FirstOnly == \A p \in P : p > 1 => pc[p] = "idle"
"""
LEMMAS = ("TypeOK", "Owner", "InsideIsIn", "Counted")


def outcome(body: str, offered: tuple[str, ...], **constants: Value) -> Outcome:
    """Return what is inductive of the predicates, for every N."""
    found = system(body, offered)
    return Inductive(Problem(found, constants, {"N": "N"}, "TypeOK"), offered, timeout=20).outcome()


def test_what_is_inductive_for_every_size_is_kept() -> None:
    """Mutual exclusion, and the count by the set that it counts."""
    kept = outcome(LOCK, (*LEMMAS, "Exclusive", "AtMostOne"), Fair=True).kept

    assert {"Owner", "InsideIsIn", "Counted", "Exclusive", "AtMostOne"} <= set(kept)


@pytest.mark.parametrize(
    ("claim", "fair", "action"),
    [
        ("NobodyEver", True, "Enter"),
        ("FirstOnly", True, "Enter"),  # true of N = 1 alone
        ("Exclusive", False, "Enter"),
        ("TwoAreEnough", False, "Enter"),
    ],
)
def test_what_some_size_breaks_is_not_kept(claim: str, fair: bool, action: str) -> None:
    """The action that breaks it is named."""
    found = outcome(LOCK, (*LEMMAS, claim), Fair=fair)

    assert claim not in found.kept
    assert action in {one.action for one in found.broken if one.conjunct in {claim, "Exclusive"}}


def test_a_lemma_that_fails_takes_with_it_what_needs_it() -> None:
    """Without Owner nobody can know that the lock is free of others."""
    found = outcome(LOCK, ("TypeOK", "InsideIsIn", "Exclusive"), Fair=True)

    assert "InsideIsIn" in found.kept
    assert "Exclusive" not in found.kept


PASSING = r"""
CONSTANT N
VARIABLES at, seen
ASSUME N >= 1
P == 1..N
TypeOK == at \in 1..(N + 1) /\ seen \in [P -> BOOLEAN]
Init == at = 1 /\ seen = [p \in P |-> FALSE]
Pass == /\ GUARD /\ seen' = [seen EXCEPT ![at] = TRUE] /\ at' = at + 1
        /\ (seen[at] \/ ~seen[at])
Next == Pass \/ (at > N /\ UNCHANGED <<at, seen>>)
Behind == \A p \in P : p < at => seen[p]
Value == at > 1 => seen[at - 1]
"""


@pytest.mark.parametrize(
    ("guard", "kept"), [("at <= N", True), ("at <= N + 1", False), ("at < N", True), ("TRUE", False)]
)
def test_a_value_that_is_not_there_is_an_obligation(guard: str, kept: bool) -> None:
    """A loop that runs past the end applies a function outside its domain: nothing is proved then."""
    found = outcome(PASSING.replace("GUARD", guard), ("TypeOK", "Behind"))

    assert kept == ("Behind" in found.kept)
    assert kept or "every expression has a value" in {one.conjunct for one in found.broken}


def test_a_claim_without_a_value_is_not_kept() -> None:
    """`seen[at]` has none once the loop is over."""
    body = PASSING.replace("GUARD", "at <= N").replace("seen[at - 1]", "seen[at]")

    assert "Value" not in outcome(body, ("TypeOK", "Behind", "Value")).kept


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        (r"x' = CHOOSE y \in 1..N : TRUE", "CHOOSE is not supported"),
        (r"x' = x \div 2", "is not supported"),
        ("x' = Cardinality({y \\in 1..N : y > 1})", "cardinality"),
    ],
)
def test_what_has_no_counterpart_is_said(formula: str, message: str) -> None:
    """The construct is named; no verdict is made up."""
    body = f"CONSTANT N\nVARIABLE x\nTypeOK == x \\in 0..N\nInit == x = 0\nNext == {formula}\n"

    with pytest.raises(UnboundedFault, match=message):
        outcome(body, ("TypeOK",))


CHANGES = [
    ("(CASE N = 0 -> pc' = other [] OTHER -> pc' = pc)", True),
    ("(CASE N = 1 -> pc' = pc [] OTHER -> pc' = other)", False),
    ('pc\' = [p \\in P |-> "in"]', False),
    ('pc\' = [pc EXCEPT ![1] = "in"]', False),
    ('pc\' = [q \\in P |-> IF q = 1 THEN "idle" ELSE pc[q]]', True),
    ('pc\' = [pc EXCEPT ![N] = IF N = 1 THEN "in" ELSE @]', False),
    ('pc\' = [pc EXCEPT ![N + 1] = "in"]', True),
    ("pc' = other", False),
    ('pc\' = [other EXCEPT ![1] = "idle"]', False),
]


@pytest.mark.parametrize(("change", "kept"), CHANGES)
def test_every_way_to_change_a_function_is_seen(change: str, kept: bool) -> None:
    """Also where the whole function is another one, or a place is left out of its domain."""
    body = f"""
CONSTANT N
VARIABLES pc, other
ASSUME N >= 1
P == 1..N
TypeOK == pc \\in [P -> {{"idle", "in"}}] /\\ other \\in [P -> {{"idle", "in"}}]
Init == pc = [p \\in P |-> "idle"] /\\ other \\in [P -> {{"idle", "in"}}]
Next == {change} /\\ UNCHANGED other
Idle == \\A p \\in P : pc[p] = "idle"
"""
    assert kept == ("Idle" in outcome(body, ("TypeOK", "Idle")).kept)


@pytest.mark.parametrize("body", [LOCK, PASSING.replace("GUARD", "at <= N")])
def test_a_goal_that_is_left_out_unmade_would_have_been_none(body: str) -> None:
    """A conjunct that looks at nothing that a step has changed is kept; of all others the goals are made."""
    names = [name for name in (*LEMMAS, "Exclusive", "Behind") if f"{name} ==" in body]
    constants: dict[str, Value] = {"Fair": False} if body is LOCK else {}
    problem = Problem(system(body, names), constants, {"N": "N"}, "TypeOK")
    whole = Inductive(problem, names)
    left_out = 0
    for number, way in enumerate(problem.ways):
        changed = way.changed(problem.before.state)
        for part, conjunct in enumerate(whole.parts):
            goals = problem.goals(conjunct, way) if conjunct.mentions & changed else []
            assert whole.to_keep(part, number) == goals, (conjunct.name, way.name)
            left_out += not goals

    assert left_out


def facts(problem: Problem, state: State) -> Iterator[Truth]:
    """Yield what makes the functions of the problem those of one state, as far as their domains go."""
    for number, symbol in enumerate(problem.before.state):
        yield from _facts(state[number], symbol)


def _facts(value: Value, symbol: object) -> Iterator[Truth]:
    match symbol:
        case Map():
            assert isinstance(value, Fun)
            for key, inner in value.items:
                yield from _facts(inner, symbol.apply(of(key)))
        case Record(fields):
            assert isinstance(value, Fun)
            for name, field in fields.items():
                yield from _facts(value.get[name], field)
        case Set():
            assert isinstance(value, frozenset)
            assert symbol.size is not None
            yield equal(symbol, of(value))
            yield term.same(symbol.size(), len(value))
        case _:
            assert isinstance(symbol, term.Term)
            assert isinstance(value, bool | int | str)
            yield term.same(symbol, value)


def reached(model: Model, count: int) -> list[State]:
    """Return some reachable states, spread over the depths."""
    states = [state for level in model.levels(20_000) or () for state in level]
    return list(islice(states, 0, None, max(1, len(states) // count)))


def agreeing(
    found: TransitionSystem, constants: dict[str, Value], sizes: Mapping[str, str], count: int
) -> int:
    """Compare what is said of states, and of where steps lead, with the interpreter; return how many were."""
    names = list(found.predicates)
    fixed = {name: value for name, value in constants.items() if name not in sizes}
    problem = Problem(found, fixed, sizes, "TypeOK")
    model = Model(found, constants)
    parts = {name: conjuncts(name, found.predicates[name], problem.known) for name in names}
    said = {name: term.conj(*(problem.said(one)[0] for one in ones)) for name, ones in parts.items()}
    later = [
        (way, {name: term.conj(*(problem.after(one, way) for one in ones)) for name, ones in parts.items()})
        for way in problem.ways
    ]
    states = [(state, list(facts(problem, state))) for state in reached(model, count)]
    script = Script(problem.prelude(), patience=20, options={})
    script.know("".join(f"(assert (= {term.quoted(n)} {constants[n]}))" for n in problem.sizes))
    for state, said_of_it in states:
        script.begin((), said_of_it)
        assert script.answer([True]) == "sat"
        successors = [after.state for after in model.successors(state)]
        open_ways = [
            (way, after)
            for way, after in later
            if script.answer([term.conj(*way.conditions)], way.free) == "sat"
        ]
        for name in names:
            assert model.holds(name, state) == (script.answer([term.neg(said[name])]) == "unsat"), name
            for truth in (True, False):
                some = any(
                    script.answer(
                        [term.conj(*way.conditions, after[name] if truth else term.neg(after[name]))],
                        way.free,
                    )
                    == "sat"
                    for way, after in open_ways
                )
                assert some == any(model.holds(name, one) == truth for one in successors), (name, truth)
        script.end()
    return len(states)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_formulas_say_of_a_state_what_the_interpreter_says(size: int) -> None:
    """Of reachable states with one size, and of where their steps lead."""
    names = ["TypeOK", "Owner", "InsideIsIn", "Counted", "Exclusive", "AtMostOne", "NobodyEver", "FirstOnly"]

    assert agreeing(system(LOCK, names), {"N": size, "Fair": False}, {"N": "N"}, 6) > 0


SPEC = [
    ("try_to_unmap.zap_huge_pmd.sync-two-mms", {}),
    ("try_to_unmap.zap_pte_range.k2-sync-total", {"N": 1}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "other"), SPEC)
def test_formulas_say_of_our_states_what_the_interpreter_says(name: str, other: dict[str, Value]) -> None:
    """So with the specification of the race, its lemmas and its claims."""
    claims = manifest.load(manifest.bundled())
    case = manifest.select(claims, [name])[0]
    whole = link.system(claims)
    asked = [claims.types, *claims.lemmas, *case.lemmas, *claims.side, case.claim]
    named = {ref.name: whole.predicates[ref.name] for ref in asked if ref}
    constants = {**case.constants, **other}

    assert agreeing(replace(whole, predicates=named), constants, claims.sizes, 2) > 0


def test_the_bundled_claim_is_proved_for_all_sizes() -> None:
    """The pmd level under TTU_SYNC: the verdict says so, and names the lemmas."""
    claims = manifest.load(manifest.bundled())
    (result,) = run.prove(
        claims, manifest.select(claims, ["try_to_unmap.zap_huge_pmd.sync"]), run.Options(), lambda _: None
    )

    assert result.ok
    assert isinstance(result.verdict, Proved)
    assert isinstance(result.verdict.how, EverySize)
    assert ("N", "K") == result.verdict.how.sizes
    assert headline(result.verdict) == "proved for all N, K and all depths"
    assert {"PmdLockOwner", "ZapInv", "WalkedPmdIsUncounted"} <= set(result.verdict.how.lemmas)


def test_what_a_solver_is_told_stays_with_it() -> None:
    """Z3's options are those of the process; another solver of it, made later, has its usual ones."""
    Script("(declare-const x Int)", patience=0.5, seed=7).answer([True])

    assert {name: z3.get_param(name) for name in solver.USUAL} == solver.USUAL


def test_a_query_ends_by_effort_and_not_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a busy machine finds the proofs that a quiet one does: five doves in four holes are few."""
    holes = [[f"h{dove}{hole}" for hole in range(4)] for dove in range(5)]
    said = "".join(f"(declare-const {one} Bool)" for row in holes for one in row)
    said += "".join(f"(assert (or {' '.join(row)}))" for row in holes)
    pairs = [(a, b) for n, a in enumerate(holes) for b in holes[:n]]
    said += "".join(f"(assert (not (and {x} {y})))" for a, b in pairs for x, y in zip(a, b, strict=True))

    assert "unsat" == Script(said).answer([True])
    monkeypatch.setattr(solver, "EFFORT", 100)
    assert "unknown" == Script(said).answer([True])


def test_a_proof_that_is_given_up_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a step knows to be apart was once known to later proofs too, where a goal had no counterpart."""
    read = system(LOCK, ("TypeOK", "Owner"))
    problem = Problem(read, {"Fair": True}, {"N": "N"}, "TypeOK")
    part = conjuncts("Owner", read.predicates["Owner"], problem.known)[0]
    way = next(way for way in problem.ways if list(way.apart()))

    def gives_up(*_: object) -> None:
        assert term.APART.pairs
        raise UnboundedFault("no counterpart")

    monkeypatch.setattr(Goals, "_walk", gives_up)
    with pytest.raises(UnboundedFault):
        problem.goals(part, way)
    assert not term.APART.pairs


def test_of_a_step_whose_goals_have_no_counterpart_it_is_asked_that_it_is_never_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is so found in the proof; whoever checks the proof is asked the same."""
    read = system(LOCK, ("TypeOK", "Owner"))
    problem = Problem(read, {"Fair": True}, {"N": "N"}, "TypeOK")

    def none(*_: object) -> None:
        raise UnboundedFault("no counterpart")

    monkeypatch.setattr(Inductive, "to_keep", none)
    steps = [one for one in questions(problem, ["Owner"], ["Owner"], [0]) if "-step-" in one.name]

    assert len(steps) == len(problem.ways)
    assert all("is taken in this way." in one.text and "(assert true)" in one.text for one in steps)


def test_model_values_are_strings_that_nothing_else_is() -> None:
    """They differ from each other, and from the string that has the same name."""
    body = """
CONSTANTS N, a, b
VARIABLE x
ASSUME N >= 1
TypeOK == x \\in {"a", a, b}
Init == x = a
Next == x = a /\\ x' = b
Never == x # "a"
"""
    read = system(body, ("TypeOK", "Never"))
    values = {"a": ModelValue("a"), "b": ModelValue("b")}
    found = Inductive(Problem(read, values, {"N": "N"}, "TypeOK"), ("TypeOK", "Never"), timeout=20).outcome()

    assert ("TypeOK", "Never") == found.kept


FIRST_ONLY = """
version: 1
module: Lock
init: Init
next: Next
types: TypeOK
deadlock: false
lemmas: [Owner, InsideIsIn, Counted]
sizes: {N: N, Fair: true}
models: {one: {N: 1, Fair: true}}
cases: [{case: lock.lock.first, model: one, claim: FirstOnly, expect: proved, sizes: all}]
"""


def lock(folder: Path, text: str) -> Manifest:
    """Return a manifest of the processes that share a lock."""
    (folder / "Lock.tla").write_text(f"---- MODULE Lock ----\nEXTENDS Integers, FiniteSets\n{LOCK}====\n")
    (folder / "invariants.yaml").write_text(text)
    return manifest.load(folder)


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


TOGETHER = """
version: 1
module: Lock
init: Init
next: Next
types: TypeOK
deadlock: false
lemmas: [InsideIsIn, Counted]
sizes: {N: N}
models: {one: {N: 1, Fair: true}, unfair: {N: 2, Fair: false}}
cases:
  - {case: lock.lock.fair, model: one, claim: Exclusive, lemmas: [Owner], expect: proved, sizes: {all: both}}
  - {case: lock.lock.unfair, model: unfair, claim: CLAIM, expect: proved, sizes: {all: both}}
  - {case: lock.lock.first, model: unfair, claim: FirstOnly, expect: violated, sizes: {all: both}}
"""


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


def finite(case: Case, claims: Manifest, whole: TransitionSystem) -> Verdict:
    """Return what is so with the sizes of the case's own model."""
    asked = Run(claims, whole, run.Clock(run.Options(bound=16)), lambda _: None)
    (result,) = asked.family([replace(case, every_size=False)])
    return result.verdict


def broken(case: Case, claims: Manifest, whole: TransitionSystem) -> Outcome:
    """Return what is inductive of what a case offers, as soon as its claim is not."""
    asked = Run(claims, whole, run.Clock(run.Options()), lambda _: None).sizes
    return Inductive(asked.problem(case), offered_alone(claims, case), 0.2, claim=case.claim.name).outcome()


@pytest.mark.slow
def test_without_the_flag_only_the_unlocked_skip_breaks_the_induction() -> None:
    """The walk that passes a pmd without its lock, and the conjunct about what it has passed."""
    claims = manifest.load(manifest.bundled())
    case = manifest.select(claims, ["try_to_unmap.zap_huge_pmd.sync"])[0]
    case = replace(case, constants={**case.constants, "TTU_SYNC": False})
    found = broken(case, claims, link.system(claims))

    assert {(one.action, one.conjunct) for one in found.broken if one.first} == {
        ("PageVmaMappedWalk_ReadPmd", "WalkedPmdIsUncounted")
    }
    assert case.claim.name not in found.kept


PMD, PTE = "try_to_unmap.zap_huge_pmd.sync", "try_to_unmap.zap_pte_range.sync"
PARTS = [
    (PMD, "UnmapOneSync"),
    (PTE, "PvmwPteSync"),
    (PMD, "PageVmaMappedWalk_SyncLockPmd"),
    (PTE, "ZapPteRange_Lock"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "part"), PARTS)
def test_what_the_finite_proof_needs_the_other_needs_too(name: str, part: str) -> None:
    """A hunk turned off, or a lock not waited for: violated with sizes given, not proved without."""
    claims = manifest.load(manifest.bundled())
    whole, waits = optional_waits(link.system(claims))
    (case,) = manifest.select(claims, [name])
    constants = {**case.constants, **{wait.constant: wait.action != part for wait in waits}}
    case = replace(case, constants=constants | ({part: False} if part in constants else {}))

    assert isinstance(finite(case, claims, whole), Violated)
    assert case.claim.name not in broken(case, claims, whole).kept


LATE = [
    ('ELSE "unlock_pmd")', 'ELSE "put_page")'),
    ('ELSE "remove_pmd_rmap")', 'ELSE "unlock_pmd")'),
    ('THEN next ELSE "put_page")', 'THEN next ELSE "remove_pmd_rmap")'),
]


@pytest.mark.slow
def test_a_late_decrement_is_not_proved(tmp_path: Path) -> None:
    """The count lowered once the lock is released, which is what the lock is for."""
    spec = tmp_path / "spec"
    shutil.copytree(manifest.bundled(), spec)
    text = (spec / "ZapHugePmd.tla").read_text()
    for old, new in LATE:
        assert text.count(old) == 1
        text = text.replace(old, new)
    (spec / "ZapHugePmd.tla").write_text(text)
    claims = manifest.load(spec)
    (case,) = manifest.select(claims, [PMD])

    assert isinstance(finite(case, claims, link.system(claims)), Violated)
    assert case.claim.name not in broken(case, claims, link.system(claims)).kept


RACERS = {
    "copy-on-write lowers the count late": (
        "try_to_unmap.anon.wp_page_copy.v5_13",
        "WpPageCopy",
        [
            ('goto(t, "remove_pte_rmap")', 'goto(t, "unlock_pte")'),
            (
                '/\\ dec_mapcount(t, t, at[t])\n    /\\ goto(t, "unlock_pte")',
                '/\\ dec_mapcount(t, t, at[t])\n    /\\ goto(t, "put_pages")',
            ),
            ('ELSE "put_pages")', 'ELSE "remove_pte_rmap")'),
        ],
    ),
    "truncation does not wait": (
        "unmap_mapping_page.zap_pmd_range.v5_14",
        "ZapPmdRange",
        [('THEN "sync_lock_pmd"', 'THEN "read_pmd_again"')],
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "module", "edits"), RACERS.values(), ids=RACERS)
def test_a_racer_that_does_less_than_it_should_is_not_proved(
    tmp_path: Path, name: str, module: str, edits: list[tuple[str, str]]
) -> None:
    """A behaviour shows that each is wrong."""
    spec = tmp_path / "spec"
    shutil.copytree(manifest.bundled(), spec)
    text = (spec / f"{module}.tla").read_text()
    for old, changed in edits:
        assert text.count(old) == 1
        text = text.replace(old, changed)
    (spec / f"{module}.tla").write_text(text)
    claims = manifest.load(spec)
    (case,) = manifest.select(claims, [name])
    alone = replace(case, shares="")

    assert isinstance(finite(alone, claims, link.system(claims)), Violated)
    assert case.claim.name not in broken(alone, claims, link.system(claims)).kept


@pytest.mark.slow
def test_a_core_is_inductive_and_none_of_it_can_be_left_out() -> None:
    """What is left is proved by itself, and once more by a solver that is given whole conjuncts."""
    claims = manifest.load(manifest.bundled())
    case = manifest.select(claims, [PMD])[0]
    asked = Run(claims, link.system(claims), run.Clock(run.Options()), lambda _: None).sizes
    whole = Inductive(asked.problem(case), offered_alone(claims, case))
    numbers = core(whole, case.claim.name, lambda _: None)

    assert numbers is not None
    assert case.claim.name in {whole.parts[number].predicate for number in numbers}
    assert len(numbers) < len(whole.parts) / 2
    assert whole.proves(numbers)
    assert whole.proves_plainly(numbers)
    lemma = next(n for n in numbers if whole.parts[n].name == "WalkedPmdIsUncounted")
    assert not whole.proves(numbers - {lemma})


def test_each_lemma_has_a_sentence() -> None:
    """It stands above the definition, and docs/proof.md tells the argument from it."""
    claims = manifest.load(manifest.bundled())
    sections = proof.lemmas(claims, link.system(claims)).split("### ")[1:]

    assert {"TaskRunsItsFunction", "WalkedPmdIsUncounted"} <= {section.split()[0] for section in sections}
    assert [] == [section.split()[0] for section in sections if section.splitlines()[2].startswith("(")]


def test_each_proof_for_one_size_has_its_reason() -> None:
    """Why a case that is proved is not proved for all sizes is known of every one."""
    claims = manifest.load(manifest.bundled())

    assert "nobody has tried" not in dict(proof.exceptions(claims, link.system(claims)))
