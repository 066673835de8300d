"""What a verdict depends on: each thing dropped by itself, and which hunks suffice or mend."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import test_report

from rmapsmt import interp, manifest, run
from rmapsmt.cli import entry
from rmapsmt.elaborate.waits import optional_waits
from rmapsmt.manifest import link
from rmapsmt.run import why as under_test
from rmapsmt.verdict import HoldsTo, Reached, Unknown, Vacuous, Violated
from rmapsmt.why import Answer, NotAModel, Part, Why, holds, hunk_sets

ROOT = Path(__file__).parent.parent
SPECS = ROOT / "tests/specs"
SCHEMA = json.loads((ROOT / "docs/schema/why.schema.json").read_text())


# Two tasks add one to x: under a lock, which may be dropped too early, or in one step.
SUM = r"""
---- MODULE Sum ----
EXTENDS Integers
CONSTANTS Guarded, Atomic, Early, Other, Alone
ASSUME Early => Guarded
ASSUME Other \in BOOLEAN
VARIABLES
    lock,  \* @role lock
    own,   \* @role register
    x,     \* @role counter
    pc     \* @role pc
vars == <<lock, own, x, pc>>
Task == 1..2
TypeOK ==
    /\ lock \in 0..2
    /\ own \in [Task -> 0..2]
    /\ x \in 0..2
    /\ pc \in [Task -> {"take", "read", "write", "drop", "done"}]
Init ==
    /\ lock = 0
    /\ own = [t \in Task |-> 0]
    /\ x = IF Alone THEN 1 ELSE 0
    /\ pc = [t \in Task |-> IF Alone /\ t = 2 THEN "done" ELSE IF Guarded THEN "take" ELSE "read"]
goto(t, step) == pc' = [pc EXCEPT ![t] = step]
acquire(l, t) == l = 0 /\ l' = t
\* @kernel lib/sum.c add spin_lock
Take(t) == pc[t] = "take" /\ acquire(lock, t) /\ goto(t, "read") /\ UNCHANGED <<own, x>>
Read(t) ==
    /\ pc[t] = "read"
    /\ own' = [own EXCEPT ![t] = x]
    /\ x' = IF Atomic THEN x + 1 ELSE x
    /\ goto(t, IF Atomic THEN IF Guarded THEN "drop" ELSE "done" ELSE IF Early THEN "drop" ELSE "write")
    /\ UNCHANGED lock
Write(t) ==
    /\ pc[t] = "write"
    /\ x' = own[t] + 1
    /\ goto(t, IF Guarded /\ ~Early THEN "drop" ELSE "done")
    /\ UNCHANGED <<own, lock>>
Drop(t) ==
    /\ pc[t] = "drop"
    /\ lock' = 0
    /\ goto(t, IF Early /\ ~Atomic THEN "write" ELSE "done")
    /\ UNCHANGED <<own, x>>
AllDone == \A t \in Task : pc[t] = "done"
Stop == AllDone /\ UNCHANGED vars
Next == (\E t \in Task : Take(t) \/ Read(t) \/ Write(t) \/ Drop(t)) \/ Stop
Spec == Init /\ [][Next]_vars
Counted == AllDone => x = 2
Never == x < 2
Lost == AllDone /\ x < 2
====
"""


MANIFEST = """
version: 1
module: Sum
spec: Spec
types: TypeOK
witness: AllDone
hunks:
  Guarded: "the lock"
  Atomic: "one step"
  Early: "dropped early"
  Other: "nothing"
assumptions:
  Alone: "only one task runs"
models:
  bare: {Guarded: false, Atomic: false, Early: false, Other: false, Alone: false}
  whole: {Guarded: true, Atomic: true, Early: true, Other: true, Alone: false}
  alone: {like: bare, Alone: true}
cases:
  - {case: whole, model: whole, claim: Counted, expect: proved}
  - {case: locked, model: {like: bare, Guarded: true}, claim: Counted, expect: proved}
  - {case: alone, model: alone, claim: Counted, expect: proved}
  - {case: excluded, model: whole, claim: Lost, kind: reachable, expect: unreachable}
  - {case: bare, model: bare, claim: Counted, expect: violated}
  - {case: lost, model: bare, claim: Lost, kind: reachable, expect: reached}
  - {case: never, model: {like: bare, Other: true}, claim: Never, expect: violated}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """Return the folder of the two tasks."""
    (tmp_path / "Sum.tla").write_text(SUM, encoding="utf-8")
    (tmp_path / "invariants.yaml").write_text(MANIFEST, encoding="utf-8")
    return tmp_path


def explain(spec: Path, name: str, options: run.Options | None = None) -> Why:
    """Return what one case's verdict depends on."""
    claims = manifest.load(spec)
    (case,) = manifest.select(claims, [name])
    return run.explain(claims, case, options or run.Options(), lambda _: None)


