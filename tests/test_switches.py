"""Behaviours with few switches between actors: what is found among them, and what is said if nothing is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from modules import system

from rmapsmt import interp, manifest, run
from rmapsmt.cli import entry
from rmapsmt.errors import EvalFault
from rmapsmt.report import words
from rmapsmt.verdict import Word

if TYPE_CHECKING:
    from pathlib import Path

    from rmapsmt.interp import Switched

# Each actor adds its number to what it has read: an update is lost to whoever is interrupted in between.
ADDING = r"""
CONSTANT N
VARIABLES sum, read, pc
Init == sum = 0 /\ read = [i \in 1..N |-> 0] /\ pc = [i \in 1..N |-> "read"]
Read(i) == /\ pc[i] = "read"
           /\ read' = [read EXCEPT ![i] = sum] /\ pc' = [pc EXCEPT ![i] = "add"] /\ UNCHANGED sum
Add(i) == /\ pc[i] = "add"
          /\ sum' = read[i] + i /\ pc' = [pc EXCEPT ![i] = "done"] /\ UNCHANGED read
Next == \E i \in 1..N : Read(i) \/ Add(i)
AllDone == \A i \in 1..N : pc[i] = "done"
Right == AllDone => sum = (N * (N + 1)) \div 2
OneAtATime == \A i, j \in 1..N : pc[i] = "add" /\ pc[j] = "add" => i = j
Begun == \E i \in 1..N : pc[i] # "read"
Undone == ~AllDone
Small == sum # 1
Sane == 1 \div (2 - sum) > -100
"""
NAMES = ["Right", "OneAtATime", "Begun", "Undone", "Small", "Sane"]
# Two take turns, which takes a switch for each; whoever acts is the third thing that an action is told.
TURNS = r"""
VARIABLE x
Init == x = 0
A(p) == x % 2 = 0 /\ x' = x + 1
B(p) == x % 2 = 1 /\ x' = x + 1
Next == x < 9 /\ (A("one") \/ B("two"))
Low == x < %d
"""
NOBODY = r"""
VARIABLE x
Init == x \in {0, 7}
Up == x < 4 /\ x' = x + 1
Back == x = 4 /\ x' = 0
Next == Up \/ Back
Low == x < %d
"""


def search(body: str, claim: str, switches: int, n: int | None = None) -> Switched:
    """Look for a behaviour that breaks the claim, and run it again."""
    found = system(body, NAMES if n else [claim])
    model = interp.Model(found, {} if n is None else {"N": n})
    searched = interp.search(model, lambda state: not model.holds(claim, state), switches)
    if searched.trace is not None:
        interp.replay(model, searched.trace, claim)
    return searched


FOUND = [  # a claim about so many actors, the fewest switches that break it, and the steps that it then takes
    ("Begun", 2, 0, 0),
    ("Small", 3, 0, 2),
    ("OneAtATime", 3, 1, 2),
    ("Undone", 3, 2, 6),
    ("Right", 2, 2, 4),
    ("Right", 3, 3, 6),
]


@pytest.mark.parametrize(("claim", "n", "switches", "steps"), FOUND, ids=str)
def test_as_many_switches_as_it_takes_are_made(claim: str, n: int, switches: int, steps: int) -> None:
    """With fewer nothing is found, and with more the same."""
    for most in range(switches):
        fewer = search(ADDING, claim, most, n)
        assert (None, False) == (fewer.trace, fewer.complete)
    for most in (switches, switches + 3):
        found = search(ADDING, claim, most, n)
        assert found.trace is not None
        assert (switches, steps, False) == (found.switches, found.trace.depth, found.complete)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_search_that_leaves_nothing_out_says_so(n: int) -> None:
    """It has visited the states that the search of all of them visits."""
    every = interp.explore(system(ADDING, NAMES), {"N": n}, deadlock=False)
    found = search(ADDING.replace("Sane", "Other") + "Sane == TRUE\n", "Sane", 3 * n, n)

    assert (None, True, every.distinct) == (found.trace, found.complete, found.states)


OTHERS = [
    (TURNS, 2, 1, 2),
    (TURNS, 9, 8, 9),
    (NOBODY, 7, 0, 0),
    (NOBODY, 3, 0, 3),
    (NOBODY, 8, None, None),
    (TURNS, 10, None, None),
]


@pytest.mark.parametrize(("body", "low", "switches", "steps"), OTHERS)
def test_actors_may_be_called_anything_or_nothing(
    body: str, low: int, switches: int | None, steps: int | None
) -> None:
    """Without actors all steps are one actor's."""
    found = search(body.replace("%d", str(low)), "Low", 20)

    assert steps == (found.trace.depth if found.trace else None)
    assert (switches or 0, switches is None) == (found.switches, found.complete)


# From 0 it takes two switches to 3, and 2 is reached with one; from 9 it takes none to 2, and one to 3.
STARTS = r"""
VARIABLE x
Init == x \in {0, 9}
A(p) == x = 0 /\ x' = 1
B(p) == (x = 1 \/ x = 9) /\ x' = 2
C(p) == x = 2 /\ x' = 3
Next == A("one") \/ B("two") \/ C("one")
Low == x # 3
"""


