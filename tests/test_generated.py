"""Documents made from verdicts: their parts, the folder of pages; all of it is written or nothing."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from test_formats import TOLD

from rmapsmt import cli, manifest
from rmapsmt.errors import UsageFault
from rmapsmt.report import generated, table
from rmapsmt.report import words as report_words
from rmapsmt.report.generated import Found
from rmapsmt.verdict import Closure, EverySize, HoldsTo, Proved, Result, Verdict, Violated

TABLES = """\
version: 1
module: Lock
spec: Spec
hunks: {Waits: "abc: it waits", Looks: "def: it looks"}
revisions:
  v1: {Waits: false, Top: 3}
  v2: {like: v1, Waits: true}
models: {small: {N: 1}}
cases: []
matrices:
  - matrix: who
    model: small
    claim: Safe
    columns: {v1: {claim: Old}, v2: {}, v3: {model: {N: 3}}}
    rows:
      me: {why: so slow, expect: {v1: violated, v2: proved, v3: {n/a: unheard of}}}
      you: {expect: {v1: {expect: violated, why: a|b}, v2: {expect: holds, why: so slow}, v3: {n/a: no}}}
claims:
  - {says: it is, by: Me, where: a mail, cases: [who.me.*], finds: so, then: x}
  - {says: it is not, by: You, where: the reply, cases: [who.you.v2], finds: it is, agrees: false}
"""
DRAWN = {
    "matrix": """\
|  | v1<br>`Old` | v2<br>`Safe` | v3<br> |
|---|---|---|---|
| `me` <sup>1</sup> | **violated** in 4 steps | proved | n/a <sup>2</sup> |
| `you` | **violated** in 4 steps <sup>3</sup> | holds to 7 <sup>1</sup> | n/a <sup>4</sup> |

1. so slow
2. unheard of
3. a|b
4. no""",
    "revisions": """\
|  |  | v1 | v2 |
|---|---|---|---|
| `Waits` | abc: it waits | no | yes |
| `Looks` | def: it looks |  |  |
| `Top` |  | 3 | 3 |""",
    "claims": """\
