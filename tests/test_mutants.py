"""The mutation tool: what it refuses, what it kills, what it spares, and when its table is stale."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from rmapsmt import manifest
from rmapsmt.errors import InputError, UsageFault

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import judgement  # noqa: E402 - the tools are no package
import mutants  # noqa: E402
import mutation  # noqa: E402
from judgement import Fate, Judgement  # noqa: E402

SPEC = """\
---- MODULE State ----
EXTENDS Integers
CONSTANTS
    Locks  \\* the patch
VARIABLES
    lock,   \\* @role lock
    count,  \\* @role counter
    pc      \\* @role pc
Unlocked == -1
counters == <<count>>
spin_lock(l, m, t) == l[m] = Unlocked /\\ l' = [l EXCEPT ![m] = t]
spin_unlock(l, m) == l' = [l EXCEPT ![m] = Unlocked]
goto(t, step) == pc' = [pc EXCEPT ![t] = step]
====
"""
TASK = """\
---- MODULE Task ----
EXTENDS State

\\* @kernel mm/some.c enter spin_lock
Enter(t) ==
    /\\ pc[t] = "enter"
    /\\ spin_lock(lock, 1, t)
    /\\ goto(t, "leave")
    /\\ UNCHANGED count

\\* @kernel mm/some.c leave spin_unlock
Leave(t) ==
    /\\ pc[t] = "leave"
    /\\ IF Locks THEN spin_unlock(lock, 1) ELSE UNCHANGED lock
    /\\ count' = count + 1
    /\\ goto(t, "left")
TypeOK ==
    /\\ lock \\in [1..1 -> -1..1]
    /\\ count \\in 0..2
    /\\ pc \\in [0..1 -> {"enter", "leave", "left"}]
Exclusive == ~(pc[0] = "leave" /\\ pc[1] = "leave")
Left == pc[0] = "left"
Init == lock = [m \\in 1..1 |-> Unlocked] /\\ count = 0 /\\ pc = [t \\in 0..1 |-> "enter"]
Ended == (\\A t \\in 0..1 : pc[t] = "left") /\\ UNCHANGED <<lock, count, pc>>
Next == Ended \\/ \\E t \\in 0..1 : Enter(t) \\/ Leave(t)
====
"""
CLAIMS = """\
version: 1
module: Task
init: Init
next: Next
types: TypeOK
witness: Left
models: {one: {Locks: true}}
cases: [{case: a.b.c, model: one, claim: Exclusive, expect: proved}]
"""
LISTED = """\
switches: [Locks]
shape: []
mutants:
  - mutant: twice
    does: goes round twice
    edits: [{in: Leave, old: 'count + 1', new: 'count + %s'}]
spared: {%s}
remarks: {}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """Return a small specification in the style of the real one."""
    (tmp_path / "State.tla").write_text(SPEC, encoding="utf-8")
    (tmp_path / "Task.tla").write_text(TASK, encoding="utf-8")
    (tmp_path / manifest.FILE_NAME).write_text(CLAIMS, encoding="utf-8")
    (tmp_path / mutation.FILE_NAME).write_text(LISTED % (2, ""), encoding="utf-8")
    return tmp_path


def named(spec: Path, name: str) -> mutation.Mutant:
    """Return one mutant of a specification."""
    return next(m for m in mutation.load(spec, manifest.load(spec)).all if m.name == name)


def judged(spec: Path, mutant: mutation.Mutant) -> Judgement:
    """Return what is said of one mutant."""
    return judgement.judge(mutant, spec, judgement.original(spec))


def test_mutants_follow_from_the_text(spec: Path) -> None:
    """A new action brings its mutants with it; nobody lists them."""
    found = [mutant.name for mutant in mutation.load(spec, manifest.load(spec)).all]

    assert [
        "Locks.off",
        "Enter.unlocked",
        "Enter.brief",
        "Leave.unreleased",
        "Leave.if-true",
        "Leave.if-false",
        "twice",
    ] == found


