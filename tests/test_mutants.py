"""The mutation tool: what it refuses, what it kills, what it spares, and when its table is stale."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import pytest

from rmapsmt import manifest
from rmapsmt.errors import InputError, UsageFault

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import judgement  # noqa: E402 - the tools are no package
import listed  # noqa: E402
import mutants  # noqa: E402
import mutation  # noqa: E402
from judgement import Fate, Judgement, Original  # noqa: E402

STATE = """\
---- MODULE State ----
EXTENDS Integers
CONSTANTS
    Locks,  \\* does it unlock?
    Idle    \\* does anybody idle?
VARIABLES
    lock,   \\* @role lock
    count,  \\* @role counter
    pc      \\* @role pc
====
"""
STEPS = """\
---- MODULE Steps ----
EXTENDS State
Unlocked == -1
spin_lock_it(m, t) ==
    /\\ lock[m] = Unlocked
    /\\ lock' = [lock EXCEPT ![m] = t]
spin_unlock_it(m) == lock' = [lock EXCEPT ![m] = Unlocked]
inc_count(number) == count' = count + number
goto(t, step) == pc' = [pc EXCEPT ![t] = step]
====
"""
TASK = """\
---- MODULE Task ----
EXTENDS Steps

\\* It is in.
go_in(t) == goto(t, IF count >= 0 THEN "leave" ELSE "left")

\\* @kernel mm/some.c enter spin_lock
Enter(t) ==
    /\\ pc[t] = "enter"
    /\\ spin_lock_it(1, t)
    /\\ go_in(t)
    /\\ UNCHANGED count

\\* @kernel mm/some.c leave spin_unlock
Leave(t) ==
    /\\ pc[t] \\in {"leave", "leave_again"}
    /\\ IF Locks THEN spin_unlock_it(1) ELSE UNCHANGED lock
    /\\ inc_count(1)
    /\\ goto(t, "left")

\\* @kernel mm/some.c idle cpu_relax
IdleOn(t) ==
    /\\ Idle
    /\\ pc[t] = "enter"
    /\\ inc_count(1)
    /\\ UNCHANGED <<lock, pc>>

Task(t) ==
    \\/ Enter(t)
    \\/ Leave(t)
    \\/ IdleOn(t)
TypeOK ==
    /\\ lock \\in [1..1 -> -1..1]
    /\\ count \\in 0..2
    /\\ pc \\in [0..1 -> {"enter", "leave", "leave_again", "left"}]
Exclusive == ~(pc[0] = "leave" /\\ pc[1] = "leave")
Once == \\A t \\in 0..1 : pc[t] # "leave_again"
Left == pc[0] = "left"
Init == lock = [m \\in 1..1 |-> Unlocked] /\\ count = 0 /\\ pc = [t \\in 0..1 |-> "enter"]
Ended == (\\A t \\in 0..1 : pc[t] = "left") /\\ UNCHANGED <<lock, count, pc>>
Next == Ended \\/ \\E t \\in 0..1 : Task(t)
====
"""
CLAIMS = """\
version: 1
module: Task
init: Init
next: Next
types: TypeOK
witness: Left
lemmas: [Once]
hunks: {Locks: the patch, Idle: another}
models: {one: {Locks: true, Idle: false}, idle: {like: one, Idle: true}}
cases:
  - {case: a.b.c, model: one, claim: Exclusive, expect: proved}
  - {case: a.b.idle, model: idle, claim: TypeOK, expect: violated, tier: full}
"""
LISTED = """\
mutants:
  - mutant: twice
    does: goes round twice
    edits: [{in: Leave, old: 'inc_count(1)', new: 'inc_count(%s)'}]
spared: {%s}
remarks: {}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """Return a small specification in the style of the real one."""
    modules = {"State.tla": STATE, "Steps.tla": STEPS, "Task.tla": TASK}
    for name, text in {**modules, manifest.FILE_NAME: CLAIMS, listed.FILE_NAME: LISTED % (2, "")}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def known(spec: Path) -> Original:
    """Return what is known of the specification as it is."""
    return judgement.original(spec)


def load(spec: Path, known: Original) -> listed.Mutants:
    """Return all mutants of a specification."""
    return listed.load(spec, judgement.judged_cases(spec), known.taken)


def named(spec: Path, known: Original, name: str) -> mutation.Mutant:
    """Return one mutant of a specification."""
    return next(m for m in load(spec, known).all if m.name == name)


