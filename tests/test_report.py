"""Results as people and programs read them: the table, the document, the ladder."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rmapsmt import account, ir
from rmapsmt.ir import Fun, Label, tuple_value
from rmapsmt.manifest import Statement
from rmapsmt.report import document, ladder, search, table, words
from rmapsmt.search import Search
from rmapsmt.source import Tag
from rmapsmt.trace import Step, Trace
from rmapsmt.verdict import (
    Closure,
    Cti,
    Exhaustion,
    HoldsTo,
    Induction,
    NotReached,
    Proved,
    Reached,
    Result,
    SideFailure,
    Unknown,
    Unreachable,
    Vacuous,
    Verdict,
    Violated,
    Word,
)

SCHEMA = json.loads((Path(__file__).parent.parent / "docs/schema/result.schema.json").read_text())
ABOUT = words.About(bound=8, seed=0, spec="spec", spec_hash="0123456789abcdef")


def state(owner: int, *seen: bool) -> ir.State:
    """Return a state of the variables owner and seen."""
    return (owner, tuple_value(seen))


TRACE = Trace(
    "Lock",
    ("owner", "seen"),
    (
        Step(None, state(-1, False, False)),
        Step(Label("Take", (0,)), state(0, False, False), (Tag("kernel", "lib/lock.c lock_it spin_lock"),)),
        Step(Label("Look", (1,)), state(0, False, True), (Tag("role", "reader"),)),
    ),
)


def told(trace: Trace) -> account.Account:
    """Return the account of a trace whose variables are declared without a role."""
    return account.tell(trace, [ir.VariableDecl(name) for name in trace.variables])


CTI = Cti("Take(1)", ("OneOwner",), replace(TRACE, steps=TRACE.steps[:2]))

VERDICTS: list[tuple[Verdict, str, str, int]] = [
    (Proved(Induction(("A", "B")), 8), "proved", "inductive, 2 lemmas; searched to 8", 8),
    (Proved(Exhaustion(5), 8), "proved", "every behaviour ends within 5 steps; searched to 8", 8),
    (Violated(TRACE, "Inv"), "violated", "counterexample of 2 steps", 2),
    (HoldsTo(8, CTI), "holds to 8", "bounded to 8, not complete", 8),
    (Reached(TRACE), "reached", "witness of 2 steps", 2),
    (Unreachable(Induction(()), 8), "unreachable", "inductive; searched to 8", 8),
    (NotReached(8), "not reached to 8", "bounded to 8, not complete", 8),
    (Vacuous("Done is not reached", 8), "vacuous", "Done is not reached (searched to 8)", 8),
    (Unknown("timeout", 3), "unknown", "timeout (settled to 3)", 3),
    (Unknown("out of time", -1), "unknown", "out of time", -1),
    (Proved(Closure(5), 8), "proved", "true of all 5 reachable states; searched to 8", 8),
]


@pytest.mark.parametrize(("verdict", "word", "how", "depth"), VERDICTS)
def test_a_verdict_says_its_strength(verdict: Verdict, word: str, how: str, depth: int) -> None:
    """A bounded answer names its bound, and an unknown one its reason."""
    assert (word, how, depth) == (words.headline(verdict), words.how(verdict), words.depth(verdict))


def result(verdict: Verdict, expected: Word | None = None, side: tuple[SideFailure, ...] = ()) -> Result:
    """Return a result that is as expected unless told otherwise."""
    return Result("a.b.c", "Inv", expected or verdict.word, verdict, side, 0.25)


PROVED, VIOLATED, UNKNOWN = VERDICTS[0][0], VERDICTS[2][0], VERDICTS[8][0]
SIDE = (SideFailure("NoDeadlock", VIOLATED),)

RUNS = [
    ([result(PROVED)], 0, "1 case, as expected"),
    ([result(PROVED), result(VIOLATED)], 0, "all 2 cases as expected"),
    ([result(PROVED, Word.VIOLATED)], 1, "FAILED: counterexample gone: a.b.c"),
    ([result(PROVED, side=SIDE)], 1, "FAILED: side claim fails: a.b.c"),
    ([result(UNKNOWN, Word.PROVED)], 3, "UNDECIDED: a.b.c"),
    (
        [result(UNKNOWN, Word.PROVED), result(PROVED, Word.VIOLATED)],
        1,
        "FAILED: counterexample gone: a.b.c; UNDECIDED: a.b.c",
    ),
    ([result(UNKNOWN, Word.PROVED, SIDE)], 1, "FAILED: side claim fails: a.b.c; UNDECIDED: a.b.c"),
    ([result(HoldsTo(8), Word.PROVED)], 1, "FAILED: proof lost: a.b.c"),
    (
        [replace(result(PROVED, Word.VIOLATED), case=name) for name in "abcdef"],
        1,
        "FAILED: counterexample gone: a, b, c, d and 2 more",
    ),
    (
        [result(PROVED, Word.REACHED), result(HoldsTo(8), Word.VIOLATED)],
        1,
        "FAILED: counterexample gone: a.b.c; witness gone: a.b.c",
    ),
    ([result(VERDICTS[7][0], Word.PROVED)], 1, "FAILED: vacuous: a.b.c"),
    ([result(PROVED, Word.HOLDS)], 1, "FAILED: stronger than expected: a.b.c"),
]


@pytest.mark.parametrize(("results", "code", "line"), RUNS)
def test_the_first_line_says_whether_expectations_are_met(
    results: list[Result], code: int, line: str
) -> None:
    """A failed expectation is said in the first line, and the exit code says the same."""
    assert line == table.render(results, ABOUT, 1.0).splitlines()[0]
    assert code == words.exit_code(results)
    assert code == document.document(results, ABOUT, 1.0)["exit_code"]


def test_the_table_is_aligned_text() -> None:
    """One line a case, remarks under it, then totals, memory model and versions."""
    results = [result(PROVED), result(HoldsTo(8, CTI), Word.PROVED, SIDE)]
    lines = table.render(results, ABOUT, 1.0).splitlines()

    assert [
        "FAILED: proof lost: a.b.c; side claim fails: a.b.c",
        "",
        "  case   verdict     expected  how                                   time",
        "  a.b.c  proved      proved    inductive, 2 lemmas; searched to 8  0.25 s",
        "! a.b.c  holds to 8  proved    bounded to 8, not complete          0.25 s",
        "    not inductive: Take(1) does not preserve OneOwner",
        "    side claim NoDeadlock: violated, counterexample of 2 steps",
        "",
        "2 cases: 1 proved, 1 holds; 1 as expected; 1.0 s",
        "memory model: sequential consistency",
    ] == lines[:-1]
    assert lines[-1].endswith("spec 0123456789ab, bound 8, seed 0")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.mark.parametrize("colour", [True, False])
def test_colour_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch, colour: bool) -> None:
    """A terminal gets colour unless NO_COLOR says otherwise; a file gets the plain text."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    if not colour:
        monkeypatch.setenv("NO_COLOR", "1")
    terminal, file = Terminal(), io.StringIO()
    table.show([result(PROVED)], ABOUT, 1.0, terminal)
    table.show([result(PROVED)], ABOUT, 1.0, file)

    assert colour == ("\x1b[1;32m" in terminal.getvalue() or "\x1b[32m" in terminal.getvalue())
    assert "a.b.c" in terminal.getvalue()
    assert table.render([result(PROVED)], ABOUT, 1.0) + "\n" == file.getvalue()


