"""Every command line that help texts, README and docs show is run, and prints what stands there."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest
from typer.main import get_command

from rmapsmt import cli
from tools import commands

if TYPE_CHECKING:
    from pathlib import Path


def epilogs() -> dict[str, str]:
    """Return the last lines of every command's help."""
    return {name: one.epilog or "" for name, one in get_command(cli.app).commands.items()}  # type: ignore[attr-defined]


def test_every_command_has_an_example() -> None:
    """A command's help ends with command lines of that command, or of its story."""
    assert [] == [name for name, text in epilogs().items() if not re.search(rf"  rmapsmt {name}\b", text)]


@pytest.mark.slow
def test_the_examples_of_the_help_texts_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One after another in an empty folder, as a newcomer would: each ends well, or shows its race."""
    monkeypatch.chdir(tmp_path)
    order = ["init", "prove", "check", "trace", "why", "export", "explore"]
    texts = epilogs()
    for name in [*order, *sorted(set(texts) - set(order))]:
        for line in re.findall(r"^  (rmapsmt .+)$", texts[name], flags=re.MULTILINE):
            if not commands.ELSEWHERE.fullmatch(line):
                code = cli.entry(shlex.split(line)[1:])
                assert code == (1 if name == "explore" else 0), f"{line}: {capsys.readouterr().err}"


PAGES = [page for page in commands.PAGES if page.exists() and commands.commands(page.read_text("utf-8"))]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_s_command_lines_do_what_it_says(page: Path, tmp_path: Path) -> None:
    """They are run in a copy of the checkout, in the order of the page, by the shell that a reader has."""
    assert [] == commands.faults(page, commands.Shell(tmp_path))


def test_an_output_that_has_changed_is_seen() -> None:
    """The comparison forgives times, versions and what is left out, and nothing else."""
    expected = "3 cases: 2 proved; 1.2 s\n...\nspec 0123456789ab, z3 5.4.1"

    assert commands.alike(expected, "3 cases: 2 proved; 9.9 s\na\nb\nspec ba9876543210, z3 5.4.2.0\n")
    assert not commands.alike(expected, "3 cases: 1 proved; 1.2 s\na\nspec 0123456789ab, z3 5.4.1")
    assert not commands.alike(expected, "3 cases: 2 proved; 1.2 s")


LINES = [
    ("rmapsmt trace a.b.c", True),
    ("rmapsmt trace CASE", False),
    ("rmapsmt prove --all", False),
    ("rmapsmt prove '*.sync'", True),
    ("sed -i s/a/b/ spec/State.tla", True),
    ("python3 -m venv .venv", False),
]


@pytest.mark.parametrize(("line", "run"), LINES)
def test_what_is_no_command_of_ours_is_not_run(line: str, run: bool) -> None:
    """A placeholder is the reader's to fill in; what settles everything is run once, elsewhere."""
    assert run == commands.is_run(line)
