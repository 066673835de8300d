"""One behaviour in every form, each read by what its form is made for."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import itf_py
import jsonschema
import pytest
from cells import behaviour
from sphinx.cmd.build import build_main

from rmapsmt import ir
from rmapsmt.manifest.text import Ref
from rmapsmt.report import document, itf, markdown, mermaid, rst
from rmapsmt.source import NOWHERE
from rmapsmt.verdict import Induction, Proved, Verdict, Violated, Word

if TYPE_CHECKING:
    from rmapsmt.account import Account
    from rmapsmt.manifest import Case

SCHEMA = json.loads((Path(__file__).parent.parent / "docs/schema/trace.schema.json").read_text())
STEPS = ("Peek(1)", "Fill(2, 1)", "Take(1)", "Peek(2)")
TOLD = behaviour(*STEPS, decided="Empty")
CASE = cast(
    "Case",
    SimpleNamespace(
        name="a_b.c_.nosync",
        claim=Ref("Empty", NOWHERE),
        expect=Word.VIOLATED,
        why="it_ reads *table*[1] <early>, `late`; |so|",
        source="mail_ of 2021, a_b_",
    ),
)
VERDICTS: list[tuple[Verdict, Account | None]] = [
    (Violated(TOLD.trace, "Empty"), TOLD),
    (Proved(Induction(()), 8, TOLD.trace), TOLD),
    (Proved(Induction(()), 8), None),
]


@pytest.mark.parametrize(("verdict", "account"), VERDICTS)
def test_the_json_of_a_trace_fits_its_schema(verdict: Verdict, account: Account | None) -> None:
    """With a behaviour or without, violated or proved."""
    written = json.loads(document.dumps(document.behaviour(CASE, verdict, account, "the end")))
    validator = jsonschema.Draft202012Validator(SCHEMA)

    validator.check_schema(SCHEMA)
    validator.validate(written)
    assert not validator.is_valid(written | {"more": 1})


def plain(value: Any) -> Any:
    """Return one of our values, or one of itf-py's, as what both have in common."""
    match value:
        case frozenset():
            return frozenset(map(plain, value))
        case ir.Fun(items=items) if ir.is_sequence(value):
            return tuple(plain(item) for _, item in items)
        case ir.Fun(items=items):
            return frozenset((plain(key), plain(item)) for key, item in items)
        case ir.ModelValue(name):
            return name
        case _ if hasattr(value, "_asdict"):  # a record
            return frozenset((key, plain(item)) for key, item in value._asdict().items())
        case list() | tuple():
            return tuple(map(plain, value))
        case _ if hasattr(value, "items"):
            return frozenset((plain(key), plain(item)) for key, item in value.items())
        case _:
            return value


def test_itf_is_read_back_by_its_own_library() -> None:
    """Every variable of every state, and in each #meta the action and the process."""
    written = json.loads(document.dumps(itf.document(CASE, VERDICTS[0][0], TOLD.trace)))
    read = itf_py.trace_from_json(written)

    assert list(TOLD.trace.variables) == read.vars
    assert [plain(step.state) for step in TOLD.trace.steps] == [
        tuple(plain(state.values[name]) for name in read.vars) for state in read.states
    ]
    assert [None, *STEPS] == [
        f"{meta['action']}({', '.join(meta['arguments'])})" if "action" in meta else None
        for meta in (state.meta for state in read.states)
    ]
    assert [None, "1", "2", "1", "2"] == [state.meta.get("process") for state in read.states]


VALUES: list[ir.Value] = [
    True, -3, 2**70, "a", ir.ModelValue("m"), frozenset(), frozenset({1, 2}), ir.tuple_value(()),
    ir.tuple_value((1, "x")), ir.Fun({0: 1, 1: frozenset({ir.tuple_value((1,))})}),
    ir.Fun({"f": 1, "g": ir.Fun({"not a name": True})}), ir.Fun({frozenset({1}): 2}),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=ir.show)