@pytest.mark.parametrize(
    ("name", "fate"),
    [
        ("Enter.unlocked", Fate.KILLED),  # both are inside
        ("Leave.unreleased", Fate.KILLED),  # a deadlock
        ("Locks.off", Fate.KILLED),
        ("twice", Fate.KILLED),  # TypeOK
        ("Leave.if-true", Fate.SURVIVES),  # it is true
    ],
)
def test_each_mutant_has_its_fate(spec: Path, name: str, fate: Fate) -> None:
    """A fault is seen, and what makes no difference is not."""
    assert fate is judged(spec, named(spec, name)).fate


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("Locks.off", set()),
        ("Enter.brief", {"enter", "leave"}),  # the release does nothing then
        ("Leave.if-true", {"leave"}),
        ("helper", {"enter"}),
    ],
)
def test_a_mutant_matters_where_it_is_looked_at(spec: Path, name: str, places: set[str]) -> None:
    """What is mutated is looked at where a task is in a place that an action asks for."""
    shown = mutation.structure(spec)
    edit = mutation.Edit("State.tla", shown.known["spin_lock"].text, "spin_lock(l, m, t) == UNCHANGED l\n")
    mutant = mutation.Mutant("helper", "", "", (edit,)) if name == "helper" else named(spec, name)

    found = shown.places(mutant)

    assert found is not None
    assert places == set(found)


@pytest.mark.parametrize(
    ("name", "new"),
    [("Exclusive", "Exclusive == TRUE\n"), ("Enter", 'Enter(t) ==\n    /\\ pc[t] = "leave"\n')],
    ids=["a claim", "another place"],
)
def test_a_mutant_may_matter_anywhere(spec: Path, name: str, new: str) -> None:
    """What is not an action, or asks for another place than before, spares no state."""
    shown = mutation.structure(spec)
    edit = mutation.Edit("Task.tla", shown.known[name].text, new)

    assert shown.places(mutation.Mutant("any", "", "", (edit,))) is None


@pytest.mark.parametrize(
    "name", ["Locks.off", "Enter.unlocked", "Leave.unreleased", "Leave.if-true", "twice"]
)
def test_what_is_known_changes_no_judgement(spec: Path, name: str) -> None:
    """A mutant judged with the specification's own states at hand is judged as it is without."""
    mutant = named(spec, name)

    assert judgement.judge(mutant, spec, {}) == judged(spec, mutant)


def test_a_killed_mutant_names_the_verdict_that_changed(spec: Path) -> None:
    """What is said of a mutant is what the manifest says of it."""
    assert (("a.b.c", "proved → violated"),) == judged(spec, named(spec, "Enter.unlocked")).changed


@pytest.mark.parametrize(("old", "times"), [("nowhere", 0), ("goto", 2)])
def test_an_edit_must_match_once(spec: Path, old: str, times: int) -> None:
    """The text to replace stands exactly once, or the mutant is named."""
    mutant = mutation.Mutant("wrong", "does wrong", "", (mutation.Edit("Task.tla", old, "x"),))

    with pytest.raises(UsageFault, match=f"wrong: .* once in Task.tla, not {times} times"):
        mutation.apply(mutant, spec)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("count + 1", "count", "twice: the text to replace must stand once in Leave, not 2 times"),
        ("in: Leave", "in: Nobody", "twice: no module defines Nobody"),
        ("switches: [Locks]", "switches: []", "must name Locks once"),
        ("spared: {}", "spared: {ghost: no}", "there is no mutant ghost"),
    ],
)
def test_a_faulty_list_is_refused(spec: Path, old: str, new: str, message: str) -> None:
    """What is listed must fit the specification."""
    path = spec / mutation.FILE_NAME
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    with pytest.raises(InputError, match=message):
        mutation.load(spec, manifest.load(spec))


def test_a_mutation_that_is_no_specification_is_named(spec: Path) -> None:
    """A mutant must be TLA+: a fault of the list is not taken for a kill."""
    mutant = mutation.Mutant("torn", "", "", (mutation.Edit("Task.tla", "/\\ UNCHANGED count\n", "\n"),))

    with pytest.raises(UsageFault, match="torn is no specification"):
        judged(spec, mutant)


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
    (spec / mutation.FILE_NAME).write_text(LISTED % (2, "Leave.if-true: it is true"), encoding="utf-8")
    monkeypatch.setattr(mutants, "SPEC", spec)
    monkeypatch.setattr(mutants, "TABLE", path)
    monkeypatch.setattr(mutants, "judge_all", lambda all_, folder: [judged(folder, one) for one in all_])

    assert 0 == mutants.main([])
    fresh = path.read_text(encoding="utf-8")
    assert 0 == mutants.main(["--check"])
    path.write_text(fresh.replace("it is true", "it was true"), encoding="utf-8")
    assert 1 == mutants.main(["--check"])
    assert "+ - `Leave.if-true`" in capsys.readouterr().err
    assert "it was true" in path.read_text(encoding="utf-8")