def test_mutants_follow_from_the_text(spec: Path, known: Original) -> None:
    """What a case takes brings its mutants with it: nobody lists them, and the rest is left alone."""
    found = load(spec, known)

    assert [
        "Locks.off",
        "go_in.if-true",
        "go_in.if-false",
        "Enter.unlocked",
        "Enter.brief",
        "Leave.unreleased",
        "Leave.uncounted",
        "Leave.if-true",
        "Leave.if-false",
        "twice",
    ] == [mutant.name for mutant in found.all]
    assert (("Task",), ("IdleOn",)) == (found.modules, found.idle)


@pytest.mark.parametrize(
    ("name", "fate"),
    [
        ("Enter.unlocked", Fate.KILLED),  # both are inside
        ("Leave.unreleased", Fate.KILLED),  # a deadlock
        ("Locks.off", Fate.KILLED),
        ("twice", Fate.KILLED),  # TypeOK
        ("go_in.if-false", Fate.KILLED),  # a deadlock
        ("Leave.uncounted", Fate.SURVIVES),  # nobody looks
        ("Leave.if-true", Fate.SURVIVES),  # it is true
        ("unproved", Fate.WEAKER),  # the lemma is true still, but not inductive
    ],
)
def test_each_mutant_has_its_fate(spec: Path, known: Original, name: str, fate: Fate) -> None:
    """A fault is seen, and what makes no difference is not."""
    leave = known.shown.known["Leave"].text
    again = 'IF count = 0 /\\ pc[1 - t] = "left" THEN "leave_again" ELSE "left"'
    edit = mutation.Edit("Task.tla", leave, leave.replace('"left"', again))
    mutant = mutation.Mutant(name, "", "", (edit,)) if name == "unproved" else named(spec, known, name)

    assert fate is judgement.judge(mutant, spec, known).fate


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("Locks.off", set()),
        ("Enter.brief", {"enter", "leave", "leave_again"}),  # the release does nothing then
        ("Leave.if-true", {"leave", "leave_again"}),
        ("go_in.if-true", {"enter"}),
    ],
)
def test_a_mutant_matters_where_it_is_looked_at(
    spec: Path, known: Original, name: str, places: set[str]
) -> None:
    """What is mutated is looked at where a task is in a place that an action asks for."""
    found = known.shown.places(named(spec, known, name))

    assert found is not None
    assert places == set(found)


@pytest.mark.parametrize(
    ("name", "old", "new", "places"),
    [
        ("spin_lock_it", "= Unlocked", "# t", {"enter"}),
        ("Task", "Enter(t)", "IdleOn(t)", {"enter", "leave", "leave_again"}),
        ("Exclusive", "~", "", None),
        ("Enter", '"enter"', '"leave"', None),
    ],
    ids=["a step", "a choice", "a claim", "another place"],
)
def test_a_mutation_by_hand_may_matter_anywhere(
    known: Original, name: str, old: str, new: str, places: set[str] | None
) -> None:
    """What is not an action, or asks for another place than before, spares no state."""
    one = known.shown.known[name]
    edit = mutation.Edit(one.file, one.text, one.text.replace(old, new, 1))

    assert places == known.shown.places(mutation.Mutant("any", "", "", (edit,)))


@pytest.mark.parametrize(
    "name", ["Locks.off", "Enter.unlocked", "Leave.unreleased", "Leave.if-true", "twice"]
)
def test_what_is_known_changes_no_judgement(spec: Path, known: Original, name: str) -> None:
    """A mutant judged with the specification's own states at hand is judged as it is without."""
    mutant = named(spec, known, name)
    nothing = dataclasses.replace(known, searched={})

    assert judgement.judge(mutant, spec, nothing) == judgement.judge(mutant, spec, known)


def test_a_killed_mutant_names_the_verdict_that_changed(spec: Path, known: Original) -> None:
    """What is said of a mutant is what the manifest says of it."""
    found = judgement.judge(named(spec, known, "Enter.unlocked"), spec, known)

    assert ((("a.b.c", "proved → violated"),), ()) == (found.changed, found.side)


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("f(a)", [("f", ("a",))]),
        (
            "f(a[t], IF g(x, y) THEN {1, 2} ELSE <<b>>)",
            [("f", ("a[t]", "IF g(x, y) THEN {1, 2} ELSE <<b>>"))],
        ),
    ],
)
def test_the_uses_of_a_step_are_found(text: str, args: list[tuple[str, tuple[str, ...]]]) -> None:
    """Parentheses, brackets and braces may stand in an argument."""
    assert args == [(call.name, call.args) for call in mutation.calls(text)][:1]