| what was said | settled by | what the verdicts say | what comes of it |
|---|---|---|---|
| "it is"<br>Me, a mail | `who.me.v1`: **violated** in 4 steps<br>`who.me.v2`: proved | borne out: so | x |
| "it is not"<br>You, the reply | `who.you.v2`: holds to 7 | **not borne out**: it is |  |""",
}


WITH: dict[str, Verdict] = {
    "violated": Violated(TOLD.trace, "Safe"),
    "proved": Proved(Closure(3), 8),
    "holds": HoldsTo(7),
}


@pytest.fixture
def found(tmp_path: Path) -> Found:
    """Return a manifest with the verdicts that it expects."""
    (tmp_path / manifest.FILE_NAME).write_text(TABLES)
    claims = manifest.load(tmp_path)
    verdicts = {case.name: WITH[case.expect] for case in claims.cases}
    results = {
        case.name: Result(case.name, case.claim.name, case.expect, verdicts[case.name], (), 0.1)
        for case in claims.cases
    }
    return Found(claims, results, lambda name: TOLD if case_is_violated(results[name]) else None)


def case_is_violated(result: Result) -> bool:
    """Tell whether there is a behaviour to show."""
    return isinstance(result.verdict, Violated)


@pytest.mark.parametrize("what", DRAWN)
def test_what_a_manifest_has_many_of_is_a_table(found: Found, what: str) -> None:
    """Verdicts in cells, each reason beneath once, what was said beside the cases that settle it."""
    assert DRAWN[what] == generated.part(what, ["who"] if what == "matrix" else [], found)


GRID = """\
| who, what | one | any |
|---|---|---|
| `who`, `me` | **violated** in 4 steps | proved |
| `who`, `you` | **violated** in 4 steps | holds to 7 |"""
CASES = """\
| case | claim | verdict | because |
|---|---|---|---|
| `who.you.v2` | `Safe` | holds to 7 | so slow |"""
TOTALS = "4 cases in all (1 proved, 2 violated, 1 holds), each with the verdict that it should have"
PARTS = [
    (["grid", "who, what", "one=v1", "any=v9,v2"], GRID),
    (["totals"], f"{TOTALS}."),
    (["totals", "N=rooms"], f"{TOTALS}, for 1 rooms."),
    (["cases", "*.you.v2", "nobody"], CASES),
]


@pytest.mark.parametrize(("words", "expected"), PARTS)
def test_a_part_is_made_from_the_results(found: Found, words: list[str], expected: str) -> None:
    """A grid has the first variant that there is a case for; totals speak of what is asked for."""
    assert expected == generated.part(words[0], words[1:], found)


def test_totals_say_how_many_proofs_are_for_all_sizes(found: Found) -> None:
    """In the words of the verdict."""
    whole = Proved(EverySize(("N", "K"), ()), 8)
    results = {name: replace(one, verdict=whole) for name, one in found.results.items()}

    assert generated.part("totals", [], replace(found, results=results)).startswith(
        "4 cases in all (4 proved, 4 of them proved for all N, K and all depths), each"
    )


def test_a_report_says_which_claims_and_sizes_were_settled(found: Found) -> None:
    """Beneath the totals, with the reason to believe it."""
    cases = found.claims.cases
    said = [*report_words.asked(cases)]
    about = report_words.About(8, 0, "spec", "0" * 64, asked=tuple(said))
    lines = table.render([*found.results.values()], about, 1.0).splitlines()

    assert [
        "claims: Old in 2 cases, Safe in 2 cases",
        "sizes, where a verdict is not for all: N = 1, Top = 3",
    ] == said
    at = lines.index(said[0])
    assert lines[at - 1].startswith("4 cases: ")
    assert [*said, table.BELIEVE] == lines[at : at + 3]
    assert "sizes" not in "".join(report_words.asked([replace(case, constants={}) for case in cases]))


REFUSED = ["ladder", "ladder who", "ladder who.me.v2", "cases x*", "matrix x", "grid x y", "x"]


@pytest.mark.parametrize("words", REFUSED)
def test_what_cannot_be_made_is_a_fault(found: Found, words: str) -> None:
    """No part is left empty where its words mean nothing."""
    name, *given = words.split()
    with pytest.raises(UsageFault):
        generated.part(name, given, found)


def test_a_document_s_parts_are_made_anew_and_nothing_else(found: Found) -> None:
    """A ladder leaves the initial state out; a verdict leads to its page where there is one."""
    old = "a\n<!-- generated: ladder who.me.v1 -->\nold\n<!-- end -->\nb\n"
    old += '<!-- generated: cases "who.me.v1" -->\n<!-- end -->\nc\n'
    new = generated.filled(old, replace(found, pages="traces"))

    assert generated.has_parts(old)
    assert not generated.has_parts("a <!-- generated -->")
    assert ["a", "b", "c"] == [line for line in new.splitlines() if len(line) == 1]
    assert "initially" not in new
    assert "```text\n    CPU 1" in new
    assert "[**violated** in 4 steps](traces/who.me.v1.md)" in new
    assert new == generated.filled(new, replace(found, pages="traces"))


LAMP = """\
---- MODULE Lamp ----
CONSTANT Safe
VARIABLE on  \\* @role table
Init == on = FALSE
\\* @code lamp.c press toggle
Press(p) == /\\ on' = ~on
Rest(p) == /\\ on = Safe /\\ UNCHANGED on
Next == Press(1) \\/ Rest(2)
Spec == Init /\\ [][Next]_on
TypeOK == on \\in BOOLEAN
Dark == ~Safe => ~on
Lit == on
====
"""
LAMPS = """\
version: 1
module: Lamp
spec: Spec
types: TypeOK
witness: Lit
hunks: {Safe: "abc: the switch is safe"}
models: {good: {Safe: true}, bad: {Safe: false}}
cases:
  - {case: lamp.press.good, model: good, claim: Dark, expect: proved, why: so it is}
  - {case: lamp.press.bad, model: bad, claim: Dark, expect: violated, why: "a <b> | c"}
claims:
  - {says: it is dark, by: Me, where: a note, cases: [lamp.press.good], finds: it is}