def faults(value: Any, schema: dict[str, Any], path: str = "$") -> list[str]:
    """Return where a value breaks a JSON schema, as far as the schema language is used here."""
    if "$ref" in schema:
        return faults(value, SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]], path)
    found = []
    if "const" in schema and value != schema["const"]:
        found.append(f"{path}: not {schema['const']}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{path}: {value} is none of {schema['enum']}")
    kinds: dict[str, Any] = {
        "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None), "integer": int,
        "number": (int, float),
    }  # fmt: skip
    if "type" in schema:
        named = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(isinstance(value, kinds[kind]) for kind in named):
            found.append(f"{path}: {value!r} is no {schema['type']}")
    if "minimum" in schema and value < schema["minimum"]:
        found.append(f"{path}: {value} is too small")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        found += [f"{path}: lacks {key}" for key in schema.get("required", []) if key not in value]
        for key, item in value.items():
            rest = schema.get("additionalProperties", {})
            if key not in known and rest is False:
                found.append(f"{path}: {key} is unknown")
            else:
                found += faults(item, known.get(key, rest or {}), f"{path}.{key}")
    if isinstance(value, list):
        for number, item in enumerate(value):
            found += faults(item, schema.get("items", {}), f"{path}[{number}]")
    return found


def test_the_schema_refuses_what_it_should() -> None:
    """The checker above is not blind."""
    good = document.document([result(PROVED)], ABOUT, 1.0)

    assert ["$: lacks totals"] == faults({k: v for k, v in good.items() if k != "totals"}, SCHEMA)
    assert ["$: more is unknown"] == faults(good | {"more": 1}, SCHEMA)
    assert ["$.results[0].ok: 1 is no boolean"] == faults(
        good | {"results": [good["results"][0] | {"ok": 1}]}, SCHEMA
    )


