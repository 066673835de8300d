"""A set of states as a literal of the encoding's circuit.

It is a decision diagram over the cells, with equal parts shared, so that it is small where the states are
many but alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.encode.cells import Shapes
from rmapsmt.encode.circuit import TRUE, Circuit
from rmapsmt.encode.relate import Values
from rmapsmt.encode.shape import groups, width

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from rmapsmt.encode.system import Encoding
    from rmapsmt.ir import State, Value

    Row: TypeAlias = tuple[int, ...]  # a literal for each place: which of its values a state has there


def within(encoding: Encoding, states: Sequence[State]) -> int:
    """Return that the cells are those of one of the states, of which there is at least one."""
    return _diagram(encoding.circuit, _rows(encoding, states))


def _rows(encoding: Encoding, states: Sequence[State]) -> list[Row]:
    """Return each state as literals: of a place with several values the one that is true, else the bit."""
    reader = Shapes(Values(Circuit()))
    columns: list[list[Row]] = []
    at = 0
    for place, shape in enumerate(encoding.shapes):
        cells = encoding.cells[at : at + width(shape)]
        at += len(cells)
        alike = groups(shape)
        known: dict[Value, Row] = {}
        column = []
        for state in states:
            value = state[place]
            if value not in known:
                bits: list[int] = []
                reader.literals(shape, value, bits)
                known[value] = tuple(_chosen(cells, bits, alike))
            column.append(known[value])
        columns.append(column)
    return [sum(parts, ()) for parts in zip(*columns, strict=True)]


def _chosen(cells: Sequence[int], bits: Sequence[int], alike: Sequence[int]) -> list[int]:
    """Return a literal for each group of cells: `alike` has their sizes, 1 for a bit."""
    found, at = [], 0
    for size in alike:
        part = list(zip(cells[at : at + size], bits[at : at + size], strict=True))
        at += size
        if size == 1:
            found.append(part[0][0] if part[0][1] == TRUE else -part[0][0])
        else:
            found.append(next((cell for cell, bit in part if bit == TRUE), -part[0][0]))
    return found


def _diagram(circuit: Circuit, rows: Sequence[Row]) -> int:
    """Return the disjunction of the rows, each a conjunction of its literals."""
    places = range(len(rows[0]))
    variety = {place: len({row[place] for row in rows}) for place in places}
    always = [rows[0][place] for place in places if variety[place] == 1]
    # Where an actor is comes last: what most of the rest is follows from it.
    order = sorted((p for p in places if variety[p] > 1), key=lambda p: (variety[p], p))

    def node(part: list[Row], depth: int) -> int:
        if depth == len(order):
            return TRUE
        branches: dict[int, list[Row]] = {}
        for row in part:
            branches.setdefault(row[order[depth]], []).append(row)
        ways = [circuit.both(literal, node(branches[literal], depth + 1)) for literal in sorted(branches)]
        return circuit.any(ways)

    return circuit.all([*always, node(list(rows), 0)])