@pytest.mark.parametrize(("most", "switches", "steps"), [(0, 0, None), (1, 1, 2), (2, 2, 3)])
def test_each_initial_state_has_all_the_switches(most: int, switches: int, steps: int | None) -> None:
    """Whatever was reached from those before it, by ways with more switches."""
    found = search(STARTS, "Low", most)

    assert (switches, steps) == (found.switches, found.trace.depth if found.trace else None)


def test_states_that_python_takes_for_equal_are_distinct() -> None:
    """TRUE and 1 are two states."""
    found = search("VARIABLE x\nInit == x = TRUE\nA(p) == x' = 1\nNext == A(1)\nLow == TRUE\n", "Low", 1)

    assert (True, 2) == (found.complete, found.states)


def test_an_initial_state_is_looked_at_when_its_turn_comes() -> None:
    """Of the 2 ** 40 others none is made: the first breaks the claim."""
    body = "VARIABLE x\nInit == x \\in [1..40 -> BOOLEAN]\nNext == x' = x\nLow == x[1]\n"
    found = search(body, "Low", 0)

    assert found.trace is not None
    assert (0, 1) == (found.trace.depth, found.states)


def test_an_error_is_told_with_the_way_to_it() -> None:
    """In a claim as in a step."""
    with pytest.raises(EvalFault, match="divide 1 by zero") as caught:
        search(ADDING, "Sane", 9, 3)
    assert caught.value.hint == "this is met after Read(2), Add(2)"

    body = ADDING.replace("sum' = read[i] + i", "sum' = read[i] + 1 \\div (1 - read[i])")
    with pytest.raises(EvalFault, match="divide 1 by zero") as caught:
        search(body, "Undone", 9, 2)
    assert "Add(1)" in caught.value.hint


CHOICES = r"""
CONSTANT N
VARIABLES x, y
Init == x = 0 /\ y = [i \in 0..N |-> 0]
Bump(i) == y[i] < 2 /\ y' = [y EXCEPT ![i] = @ + 1] /\ UNCHANGED x
Pick(i, j) == i # j /\ y[i] = y[j] /\ x' = (x + i) % 3 /\ UNCHANGED y
Own(i) == \E j \in 0..N : y[j] = 1 /\ x' = j /\ UNCHANGED y
Other(i) == LET k == (i + 1) % N IN Bump(k)
Reset == x = 2 /\ x' = 0 /\ UNCHANGED y
Next == \/ Bump(0) \/ Reset
        \/ \E i \in 1..N : Bump(i) \/ Own(i) \/ \E j \in 1..N : Pick(j, i)
        \/ \E i, j \in 1..N : Pick(i, j)
        \/ \E i \in 1..N : Other(i)
"""


def test_one_actor_s_steps_are_those_of_all_that_it_takes() -> None:
    """Whatever chooses the actor: nothing, a set, a set within a set, another actor's number."""
    model = interp.Model(system(CHOICES), {"N": 3})
    states, seen = model.initial_states(), Counter[object]()
    for state in states:  # grows while it is gone through
        steps = model.successors(state)
        for actor in (None, 0, 1, 2, 3, 4):
            own = [one for one in steps if one.label.actor == actor]
            assert own == model.steps_of(state, actor)
            seen[actor] += len(own)
        states += [new for one in steps if len(states) < 200 and (new := one.state) not in states]

    assert all(seen[actor] for actor in (None, 0, 1, 2, 3))


MANIFEST = r"""
version: 1
module: Adding
spec: Spec
models: {three: {N: 3}}
cases:
  - {case: add.right, model: three, claim: Right, expect: violated}
  - {case: add.begun, model: three, claim: Began, kind: reachable, expect: reached}
  - {case: add.fine, model: three, claim: Fine, expect: proved}
  - {case: add.never, model: three, claim: Never, kind: reachable, expect: unreachable}
"""
MORE = r"""
Spec == Init /\ [][Next]_<<sum, read, pc>>
Began == \A i \in 1..N : pc[i] # "read"
Fine == sum >= 0
Never == sum < 0
"""


ERROR = r"""---- MODULE Adding ----
EXTENDS Integers
VARIABLE n
Init == n = 0
Count(p) == n < 9 /\ n' = n + 1
Divide(p) == 1 \div (2 - n) > 7 /\ n' = 0
Next == Count("a") \/ Divide("b")
Spec == Init /\ [][Next]_n
Low == n < 4
====
"""