@pytest.mark.parametrize("verdict", [verdict for verdict, *_ in VERDICTS])
def test_every_verdict_fits_the_published_schema(verdict: Verdict) -> None:
    """A case, its side claims and its trace are written as docs/schema says."""
    written = document.dumps(document.document([result(verdict, side=SIDE)], ABOUT, 1.0))

    assert [] == faults(json.loads(written), SCHEMA)


def test_what_was_said_fits_the_published_schema() -> None:
    """The document of `claims` is that of `prove`, with what was said."""
    said = [
        Statement("it holds", "Somebody", "a mail", ("a.b.c",), "it does", then, agrees=bool(then))
        for then in ("", "x")
    ]
    written = json.loads(document.dumps(document.document([result(PROVED)], ABOUT, 1.0, said)))

    assert [] == faults(written, SCHEMA)
    assert [(None, False), ("x", True)] == [(one["then"], one["agrees"]) for one in written["claims"]]


def test_the_document_holds_the_trace() -> None:
    """Every state is complete, in TLA+, and every step has its action and its actor."""
    steps = document.document([result(VIOLATED)], ABOUT, 1.0)["results"][0]["trace"]

    assert [None, "Take(0)", "Look(1)"] == [step["action"] for step in steps]
    assert {
        "step": 1,
        "action": "Take(0)",
        "actor": "0",
        "tags": {"kernel": "lib/lock.c lock_it spin_lock"},
        "state": {"owner": "0", "seen": "<<FALSE, FALSE>>"},
    } == steps[1]


def test_a_trace_is_a_ladder() -> None:
    """Each step stands in its actor's column, with its statement and what changed beneath."""
    assert """\
initially
  owner = -1
  seen = <<FALSE, FALSE>>

    CPU 0                              CPU 1
  1 lock_it: spin_lock
      owner: -1 -> 0
  2                                    Look(1)
                                         seen[2]: FALSE -> TRUE

Inv is false in this state""" == ladder.ladder(told(TRACE), "Inv is false in this state")


def test_hidden_variables_are_not_drawn() -> None:
    """A program counter says no more than the statement beside it."""
    pc = ir.VariableDecl("seen", (Tag("role", "pc of each task"),))
    shown = ladder.ladder(account.tell(TRACE, [pc, ir.VariableDecl("owner")]))

    assert "owner" in shown
    assert "seen" not in shown