@pytest.mark.parametrize(("old", "times"), [("nowhere", 0), ("count", 3)])
def test_an_edit_must_match_once(spec: Path, old: str, times: int) -> None:
    """The text to replace stands exactly once, or the mutant is named."""
    mutant = mutation.Mutant("wrong", "does wrong", "", (mutation.Edit("Steps.tla", old, "x"),))

    with pytest.raises(UsageFault, match=f"wrong: .* once in Steps.tla, not {times} times"):
        mutation.apply(mutant, spec)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("inc_count(1)", "e", "twice: the text to replace must stand once in Leave, not 7 times"),
        ("in: Leave", "in: Nobody", "twice: no module defines Nobody"),
        ("mutant: twice", "mutant: Locks.off", "two mutants are named Locks.off"),
        ("spared: {}", "spared: {ghost*: no}", r"there is no mutant ghost\\*"),
    ],
)
def test_a_faulty_list_is_refused(spec: Path, known: Original, old: str, new: str, message: str) -> None:
    """What is listed must fit the specification."""
    path = spec / listed.FILE_NAME
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    with pytest.raises(InputError, match=message):
        load(spec, known)


@pytest.mark.parametrize(("pattern", "count"), [("Leave.if-true", 1), ("Leave.*", 4)])
def test_a_reason_may_be_for_several_mutants(spec: Path, known: Original, pattern: str, count: int) -> None:
    """Of mutants that are spared for the same reason a pattern may be given."""
    (spec / listed.FILE_NAME).write_text(LISTED % (2, f'"{pattern}": because'), encoding="utf-8")

    assert ["because"] * count == list(load(spec, known).spared.values())


def test_a_mutation_that_is_no_specification_is_named(spec: Path, known: Original) -> None:
    """A mutant must be TLA+: a fault of the list is not taken for a kill."""
    mutant = mutation.Mutant("torn", "", "", (mutation.Edit("Task.tla", "/\\ UNCHANGED count\n", "\n"),))

    with pytest.raises(UsageFault, match="torn is no specification"):
        judgement.judge(mutant, spec, known)


@pytest.mark.parametrize(
    ("judged", "spared", "wrong"),
    [
        (Judgement(), {}, ["x: survives, and mutants.yaml gives no reason"]),
        (Judgement(), {"x": "because"}, []),
        (Judgement(side=(("a", "b"),)), {}, []),
        (
            Judgement(side=(("a", "b"),)),
            {"x": "because"},
            ["x is killed, and mutants.yaml gives a reason why it is not"],
        ),
        (Judgement(lemmas=(("a", "b"),)), {}, ["x: no claim, and mutants.yaml gives no reason"]),
    ],
)
def test_a_fate_must_be_the_expected_one(judged: Judgement, spared: dict[str, str], wrong: list[str]) -> None:
    """A survivor needs a reason, and a reason needs a survivor."""
    assert wrong == mutants.unexpected([mutation.Mutant("x", "", "")], [judged], spared)


def test_check_writes_nothing_and_names_what_is_stale(
    spec: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A table that is not the one that would be written is an error, and stays as it is."""
    path = tmp_path_factory.mktemp("docs") / "mutants.md"
    reasons = "Leave.uncounted: nobody looks, Leave.if-true: it is true, go_in.if-true: it is"
    (spec / listed.FILE_NAME).write_text(LISTED % (2, reasons), encoding="utf-8")
    monkeypatch.setattr(mutants, "SPEC", spec)
    monkeypatch.setattr(mutants, "TABLE", path)
    monkeypatch.setattr(mutants, "WORKERS", 1)

    assert 0 == mutants.main([])
    fresh = path.read_text(encoding="utf-8")
    assert 0 == mutants.main(["--check"])
    path.write_text(fresh.replace("it is true", "it was true"), encoding="utf-8")
    assert 1 == mutants.main(["--check"])
    assert "+ - `Leave.if-true`" in capsys.readouterr().err
    assert "it was true" in path.read_text(encoding="utf-8")
