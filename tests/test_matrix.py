"""Revisions, matrices, tiers and claims: what a manifest says of many cases at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rmapsmt import manifest
from rmapsmt.errors import ManifestFault, render
from rmapsmt.manifest import Kind, Tier
from rmapsmt.verdict import Word

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "version: 1\nmodule: Lock\nspec: Spec\n"
GOOD = (
    HEAD
    + """\
hunks: {Waits: "abc: the waiter waits", Looks: "def: and looks again"}
assumptions: {Held: "the caller holds the page"}
revisions:
  v2: {like: v1, Waits: true}
  v1: {Waits: false, Looks: false}
models:
  base: {N: 1, Held: true, Who: nobody, Waits: true, Looks: true}
  pair: {like: base, revision: v1, N: 2}
cases:
  - {case: a.b, model: {like: pair, revision: v2, Who: me}, claim: Safe, expect: proved}
  - {case: a.c, model: {like: pair, Waits: true}, claim: Safe, expect: proved, tier: full}
matrices:
  - matrix: table
    title: "Everybody against every version"
    model: {like: base, Held: false}
    claim: Safe
    lemmas: [Owner]
    tier: full
    columns:
      v1: {claim: Older, model: {Held: true}}
      v2: {}
      loose: {model: {revision: v2, Looks: true}}
    rows:
      you:
        model: {Who: you}
        why: you are slow
        expect: {v1: violated, v2: proved, loose: {n/a: "nobody looks"}}
      pair:
        model: pair
        lemmas: [Owner, Two]
        tier: default
        expect:
          v1: {expect: holds, bound: 9, why: "far off", claim: Oldest}
          v2: proved
          loose: {expect: reached, kind: reachable, witness: Seen, model: {N: 3, revision: v1}}
      all: {expect: proved}
      never: {expect: {n/a: "nobody"}}
claims:
  - {says: "it is safe", by: me, where: a mail, cases: [table.you.v2, a.*], finds: "it is", then: "a crash"}
  - {says: "it was safe", by: me, where: a mail, cases: [table.*.v1], finds: "it was not", agrees: false}