@pytest.mark.parametrize("actors", range(1, 12))
def test_a_ladder_is_plain_and_narrow(actors: int) -> None:
    """However many actors and however long the names: ASCII, and no wider than a mail."""
    steps = [Step(None, (0,))]
    for actor in range(actors):
        tag = Tag("kernel", f"lib/x.c a_function_with_quite_a_long_name{actor} " + "r\u00e9ad_" * 20)
        steps.append(Step(Label("A", (actor,)), (actor + 1,), (tag,)))
    lines = ladder.ladder(told(Trace("M", ("x",), tuple(steps))), "the end " * 20).splitlines()

    assert all(line.isascii() and len(line) <= ladder.WIDTH and line == line.rstrip() for line in lines)


def test_a_step_without_an_actor_has_its_place() -> None:
    """Steps of a system without processes stand in one column."""
    trace = Trace("M", ("x",), (Step(None, (0,)), Step(Label("Tick"), (1,)), Step(None, (2,))))

    assert ["    step", "  1 Tick", "      x: 0 -> 1"] == ladder.ladder(told(trace)).splitlines()[3:6]


A, B = ir.ModelValue("a"), ir.ModelValue("b")
CHANGES: list[tuple[ir.Value, ir.Value, list[str]]] = [
    (1, 1, []),
    (1, True, ["x: 1 -> TRUE"]),
    (tuple_value((tuple_value((1, 2)), 3)), tuple_value((tuple_value((1, 4)), 3)), ["x[1][2]: 2 -> 4"]),
    (Fun({"f": 1, "g": 2}), Fun({"f": 3, "g": 4}), ["x.f: 1 -> 3", "x.g: 2 -> 4"]),
    (Fun({A: 1}), Fun({B: 1}), ["x: (a :> 1) -> (b :> 1)"]),
    (tuple_value(()), tuple_value((1,)), ["x: <<>> -> <<1>>"]),
    (frozenset({1}), frozenset(), ["x: {1} -> {}"]),
]


@pytest.mark.parametrize(("old", "new", "expected"), CHANGES)
def test_a_change_is_shown_where_it_lies(old: ir.Value, new: ir.Value, expected: list[str]) -> None:
    """Functions with one domain are compared argument by argument."""
    found = account.changes(account.Cell("x"), old, new)

    assert expected == [f"{one.cell}: {ir.show(one.old)} -> {ir.show(one.new)}" for one in found]


SEARCH = Search("M", 12, 25, 6, 0.1, ("Inv",))
SEARCHES = [
    (SEARCH, 0, "M: Inv holds in every reachable state"),
    (replace(SEARCH, invariants=("A", "B")), 0, "M: A, B hold in every reachable state"),
    (replace(SEARCH, invariants=()), 0, "M: no invariant was asked for; no error was found"),
    (replace(SEARCH, violated="Inv", account=told(TRACE)), 1, "M: Inv is violated after 2 steps"),
    (replace(SEARCH, deadlock=True, account=told(TRACE)), 1, "M: deadlock after 2 steps"),
    (replace(SEARCH, complete=False), 3, "M: undecided: the search was not finished"),
]


@pytest.mark.parametrize(("found", "code", "line"), SEARCHES)
def test_a_search_is_summed_up(found: Search, code: int, line: str) -> None:
    """The answer comes first, then TLC's counts; the document and the exit code say the same."""
    lines = search.summary(found).splitlines()

    assert [line, "12 distinct states, depth 6, 25 generated, 0.1 s"] == lines[:2]
    assert (code, code) == (search.exit_code(found), search.document(found)["exit_code"])


def test_two_answers_to_one_question_are_compared() -> None:
    """What Z3 proves and the search refutes, or the other way round, is a defect that is named."""
    proved, violated = result(PROVED), result(VIOLATED)

    assert not search.disagreement(replace(SEARCH, settled=(proved,)))
    assert "Z3 finds" in search.disagreement(replace(SEARCH, settled=(violated,)))
    assert "Z3 proves" in search.disagreement(replace(SEARCH, settled=(proved,), violated="Inv"))
    assert not search.disagreement(replace(SEARCH, settled=(violated,), violated="Inv"))