"""


@pytest.fixture
def lamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a specification, and documents that have generated parts."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec/Lamp.tla").write_text(LAMP)
    (tmp_path / "spec/invariants.yaml").write_text(LAMPS)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/plain.md").write_text("plain\n")
    (tmp_path / "docs/about.md").write_text("# A\n\n<!-- generated: cases lamp.* -->\n<!-- end -->\n")
    (tmp_path / "README.md").write_text("<!-- generated: ladder lamp.press.bad -->\n<!-- end -->\n")
    return tmp_path


def docs(*arguments: str) -> int:
    """Run the command."""
    return cli.entry(["docs", "--spec", "spec", "--jobs", "1", *arguments])


def tree(folder: Path) -> dict[str, str]:
    """Return every file of a folder."""
    return {str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_pages_are_those_of_the_verdicts(lamp: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An index, a page for what is violated, tables; documents have their parts; then all is fresh."""
    assert docs() == 0
    traces = tree(lamp / "docs/traces")

    assert ["claims.md", "index.md", "lamp.press.bad.md", "proofs.md"] == [*traces]
    assert (
        "| [lamp.press.bad](lamp.press.bad.md) | `Dark` | 1 | 0 | a &lt;b&gt; \\| c |" in traces["index.md"]
    )
    assert "press: toggle" in traces["lamp.press.bad.md"]
    assert "| `lamp.press.good` | `Safe` |  |  | {`Safe`} |" in traces["proofs.md"]
    assert "borne out: it is" in traces["claims.md"]
    assert "[**violated** in 1 step](traces/lamp.press.bad.md)" in (lamp / "docs/about.md").read_text()
    assert "1 press: toggle" in (lamp / "README.md").read_text()
    assert (lamp / "docs/plain.md").read_text() == "plain\n"
    for page in (lamp / "docs/traces").glob("*.md"):
        for link in re.findall(r"\]\(([^)]+)\)", page.read_text()):
            assert (page.parent / link).exists(), link
    before = tree(lamp)
    assert (docs("--check"), docs()) == (0, 0)
    assert before == tree(lamp)
    assert "all as the verdicts have it" in capsys.readouterr().out


def test_a_stale_page_is_named(lamp: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One that differs, is missing or too many; a document; nothing is written."""
    docs()
    traces = lamp / "docs/traces"
    (traces / "index.md").write_text((traces / "index.md").read_text() + "more")
    (traces / "proofs.md").unlink()
    shutil.copy(traces / "lamp.press.bad.md", traces / "lamp.press.good.md")
    (lamp / "README.md").write_text((lamp / "README.md").read_text().replace("toggle", "turn"))
    before = tree(lamp)
    capsys.readouterr()

    assert docs("--check") == 1
    said = capsys.readouterr().out
    assert before == tree(lamp)
    for name in ("index.md", "proofs.md", "lamp.press.good.md", "README.md"):
        assert name in said
    for name in ("lamp.press.bad.md", "about.md"):
        assert name not in said
    assert docs() == 0
    assert docs("--check") == 0


def test_nothing_is_written_where_an_expectation_is_not_met(
    lamp: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A document says what the verdicts are, and these are not those that they should be."""
    (lamp / "spec/invariants.yaml").write_text(LAMPS.replace("expect: violated", "expect: proved"))
    before = tree(lamp)

    assert docs() == 1
    assert before == tree(lamp)
    assert "lamp.press.bad" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["notes.txt", "notes.md"])
def test_what_this_command_has_not_written_is_not_replaced(lamp: Path, name: str) -> None:
    """A folder that holds anything else may be somebody's."""
    (lamp / "docs/traces").mkdir()
    (lamp / "docs/traces" / name).write_text("mine")
    before = tree(lamp)

    assert docs() == 2
    assert before == tree(lamp)


@pytest.mark.parametrize("fails", range(5))
def test_all_is_written_or_nothing(lamp: Path, monkeypatch: pytest.MonkeyPatch, fails: int) -> None:
    """Whichever move fails, what was there is there again."""
    docs()
    (lamp / "docs/about.md").write_text("<!-- generated: totals -->\n<!-- end -->\n")
    (lamp / "docs/traces/index.md").write_text(markdown_mark(lamp) + "\nold")
    before, moves, rename = tree(lamp), 0, Path.rename

    def failing(path: Path, target: Path) -> Path:
        nonlocal moves
        moves += 1
        if moves == fails + 1:
            raise OSError(28, "No space left on device", str(target))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    assert docs() == (2 if fails < 4 else 0)
    monkeypatch.undo()
    assert (before == tree(lamp)) is (fails < 4)
    assert not [path for path in (lamp / "docs").iterdir() if path.name.startswith(".")]


def markdown_mark(lamp: Path) -> str:
    """Return the line by which the command knows its pages."""
    return (lamp / "docs/traces/index.md").read_text().splitlines()[0]


def test_many_cases_are_told_by_how_their_names_begin() -> None:
    """The last part is left out; what stands before it is counted under what stands before that."""
    names = ["walk.zap.old", "walk.zap.new", "walk.fork.new", "walk.file.zap.new", "alone.new", "one"]

    assert [*generated.beginnings(names)] == [
        "`walk`: `zap` 2, `fork` 1",
        "`walk.file`: `zap` 1",
        "`alone` 1, `one` 1",
    ]
