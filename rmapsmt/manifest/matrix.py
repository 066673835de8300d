"""A table of cases, one for each row and column: one question asked of many models.

What a case may say stands at the matrix, a column, a row or a cell.  Each of these changes what those
before it say: a model constant by constant, lemmas by adding to them, anything else by replacing it.
Lemmas are for proofs: a cell that expects a behaviour has those alone that it names itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rmapsmt.errors import ManifestFault
from rmapsmt.manifest import case, fields, tree
from rmapsmt.manifest.text import Ref, near
from rmapsmt.verdict import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rmapsmt.manifest.case import Case
    from rmapsmt.manifest.constants import Known
    from rmapsmt.source import Span

_KEYS = (*case.NEEDED, *case.OPTIONAL)
_ABSENT = "n/a"
_BEHAVIOURS = {Word.VIOLATED, Word.REACHED}

_Layer = dict[str, tree.Node]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows and columns; a cell is a case, or a reason why there is none."""

    name: str
    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    absent: Mapping[tuple[str, str], str]

    def case(self, row: str, column: str) -> str:
        """Return the name of a cell's case."""
        return f"{self.name}.{row}.{column}"


def read(node: tree.Node, known: Known) -> tuple[Matrix, tuple[Case, ...]]:
    """Return a matrix, and its cases row by row."""
    top = fields.mapping(node, "a matrix", ("matrix", "columns", "rows"), ("title", *_KEYS))
    name = case.name(top["matrix"], "matrix")
    title = fields.get(top, "title", fields.text, "")
    columns = dict(_columns(top["columns"], known))
    rows = dict(_rows(top["rows"]))
    absent: dict[tuple[str, str], str] = {}
    matrix = Matrix(name.name, title, tuple(rows), tuple(columns), absent)
    cases = []
    for row, of_row in rows.items():
        for column, written in _cells(of_row["expect"], row, columns):
            cell = _cell(written, f"the cell of {row} and {column}")
            if _ABSENT in cell:
                absent[row, column] = fields.text(cell[_ABSENT], _ABSENT)
            else:
                named = Ref(matrix.case(row, column), written.span)
                made = case.make(named, _laid(named, [top, columns[column], of_row, cell]), known)
                if made.expect in _BEHAVIOURS:
                    made = replace(made, lemmas=fields.get(cell, "lemmas", fields.operators, ()))
                cases.append(made)
    return matrix, tuple(cases)


def _columns(node: tree.Node, known: Known) -> Iterator[tuple[str, _Layer]]:
    """Yield every column with what it says; the name of a revision says that it is of that revision."""
    for entry in _some(node, "columns"):
        name = case.name(entry.key, "column")
        said = fields.mapping(entry.value, f"column {name}", (), _KEYS)
        if name.name in known.revisions:
            revision = _model("revision", entry.key)
            said["model"] = _changed(revision, said["model"]) if "model" in said else revision
        elif not said:
            hint = near(name.name, known.revisions)
            raise ManifestFault(f"column {name} is no revision, and says nothing", name.span, hint)
        yield name.name, said


def _rows(node: tree.Node) -> Iterator[tuple[str, _Layer]]:
    """Yield every row with what it says."""
    for entry in _some(node, "rows"):
        name = case.name(entry.key, "row").name
        yield name, fields.mapping(entry.value, f"row {name}", ("expect",), _KEYS)


def _some(node: tree.Node, what: str) -> tuple[tree.Entry, ...]:
    """Return the entries of a mapping that must not be empty."""
    entries = fields.entries(node, what)
    if not entries:
        raise ManifestFault(f"there are no {what}", node.span)
    return entries


def _cells(node: tree.Node, row: str, columns: Mapping[str, _Layer]) -> Iterator[tuple[str, tree.Node]]:
    """Yield what stands in each column of a row; one word, or one reason, stands in all of them."""
    if not isinstance(node, tree.Mapping) or node.get(_ABSENT):
        yield from ((column, node) for column in columns)
        return
    for entry in node.entries:
        if entry.key.text not in columns:
            hint = near(entry.key.text, columns)
            raise ManifestFault(f"there is no column `{entry.key.text}`", entry.key.span, hint)
    for column in columns:
        if (cell := node.get(column)) is None:
            hint = f"write {column}: {{{_ABSENT}: the reason}} where there is no such case"
            raise ManifestFault(f"row {row} says nothing of column {column}", node.span, hint)
        yield column, cell


def _cell(node: tree.Node, what: str) -> _Layer:
    """Return what a cell says: the expected answer, with more if need be, or why there is no case."""
    if isinstance(node, tree.Scalar):
        return {"expect": node}
    if isinstance(node, tree.Mapping) and node.get(_ABSENT):
        return fields.mapping(node, what, (_ABSENT,), ())
    return fields.mapping(node, what, ("expect",), _KEYS)


def _laid(named: Ref, layers: list[_Layer]) -> _Layer:
    """Return what the layers say together of the cell that is named."""
    found: _Layer = {}
    for layer in layers:
        for key in (key for key in (*_KEYS, "expect") if key in layer):
            above, below = layer[key], found.get(key)
            if key == "model":
                found[key] = _changed(below, above, named.span)
            elif key == "lemmas" and below:
                found[key] = _added(below, above)
            else:
                found[key] = above
    for key in case.NEEDED:
        if key not in found:
            raise ManifestFault(f"nothing says what the {key} of {named} is", named.span)
    return found


def _model(key: str, name: tree.Scalar) -> tree.Mapping:
    """Return the model that says this and no more."""
    return tree.Mapping((tree.Entry(tree.Scalar(key, plain=True, span=name.span), name),), name.span)


def _changed(below: tree.Node | None, above: tree.Node, at: Span | None = None) -> tree.Mapping:
    """Return a model with what another one changes in it."""
    entries: dict[str, tree.Entry] = {}
    for node in (below, above):
        whole = _model("like", node) if isinstance(node, tree.Scalar) else node
        entries |= {entry.key.text: entry for entry in fields.entries(whole, "model")} if whole else {}
    return tree.Mapping(tuple(entries.values()), at or above.span)


def _added(below: tree.Node, above: tree.Node) -> tree.Node:
    """Return two lists of lemmas as one, what is named in both once."""
    lists = [fields.operators(node, "lemmas") for node in (below, above)]
    names = {ref.name: ref for refs in lists for ref in refs}
    return tree.List(tuple(tree.Scalar(r.name, plain=True, span=r.span) for r in names.values()), above.span)
