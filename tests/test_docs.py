"""The documents say what is so: what they count, name or tell one to run is compared with the thing."""

from __future__ import annotations

import fnmatch
import re
from pathlib import Path

import faulty
import pytest

from rmapsmt import cli, manifest
from rmapsmt.verdict import Word
from tools import docs

ROOT = Path(__file__).resolve().parent.parent
ARCHITECTURE = ROOT / "docs" / "architecture.md"
FRAGMENT = ROOT / "docs" / "fragment.md"
FINDINGS = ROOT / "docs" / "findings.md"
VERDICTS = ROOT / "docs" / "verdicts.md"
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]


def rows(path: Path, heading: str = "") -> list[list[str]]:
    """Return the cells of a document's table rows, of those under one heading if it is given."""
    text = path.read_text(encoding="utf-8")
    if heading:
        text = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def first_cells(path: Path, heading: str = "") -> list[str]:
    """Return what stands as code in the first cells of a document's rows."""
    return [match[1] for row in rows(path, heading) if (match := re.fullmatch(r"`([^`]+)`", row[0].strip()))]


def fragment_cases() -> set[str]:
    """Return every case that docs/fragment.md has to name."""
    modules = {
        f"{folder}/{path.stem}"
        for folder in ("accepted", "refused")
        for path in (ROOT / "tests" / "fragment" / folder).glob("*.tla")
    }
    return modules | {f"faults/{fault.name}" for fault in faulty.faults()}


def fragment_patterns() -> list[str]:
    """Return the cases, or patterns of them, that docs/fragment.md names."""
    return [
        pattern
        for row in rows(FRAGMENT)
        for pattern in re.findall(r"`((?:accepted|refused|faults)/[^`]+)`", row[-1])
    ]


def test_every_row_of_the_fragment_names_cases_that_exist() -> None:
    """A row of docs/fragment.md is shown by a case, and each that it names is there."""
    cases = fragment_cases()

    assert [] == [row for row in rows(FRAGMENT) if row[-1] != "shown by" and "/" not in row[-1]]
    assert [] == [pattern for pattern in fragment_patterns() if not fnmatch.filter(cases, pattern)]


def test_every_case_of_the_fragment_is_named() -> None:
    """No module or fault is in the corpora without a row in docs/fragment.md that it shows."""
    patterns = fragment_patterns()

    assert [] == sorted(
        case for case in fragment_cases() if not any(fnmatch.fnmatchcase(case, p) for p in patterns)
    )


def test_every_action_has_one_row_in_the_model() -> None:
    """docs/model.md has a row for each action of spec/, in any order, and no other."""
    named = [name for name in first_cells(docs.MODEL) if "_" in name]

    assert sorted(docs.kernel_statements()) == sorted(named)


def test_every_step_says_why_it_is_atomic() -> None:
    """No row of docs/model.md leaves its third cell empty."""
    assert [] == [row[0] for row in rows(docs.MODEL) if not row[2]]


def test_every_finding_is_explained() -> None:
    """docs/findings.md has every case but the plain race and its repair, and those of the other tables."""
    plain = {"sync", "nosync"}
    claims = manifest.load(ROOT / "spec")
    explained = {case for said in claims.statements for case in said.cases} | set(first_cells(FINDINGS))
    explained |= {m.case(row, column) for m in claims.matrices for row in m.rows for column in m.columns}

    assert [] == [
        case.name
        for case in claims.cases
        if case.name not in explained
        and (case.name.split(".")[2] not in plain or case.name.split(".")[1] == "none")
    ]


def test_every_verdict_is_explained() -> None:
    """docs/verdicts.md has a row for each word of the table."""
    assert {word.value for word in Word} == set(first_cells(VERDICTS, "Verdicts"))


def test_every_exit_code_is_explained() -> None:
    """docs/verdicts.md has the exit codes of the command line, in the same order."""
    codes = re.findall(r"^ +(\d+)   ", cli.__doc__ or "", re.MULTILINE)

    assert codes == first_cells(VERDICTS, "Exit codes")


def test_every_layer_is_described() -> None:
    """docs/architecture.md has each module and folder of the package in a first cell, and no other."""
    package = ROOT / "rmapsmt"
    pieces = {path.name + "/" for path in package.iterdir() if (path / "__init__.py").exists()}
    pieces |= {path.stem for path in package.glob("[!_]*.py")}
    described = [name for row in rows(ARCHITECTURE) for name in re.findall(r"`([^`]+)`", row[0])]

    assert sorted(pieces) == sorted(described)


def test_every_command_of_the_readme_exists() -> None:
    """What README tells one to type is a command of the tool."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    known = {
        command.name or command.callback.__name__
        for command in cli.app.registered_commands
        if command.callback
    }

    assert set(re.findall(r"rmapsmt ([a-z]+)", text)) <= known


def test_the_readme_has_one_command_for_each_purpose() -> None:
    """CI takes both commands from README, each by what it ends with."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [line for line in text.splitlines() if line.startswith("python3 -m venv ")]

    assert ["rmapsmt prove --bound 8", "pytest"] == [line.rpartition(".venv/bin/")[2] for line in commands]


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_every_link_leads_somewhere(path: Path) -> None:
    """A relative link names a file or a folder that is there."""
    links = re.findall(r"\]\(([^):#]+)[^):]*\)", path.read_text(encoding="utf-8"))

    assert [] == [link for link in links if not (path.parent / link).exists()]


def test_every_kernel_statement_is_the_action_s_own() -> None:
    """The second cells of docs/model.md are the @kernel lines of spec/."""
    assert docs.fresh() == docs.MODEL.read_text(encoding="utf-8")