def brief(answer: Answer) -> str:
    """Return an answer as a word."""
    return "no model" if isinstance(answer, NotAModel) else answer.word.value


def changes(found: Why) -> dict[str, str]:
    """Return the answer for each thing that was changed by itself."""
    return {f"{change.part} {change.name}": brief(change.answer) for change in found.changes}


WAITS = {"lock lock": "proved", "wait Take": "proved"}  # one step needs no lock


EACH = [
    (
        "whole",
        {
            "hunk Guarded": "no model",
            "hunk Atomic": "violated",
            "hunk Early": "proved",
            "hunk Other": "proved",
        }
        | WAITS,
    ),
    ("locked", {"hunk Guarded": "violated", "lock lock": "violated", "wait Take": "violated"}),
    ("alone", {"assumption Alone": "violated"} | WAITS),
    (
        "excluded",
        {
            "hunk Guarded": "no model",
            "hunk Atomic": "reached",
            "hunk Early": "unreachable",
            "hunk Other": "unreachable",
            "lock lock": "unreachable",
            "wait Take": "unreachable",
        },
    ),
    (
        "bare",
        {
            "hunk Guarded": "proved",
            "hunk Atomic": "proved",
            "hunk Early": "no model",
            "hunk Other": "violated",
        },
    ),
    (
        "lost",
        {
            "hunk Guarded": "unreachable",
            "hunk Atomic": "unreachable",
            "hunk Early": "no model",
            "hunk Other": "reached",
        },
    ),
    ("never", {"hunk Guarded": "violated", "hunk Atomic": "violated", "hunk Early": "no model"}),
]


@pytest.mark.parametrize(("case", "expected"), EACH)
def test_each_thing_is_changed_by_itself(spec: Path, case: str, expected: dict[str, str]) -> None:
    """What holds loses one thing after the other; what fails is given one hunk after the other."""
    assert expected == changes(explain(spec, case))


@pytest.mark.parametrize("name", [name for name, _ in EACH])
def test_the_exhaustive_search_agrees(spec: Path, name: str) -> None:
    """Every answer about one change is the interpreter's, the depth of the counterexample too."""
    claims = manifest.load(spec)
    (case,) = manifest.select(claims, [name])
    found = explain(spec, name)
    system, waits = optional_waits(link.system(claims))
    for change in found.changes:
        if isinstance(change.answer, NotAModel):
            continue
        turned = [change.name]
        if change.part is Part.LOCK:
            turned = [wait.constant for wait in waits if change.name in wait.locks]
        elif change.part is Part.WAIT:
            turned = [wait.constant for wait in waits if change.name == wait.action]
        constants = {**dict.fromkeys((wait.constant for wait in waits), True), **case.constants}
        constants |= {name: not constants[name] for name in turned}
        claim = "Counted" if case.claim.name == "Lost" else case.claim.name  # reached where that is broken
        outcome = interp.explore(system, constants, invariants=[claim], deadlock=False).outcome
        assert holds(change.answer) is isinstance(outcome, interp.Finished), change.name
        if isinstance(change.answer, Violated | Reached):
            assert isinstance(outcome, interp.Violated)
            assert change.answer.trace.depth == outcome.trace.depth, change.name


def test_every_set_of_hunks_is_tried_and_what_is_not_monotone_is_said(spec: Path) -> None:
    """Either of two hunks suffices, and a third one undoes the first."""
    sets = explain(spec, "whole").sets

    assert sets is not None
    assert ("Guarded", "Atomic", "Early") == sets.hunks  # nothing depends on the fourth
    assert (("Guarded",), ("Atomic",)) == sets.minimal
    assert ((("Guarded",), ("Guarded", "Early")),) == sets.losses
    assert (8, 2, True) == (sets.tried, sets.not_models, sets.complete)


TEXT = """\
whole: Counted: proved, {how}
it needs the hunk Atomic

  hunks
  Guarded  no model       the lock
      this assumption is false for these constants (Sum.tla, line 5)
! Atomic   violated in 8  one step
  Early    proved         dropped early
  Other    proved         nothing (nothing here depends on it)
  locks: nobody waits
  lock     proved         Take
  actions: this one does not wait
  Take     proved         lock; add: spin_lock

of the hunks, these suffice: {{Guarded}}, or {{Atomic}}
tried: all 8 sets out of {{Guarded, Atomic, Early}}
no models: 2 of these sets
not monotone: the claim holds with {{Guarded}} and not with {{Guarded, Early}}
"""


SUMMARIES = [
    ("alone", "it needs the assumption Alone"),
    ("locked", "it needs the hunk Guarded; the lock lock"),
    ("bare", "it is mended by {Guarded}, or {Atomic}"),
    ("never", "no set of hunks mends it"),
]