def test_every_value_survives_itf(value: ir.Value) -> None:
    """Numbers of any size, sets, functions on anything."""
    read = itf_py.value_from_json(json.loads(json.dumps(itf.encoded(value))))

    assert plain(value) == plain(read)


PARTICIPANT = re.compile(r"    participant (\w+)(?: as \S.*)?")
LINE = re.compile(r"    (?:Note over (\w+)|(\w+)-(?:->>|>>)(\w+)): \S.*")


@pytest.mark.parametrize("account", [TOLD, behaviour("Fill(1, 2)", "Both(1)", "Choice(2)")])
def test_a_diagram_has_a_participant_for_each_end_of_an_arrow(account: Account) -> None:
    """Declared first; no text holds a sign that Mermaid would read."""
    head, *lines = mermaid.diagram(account).splitlines()
    declared = [match[1] for line in lines if (match := PARTICIPANT.fullmatch(line))]
    drawn = [match for line in lines[len(declared) :] if (match := LINE.fullmatch(line))]

    assert head == "sequenceDiagram"
    assert len(lines) == len(declared) + len(drawn)
    assert {name for match in drawn for name in match.groups() if name} == set(declared)
    for match in drawn:
        assert not re.search(r'[;<>%"#]', re.sub(r"#\d+;|<br/>", "", match[0].partition(": ")[2]))


def test_a_diagram_shows_reads_writes_and_beliefs() -> None:
    """Shared cells are between the actors; what is not shared stands with the statement."""
    assert (
        """\
sequenceDiagram
    participant a0 as 1
    participant v0 as table
    participant v1 as owner
    participant a1 as 2"""
        == mermaid.diagram(TOLD).replace("CPU ", "").rpartition("a1 as 2")[0] + "a1 as 2"
    )
    lines = [line.strip() for line in mermaid.diagram(TOLD).splitlines()]

    assert "Note over a0: 1. Peek(1)<br/>mine = 1" in lines
    assert "v0-->>a0: table[1] = #34;none#34;" in lines
    assert "a1->>v0: table[1] = #34;used#34;" in lines
    assert "Note over a0: 3. Take(1)<br/>believes table[1] = #34;none#34;, but it is #34;used#34;" in lines
    assert "Note over a0: believes table[1] = #34;none#34;, but it is #34;used#34;" in lines


def test_a_page_of_markdown_has_diagram_and_ladder() -> None:
    """What is said of the case is no mark-up; without a behaviour the page says so."""
    page = markdown.page(CASE, *VERDICTS[0])

    assert r"- because: it\_ reads \*table\*\[1\] &lt;early&gt;, \`late\`; |so|" in page
    assert ["```mermaid", "```", "```text", "```"] == re.findall(r"^```.*$", page, re.MULTILINE)
    assert "Empty is false in this state" in page
    assert "There is no behaviour to show." in markdown.page(CASE, *VERDICTS[2])


@pytest.mark.slow
def test_sphinx_builds_the_section_without_a_warning(tmp_path: Path) -> None:
    """Warnings are errors, references are checked; a mistake in the same place is one."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_text('project = "traces"\nextensions = []\n')
    names = []
    for number, (verdict, account) in enumerate(VERDICTS):
        names.append(f"trace{number}")
        (source / f"trace{number}.rst").write_text(rst.section(CASE, verdict, account))
    index = "Traces\n======\n\n.. toctree::\n\n" + "".join(f"   {name}\n" for name in names)
    (source / "index.rst").write_text(index)
    arguments = ["-W", "-n", "-q", "-b", "html", str(source), str(tmp_path / "built")]

    assert build_main(arguments) == 0
    built = re.sub(r"</?span[^>]*>", "", (tmp_path / "built" / "trace0.html").read_text())
    assert "it_ reads *table*[1] &lt;early&gt;, `late`; |so|" in built
    assert "Empty is false in this state" in built

    shutil.rmtree(tmp_path / "built")
    (source / "trace0.rst").write_text(rst.section(CASE, *VERDICTS[0]).replace(r"it\_", "it_"))
    assert build_main(arguments) != 0