"""
)


def load(folder: Path, text: str) -> manifest.Manifest:
    """Load a manifest with this text."""
    (folder / manifest.FILE_NAME).write_text(text, encoding="utf-8")
    return manifest.load(folder)


CONSTANTS = [
    ("a.b", (2, "me", True, True, False), "like, then the revision, then its own"),
    ("a.c", (2, "nobody", True, True, False), "a model has the revision of what it is like"),
    ("table.you.v1", (1, "you", True, False, False), "a column has the revision that it is named for"),
    ("table.you.v2", (1, "you", False, True, False), "the matrix's own come after the revision"),
    ("table.pair.v2", (2, "nobody", False, True, False), "a row is like another model than the matrix"),
    ("table.pair.loose", (3, "nobody", False, False, True), "a cell has the last word"),
    ("table.all.loose", (1, "nobody", False, True, True), "a column of another name has its own model"),
]


@pytest.mark.parametrize(("name", "values", "_"), CONSTANTS, ids=[why for *_, why in CONSTANTS])
def test_constants_are_laid_over_each_other(
    tmp_path: Path, name: str, values: tuple[object, ...], _: str
) -> None:
    """Like, revision, own; matrix, column, row, cell: the later one counts."""
    (case,) = manifest.select(load(tmp_path, GOOD), [name])

    assert dict(zip(("N", "Who", "Held", "Waits", "Looks"), values, strict=True)) == case.constants


def test_a_matrix_is_its_cases_row_by_row(tmp_path: Path) -> None:
    """Each cell is a case by the name of its row and column, unless there is none and it says why."""
    found = load(tmp_path, GOOD)
    (matrix,) = found.matrices
    names = [case.name for case in found.cases if case.name.startswith("table.")]

    assert [
        matrix.case(r, c) for r in matrix.rows for c in matrix.columns if (r, c) not in matrix.absent
    ] == names
    assert {("you", "loose"): "nobody looks"} | {
        ("never", c): "nobody" for c in matrix.columns
    } == matrix.absent
    assert ("Everybody against every version", 8) == (matrix.title, len(names))


CELLS = [
    ("table.you.v1", ("Older", Word.VIOLATED, [], "you are slow", Tier.FULL)),
    ("table.pair.v1", ("Oldest", Word.HOLDS, ["Owner", "Two"], "far off", Tier.DEFAULT)),
    ("table.pair.v2", ("Safe", Word.PROVED, ["Owner", "Two"], "", Tier.DEFAULT)),
    ("table.all.v1", ("Older", Word.PROVED, ["Owner"], "", Tier.FULL)),
]


@pytest.mark.parametrize(("name", "said"), CELLS)
def test_a_cell_says_what_is_its_own(tmp_path: Path, name: str, said: tuple[object, ...]) -> None:
    """Lemmas add up where there is something to prove; anything else is replaced."""
    (case,) = manifest.select(load(tmp_path, GOOD), [name])

    assert said == (case.claim.name, case.expect, [ref.name for ref in case.lemmas], case.why, case.tier)


def test_a_cell_has_every_key_of_a_case(tmp_path: Path) -> None:
    """Kind, witness and bound may differ from cell to cell."""
    deep, seen = manifest.select(load(tmp_path, GOOD), ["table.pair.v1", "table.pair.loose"])

    assert (9, Kind.INVARIANT, None) == (deep.bound, deep.kind, deep.witness)
    assert (None, Kind.REACHABLE, "Seen") == (seen.bound, seen.kind, str(seen.witness))


def test_tiers_choose_what_nobody_names(tmp_path: Path) -> None:
    """Patterns look in every tier; without one the default tier is chosen, or all."""
    found = load(tmp_path, GOOD)
    default = ["a.b", "table.pair.v1", "table.pair.v2", "table.pair.loose"]

    assert default == [case.name for case in manifest.select(found, [])]
    assert found.cases == manifest.select(found, [], every_tier=True)
    assert ["a.c"] == [case.name for case in manifest.select(found, ["*.c"])]


def test_what_was_said_names_its_cases(tmp_path: Path) -> None:
    """Patterns stand for cases, in the order in which they are named, each once."""
    safe, was = load(tmp_path, GOOD).statements

    assert ("table.you.v2", "a.b", "a.c") == safe.cases
    assert ("table.you.v1", "table.pair.v1", "table.all.v1") == was.cases
    assert ("it is", "a crash", True) == (safe.finds, safe.then, safe.agrees)
    assert ("it was not", "", False) == (was.finds, was.then, was.agrees)


def test_hunks_and_assumptions_have_their_sentences(tmp_path: Path) -> None:
    """Each is a constant with what it stands for; a revision says which hunks it has."""
    found = load(tmp_path, GOOD)

    assert {"Waits": "abc: the waiter waits", "Looks": "def: and looks again"} == found.hunks
    assert {"Held": "the caller holds the page"} == found.assumptions
    assert {"v1": {"Waits": False, "Looks": False}, "v2": {"Waits": True, "Looks": False}} == found.revisions


def test_a_fault_in_a_constant_is_shown_where_it_was_given(tmp_path: Path) -> None:
    """A name that a case has from a revision is underlined in the revision."""
    found = load(tmp_path, GOOD)
    with pytest.raises(ManifestFault) as caught:
        manifest.check_constants(found, ["N", "Held", "Who", "Waits"])
    switch = caught.value
    with pytest.raises(ManifestFault) as caught:
        manifest.check_constants(
            load(tmp_path, GOOD.replace("Waits: false,", "Wait: 1,")), list(found.cases[0].constants)
        )

    assert "invariants.yaml:4:41: Lock declares no constant Looks" in render(switch)
    assert "    8 |   v1: {Wait: 1, Looks: false}\n               ^^^^\nhelp: did you mean Waits?" in render(
        caught.value
    )


def table(**keys: str) -> str:
    """Return a manifest with one matrix of one cell, some of whose keys are replaced."""
    whole = {
        "matrix": "t",
        "model": "{N: 1}",
        "claim": "Safe",
        "columns": "{v1: {}}",
        "rows": "{r: {expect: proved}}",
    }
    body = ", ".join(f"{key}: {value}" for key, value in (whole | keys).items() if value)
    return HEAD + f"revisions: {{v1: {{A: true}}}}\nmodels: {{}}\ncases: []\nmatrices:\n  - {{{body}}}\n"


def said(**keys: str) -> str:
    """Return a manifest with one case and one claim, some of whose keys are replaced."""
    whole = {"says": "it", "by": "me", "where": "here", "cases": "[a.b]", "finds": "so"}
    body = ", ".join(f"{key}: {value}" for key, value in (whole | keys).items() if value)
    case = "{case: a.b, model: {N: 1}, claim: Safe, expect: proved}"
    return HEAD + f"models: {{}}\ncases: [{case}]\nclaims:\n  - {{{body}}}\n"


def named(line: str) -> str:
    """Return a manifest with one case and this line."""
    return (
        HEAD
        + line
        + "\nmodels: {}\ncases: [{case: a.b, model: {N: 1, B: true}, claim: Safe, expect: proved}]\n"
    )


ROW = "{{r: {{expect: {}}}}}".format
FAULTS = {
    "no cases at all": (HEAD + "models: {}\ncases: []\nmatrices: []\n", "[]", "there are no cases"),
    "unknown key of a matrix": (table(colour="red"), "colour", "a matrix has no key `colour`"),
    "matrix without rows": (table(rows=""), "{matrix", "lacks the key `rows`"),
    "matrix with no rows": (table(rows="{}"), "{}}", "there are no rows"),
    "matrix with no columns": (table(columns="{}"), "{}, rows", "there are no columns"),
    "blank in a row's name": (table(rows="{a b: {expect: proved}}"), "a b:", "holds a blank"),
    "blank in a matrix's name": (table(matrix="a b"), "a b,", "holds a blank"),
    "unknown key of a row": (table(rows="{r: {expect: proved, wy: no}}"), "wy", "did you mean why"),
    "row that expects nothing": (table(rows="{r: {why: so}}"), "{why", "row r lacks the key `expect`"),
    "expectation in a column": (table(columns="{v1: {expect: proved}}"), "expect", "has no key `expect`"),
    "column that is no revision": (table(columns="{v3: {}}"), "v3", "v3 is no revision, and says nothing"),
    "unknown column": (table(rows=ROW("{v2: proved}")), "v2", "there is no column `v2`; known: v1"),
    "cell left out": (table(rows=ROW("{}")), "{}}}}", "says nothing of column v1; write v1: {n/a:"),
    "cell that is a list": (table(rows=ROW("{v1: []}")), "[]", "r and v1 must be a mapping, not a list"),
    "cell with a reason and more": (table(rows=ROW("{v1: {n/a: x, why: y}}")), "why", "has no key `why`"),
    "cell without a reason": (table(rows=ROW("{v1: {n/a: }}")), "}}}", "n/a must be a text"),
    "unknown key of a cell": (table(rows=ROW("{v1: {expect: proved, wy: no}}")), "wy", "did you mean why"),
    "bad expectation of a cell": (table(rows=ROW("{v1: reached}")), "reached", "cannot be expected"),
    "cell without a claim": (table(claim=""), "proved", "nothing says what the claim of t.r.v1 is"),
    "model that is a list": (table(model="[]"), "[]", "model must be a mapping, not a list"),
    "unknown model of a row": (table(rows="{r: {model: x, expect: proved}}"), "x,", "there is no model `x`"),
    "one lemma twice": (table(lemmas="[A, A]"), "A]}", "lemmas names A twice"),
    "case of a cell's name": (
        table().replace("cases: []", "cases: [{case: t.r.v1, model: {N: 1}, claim: I, expect: proved}]"),
        "proved}}}",
        "the case t.r.v1 stands twice; first in line 6",
    ),
    "unknown tier": (table(tier="fast"), "fast", "tier must be default or full, not `fast`"),
    "unknown revision": (table(columns="{v1: {model: {revision: v2}}}"), "v2", "no revision `v2`; known: v1"),
    "revision of a revision": (named("revisions: {a: {revision: b}}"), "rev", "a cannot have a revision"),
    "revision like itself": (named("revisions: {a: {like: a}}"), "a}}", "is like a, which comes back to it"),
    "revisions that are a list": (named("revisions: []"), "[]", "revisions must be a mapping, not a list"),
    "hunk without a sentence": (named("hunks: {B: }"), "}", "B must be a text, not nothing"),
    "hunks that are a list": (named("hunks: [B]"), "[B]", "hunks must be a mapping, not a list"),
    "hunk that is no truth": (named("hunks: {N: x}"), "N: 1", "N is a hunk: it must be true or false"),
    "assumption that is no truth": (named("assumptions: {N: x}"), "N: 1", "N is an assumption: it must be"),
    "hunk that is assumed": (named("hunks: {B: x}\nassumptions: {B: y}"), "B: y", "B is a hunk already"),
    "claim without its words": (said(says=""), "{by", "a claim lacks the key `says`"),
    "unknown key of a claim": (said(agree="true"), "agree", "did you mean agrees"),
    "claim without cases": (said(cases="[]"), "[]", "a claim names the cases that settle it"),
    "claim of an unknown case": (said(cases="[a.c]"), "a.c]", "there is no case `a.c`; did you mean a.b"),
    "claim that half agrees": (said(agrees="partly"), "partly", "agrees must be true or false"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "place", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_one_message_at_its_place(tmp_path: Path, text: str, place: str, words: str) -> None:
    """Whatever is wrong with these parts of a manifest is said once, where it is wrong."""
    with pytest.raises(ManifestFault) as caught:
        load(tmp_path, text)
    fault = caught.value

    assert fault.span is not None
    assert words in f"{fault.message}; {fault.hint}"
    assert text.splitlines()[fault.span.line - 1][fault.span.column - 1 :].startswith(place)