def test_the_report_shows_each_change_with_its_sentence(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The answer stands first, the table under it, and the sets of hunks last."""
    assert 0 == entry(["why", "whole", "--spec", str(spec)])
    text = capsys.readouterr().out
    how = text.splitlines()[0].partition("proved, ")[2]

    assert text.startswith(TEXT.format(how=how))
    assert "memory model: sequential consistency" in text


def test_the_page_shows_what_the_tool_prints(capsys: pytest.CaptureFixture[str]) -> None:
    """The example of docs/why.md is a real one, down to the line with the time."""
    page = (ROOT / "docs/why.md").read_text(encoding="utf-8")
    shown = page.partition("```\n$ rmapsmt why process.process.atomic --spec tests/specs/ticket_lock\n")[2]
    assert 0 == entry(["why", "process.process.atomic", "--spec", str(SPECS / "ticket_lock")])

    assert shown.partition("```")[0].splitlines() == capsys.readouterr().out.splitlines()[:-3]


@pytest.mark.parametrize(("case", "expected"), SUMMARIES)
def test_the_second_line_is_the_answer(
    spec: Path, case: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is needed, or what would mend it, is said before the table."""
    assert 0 == entry(["why", case, "--spec", str(spec)])
    assert expected == capsys.readouterr().out.splitlines()[1]


@pytest.mark.parametrize("case", [name for name, _ in EACH])
def test_the_document_is_as_its_schema_says(
    spec: Path, case: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What programs read has the same answers, with the traces."""
    definitions = {**test_report.SCHEMA["$defs"], **SCHEMA["$defs"]}
    monkeypatch.setitem(test_report.SCHEMA, "$defs", definitions)
    assert 0 == entry(["why", case, "--json", "--spec", str(spec)])
    document = json.loads(capsys.readouterr().out)

    assert [] == test_report.faults(document, SCHEMA)
    answers = [change["answer"] for change in document["changes"] if "answer" in change]
    assert all("trace" in answer for answer in answers if answer["verdict"] in {"violated", "reached"})


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["why", "nothing"], 2), (["why", "*"], 2), (["why", "whole", "--timeout", "0"], 3)],
)
def test_what_cannot_be_answered_has_its_exit_code(
    spec: Path, arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bad usage is told from what is undecided."""
    assert code == entry([*arguments, "--spec", str(spec)])
    assert capsys.readouterr() != ("", "")


@pytest.mark.parametrize(("case", "minimal"), [("bare", (("Guarded",), ("Atomic",))), ("never", ())])
def test_a_violated_case_is_mended_by_the_smallest_sets_or_by_none(
    spec: Path, case: str, minimal: tuple[tuple[str, ...], ...]
) -> None:
    """Hunks are turned on, and none is turned off."""
    sets = explain(spec, case).sets

    assert sets is not None
    assert minimal == sets.minimal
    assert sets.complete


def test_of_many_hunks_some_small_set_is_found(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are too many to try every set, what was not tried is not claimed."""
    monkeypatch.setattr(under_test, "MOST_HUNKS", 2)
    sets = explain(spec, "whole").sets

    assert sets is not None
    assert (("Guarded",), ("Atomic",)) == sets.minimal
    assert not sets.complete
    assert 7 == sets.tried  # all but the one that there was no way to


def test_sets_that_are_open_are_no_part_of_a_claim() -> None:
    """What is not settled is neither sufficient nor lost."""
    answers: dict[frozenset[str], Answer] = {
        frozenset(): Vacuous("never there", 8),
        frozenset("A"): HoldsTo(8),
        frozenset("B"): Unknown("timeout", 3),
        frozenset("AB"): NotAModel("an ASSUME"),
    }
    sets = hunk_sets(["A", "B"], answers)

    assert ((), ()) == (sets.minimal, sets.losses)
    assert (("A",), ("B",)) == sets.open
    assert not sets.complete


def test_what_a_claim_needs_may_be_that_the_ranges_are_kept() -> None:
    """A ticket drawn when there is none left breaks TypeOK, and that is what is said."""
    found = explain(SPECS / "ticket_lock", "process.process.atomic")
    (draw,) = (change for change in found.changes if change.name == "Draw")

    assert isinstance(draw.answer, Violated)
    assert ("TypeOK", 8) == (draw.answer.claim, draw.answer.trace.depth)
    assert "violated" == changes(found)["wait Enter"]


def test_nothing_is_explained_that_is_not_settled(spec: Path) -> None:
    """Without time there is no verdict to explain."""
    found = explain(spec, "whole", run.Options(timeout=0))

    assert isinstance(found.verdict, Unknown)
    assert found.undecided
    assert not found.changes