def test_an_error_that_others_would_meet_on_the_way_is_one(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The state in which it stands has no successors to speak of, whoever goes."""
    (spec / "Adding.tla").write_text(ERROR)
    cases = "models: {only: {}}\ncases:\n  - {case: low, model: only, claim: Low, expect: violated}\n"
    (spec / "invariants.yaml").write_text(MANIFEST.partition("models:")[0] + cases)

    assert 2 == entry(["prove", "--spec", str(spec), "--switches", "0"])
    said = capsys.readouterr().err
    assert "Adding.tla:6:" in said
    assert 'this is met after Count("a"), Count("a")\n' in said


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """Return a folder with the actors that add."""
    folder = tmp_path / "spec"
    folder.mkdir()
    (folder / "Adding.tla").write_text(f"---- MODULE Adding ----\nEXTENDS Integers\n{ADDING}{MORE}====\n")
    (folder / "invariants.yaml").write_text(MANIFEST)
    return folder


def test_what_is_found_is_no_shortest_and_what_is_not_found_is_not_known(
    spec: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In words and in the document; and it is kept for whoever asks for as many switches."""
    monkeypatch.setenv("RMAPSMT_CACHE", str(spec.parent / "cache"))
    command = ["prove", "--spec", str(spec), "--jobs", "2", "--json", "--switches"]
    shown = {}
    for switches in ("3", "9", "3", "0"):
        assert 3 == entry([*command, switches])
        shown[switches] = json.loads(capsys.readouterr().out)
    rows = {row["case"]: row for row in shown["3"]["results"]}

    assert ["violated", "reached", "unknown", "unknown"] == [row["verdict"] for row in rows.values()]
    right, begun = rows["add.right"], rows["add.begun"]
    assert "counterexample of 6 steps with 3 switches; a shorter one may exist" == right["how"]
    assert (False, 3, 6, 7) == (right["shortest"], right["switches"], right["depth"], len(right["trace"]))
    assert ("witness of 3 steps with 2 switches; a shorter one may exist", 2) == (
        begun["how"],
        begun["switches"],
    )
    assert rows["add.fine"]["how"].startswith("no behaviour with at most 3 switches breaks it (")
    assert rows["add.never"]["how"].startswith("no behaviour with at most 3 switches reaches it (")
    complete = {row["case"]: row["how"] for row in shown["9"]["results"]}
    assert complete["add.fine"].startswith("none of all ")
    assert complete["add.fine"].endswith(" reachable states breaks it; --switches proves nothing")
    assert [True, True, False, False] == [row["cached"] for row in rows.values()]
    assert [False] * 4 == [row["cached"] for row in shown["0"]["results"]]


def test_no_solver_is_loaded(spec: Path) -> None:
    """What is found so rests on the front end and the interpreter."""
    code = (
        "import sys; from rmapsmt import cli; code = cli.entry(sys.argv[1:]); "
        "assert 'rmapsmt.interp.switches' in sys.modules; "
        "sys.exit(', '.join({'z3', 'rmapsmt.encode', 'rmapsmt.engine'} & set(sys.modules)) or code)"
    )
    command = ["prove", "add.right", "--spec", str(spec), "--switches", "3"]
    found = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, check=False)

    assert 0 == found.returncode, found.stderr


def test_a_trace_with_few_switches_is_shown_as_any_other(
    spec: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """And every form says that it need not be the shortest."""
    forms = {}
    for form in ("ladder", "markdown", "rst", "json", "itf", "html"):
        output = tmp_path / form
        command = ["trace", "add.right", "--spec", str(spec), "--switches", "3"]
        assert 0 == entry([*command, "--format", form, "-o", str(output)])
        forms[form] = output.read_text()
    capsys.readouterr()

    assert {form for form, text in forms.items() if "a shorter one may exist" in text} == forms.keys()
    assert (False, 3) == tuple(json.loads(forms["json"])[name] for name in ("shortest", "switches"))


def test_time_may_run_out(spec: Path) -> None:
    """It is told how far the search has come."""
    claims = manifest.load(spec)
    cases = [replace(claims.cases[2], constants={"N": 9})]
    (found,) = run.prove(claims, cases, run.Options(switches=9, timeout=0.3, jobs=1), lambda _: None)

    assert Word.UNKNOWN is found.verdict.word
    assert words.how(found.verdict).startswith("out of time, after ")


def test_evidence_is_not_asked_for_where_nothing_is_proved(
    spec: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Certificates are of shortest counterexamples."""
    for asked in (["--cross-check"], ["--certificates", str(tmp_path / "certificates")]):
        assert 2 == entry(["prove", "--spec", str(spec), "--switches", "1", *asked])
        assert "--switches excludes --certificates and --cross-check" in capsys.readouterr().err


@pytest.mark.slow
def test_the_manifest_s_counterexamples_take_few_switches() -> None:
    """Each is found with three, most with one; and no search says more than that of anything proved."""
    claims = manifest.load(manifest.bundled())
    shown = {Word.VIOLATED, Word.REACHED}
    cases = [case for case in claims.cases if case.expect in shown][::6]
    cases += [case for case in claims.cases if case.expect not in shown][::40]
    results = list(run.prove(claims, cases, run.Options(switches=3, jobs=1), lambda _: None))
    expected = {case.name: case.expect if case.expect in shown else Word.UNKNOWN for case in cases}

    assert expected == {result.case: result.verdict.word for result in results}
    assert {*shown, Word.UNKNOWN} == {*expected.values()}
