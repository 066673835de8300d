"""The package's shape: who may import whom, which library has which door, and which words stay out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "rmapsmt"
SOURCES = sorted(PACKAGE.rglob("*.py"))
TEXTS = sorted(path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".html", ".css", ".js"})

# From left to right; those on one line do not know each other.
LAYERS = [
    {"versions"}, {"source", "parallel", "limits", "meter"}, {"errors"}, {"files"}, {"tla"}, {"ir"},
    {"trace"}, {"verdict"},
    {"account"}, {"search", "why", "beside"}, {"elaborate"}, {"interp", "encode"}, {"engine"}, {"manifest"},
    {"whole"}, {"evidence"}, {"run"}, {"export", "certify", "report"}, {"cli"}, {"__main__"},
]  # fmt: skip
RANK = {piece: rank for rank, layer in enumerate(LAYERS) for piece in layer}
DOORS = {
    "z3": {"encode"},
    "yaml": {"manifest"},
    "tree_sitter": {"tla"},
    "tree_sitter_tlaplus": {"tla"},
    "typer": {"cli"},
    "rich": {"cli", "report"},
}
KERNEL = re.compile(
    r"(?<![a-z])(pmds?|ptes?|folios?|ttu)(?![a-z])|mapcount|page_table|(?<![a-z])(zap|try_to)_", re.IGNORECASE
)


def imported(code: str) -> set[str]:
    """Return what a module imports: top-level names, and for our own package the piece of it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.module:
            head, _, rest = node.module.partition(".")
            if head != "rmapsmt":
                names.add(head)
            elif rest:
                names.add("rmapsmt." + rest.split(".")[0])
            else:
                names |= {"rmapsmt." + alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                names.add(".".join(parts[:2]) if parts[0] == "rmapsmt" else parts[0])
    return names


def violations(piece: str, code: str) -> list[str]:
    """Return what breaks the layering in a module of this piece, as sentences."""
    if piece not in RANK:
        return [f"{piece} stands in no layer"]
    found = []
    for name in sorted(imported(code)):
        other = name.removeprefix("rmapsmt.")
        if name.startswith("rmapsmt.") and other != piece and RANK.get(other, len(LAYERS)) >= RANK[piece]:
            found.append(f"{piece} must not import {other}")
        if piece not in DOORS.get(name, {piece}):
            found.append(f"{piece} must not import {name}")
    return found


def piece_of(path: Path) -> str:
    """Return the piece of the package that a file belongs to."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def test_the_rules_find_what_breaks_them() -> None:
    """The solver has one door, nothing looks to its right, and the two semantics do not know each other."""
    assert ["interp must not import z3"] == violations("interp", "import z3")
    assert ["ir must not import cli"] == violations("ir", "from rmapsmt import cli")
    assert ["encode must not import interp"] == violations("encode", "import rmapsmt.interp.evaluate")
    assert ["interp must not import encode"] == violations(
        "interp", "def f():\n    from rmapsmt.encode import x"
    )
    assert ["nowhere stands in no layer"] == violations("nowhere", "")
    assert [] == violations("encode", "import z3\nfrom rmapsmt.ir import Expr\nfrom rmapsmt.encode import x")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_keeps_to_its_layer(path: Path) -> None:
    """A module imports only from layers to its left, and a library only through its door."""
    piece = piece_of(path)

    assert piece == "__init__" or [] == violations(piece, path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_knows_the_kernel(path: Path) -> None:
    """Only spec/ knows Linux."""
    lines = path.read_text(encoding="utf-8").splitlines()

    assert [] == [f"{number}: {line}" for number, line in enumerate(lines, start=1) if KERNEL.search(line)]


def test_the_kernel_words_are_found() -> None:
    """The words are looked for as words: accepted and adapter are none."""
    assert KERNEL.search("the PMD of a page")
    assert KERNEL.search("zap_something")
    assert not KERNEL.search("accepted adapter attune rmap mapping")
