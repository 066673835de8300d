"""A program's files: every module that is reached, and one message where one cannot be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_tla_parse import ONE

from rmapsmt.errors import InputError, NameFault, SyntaxFault, Unsupported, UsageFault
from rmapsmt.tla.load import load
from rmapsmt.tla.syntax import Definition

if TYPE_CHECKING:
    from pathlib import Path


# Files


def files(folder: Path, **modules: str) -> Path:
    """Write modules to files of their names; the first is the root."""
    for name, body in modules.items():
        (folder / f"{name}.tla").write_text(f"---- MODULE {name} ----\n{body}\n====\n", encoding="utf-8")
    return folder / f"{next(iter(modules))}.tla"


def test_a_program_holds_every_module_that_is_reached(tmp_path: Path) -> None:
    """EXTENDS and INSTANCE are followed, in LET too; standard and inner modules are not looked for."""
    root = files(
        tmp_path,
        A="EXTENDS Naturals, B\nI == INSTANCE C\n---- MODULE E ----\n====\nJ == INSTANCE E",
        B="x == LET K == INSTANCE D IN 1",
        C="y == 1",
        D="z == 1",
    )

    assert ["A", "B", "D", "C"] == list(load(root).modules)


def test_modules_are_also_found_in_the_library(tmp_path: Path) -> None:
    """A folder of the library is looked through after the root's own."""
    (tmp_path / "lib").mkdir()
    files(tmp_path / "lib", B="x == 1")

    assert ["A", "B"] == list(load(files(tmp_path, A="EXTENDS B"), [tmp_path / "lib"]).modules)


@pytest.mark.parametrize(
    ("modules", "kind", "said"),
    [
        ({"A": "EXTENDS Naturals, B"}, NameFault, "A.tla:2:19 there is no module B"),
        ({"A": "I == INSTANCE B"}, NameFault, "A.tla:2:15 there is no module B"),
        ({"A": "EXTENDS Reals"}, Unsupported, "A.tla:2:9 the standard module Reals is not supported"),
        ({"A": "EXTENDS A"}, NameFault, "A.tla:2:9 module A reaches itself: A -> A"),
        (
            {"A": "EXTENDS B", "B": "I == INSTANCE A"},
            NameFault,
            "B.tla:2:15 module A reaches itself: A -> B -> A",
        ),
        ({"A": "EXTENDS B", "B": "x == ("}, SyntaxFault, "B.tla:3:1 syntax error: unexpected ===="),
    ],
)
def test_a_module_that_cannot_be_had_is_blamed_on_its_name(
    tmp_path: Path, modules: dict[str, str], kind: type[InputError], said: str
) -> None:
    """The place is the name in EXTENDS or INSTANCE, or the fault in the other file."""
    with pytest.raises(kind) as raised:
        load(files(tmp_path, **modules))
    span = raised.value.span
    assert span

    name = span.source.name.rpartition("/")[2]
    assert said == f"{name}:{span.line}:{span.column} {raised.value.message}"


def test_one_file_holds_the_module_of_its_name(tmp_path: Path) -> None:
    """TLC insists on it, and so do we."""
    root = files(tmp_path, A="x == 1").rename(tmp_path / "B.tla")
    with pytest.raises(NameFault, match=r"the module is named A and its file B\.tla"):
        load(root)


@pytest.mark.parametrize(
    ("data", "kind", "said"),
    [
        (b"", SyntaxFault, "1:1 this file is empty"),
        (b"---- MODULE A ----\n\\* caf\xe9\n====\n", SyntaxFault, "2:7 this file is not UTF-8 text"),
        (b"---- MODULE A ----\n\0", SyntaxFault, "2:1 this file is not text: it holds NUL characters"),
        (b"\\" * 1_000_001, UsageFault, "is larger than 1 MB"),
        (None, UsageFault, "No such file or directory"),
    ],
)
def test_a_file_that_is_no_module_gives_one_message(
    tmp_path: Path, data: bytes | None, kind: type[InputError], said: str
) -> None:
    """Empty, binary, huge and missing files are the user's to mend."""
    path = tmp_path / "A.tla"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(kind) as raised:
        load(path)
    at = raised.value.span

    assert said in f"{at.line}:{at.column} {raised.value.message}" if at else said in raised.value.message


def test_a_byte_order_mark_is_no_character(tmp_path: Path) -> None:
    """Some editors write one."""
    path = tmp_path / "A.tla"
    path.write_bytes(b"\xef\xbb\xbf---- MODULE A ----\r\nx == 1\r\n====\r\n")

    assert (Definition("x", (), ONE),) == load(path).root.units
