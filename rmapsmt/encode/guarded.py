"""Steps without what their own guards settle.

A step at a label knows where its task is: that cell is true, and those of the other labels are false.  So
most of what it seems to give it leaves as it was, and what it gives is simpler.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rmapsmt.encode.circuit import FALSE, TRUE
from rmapsmt.encode.shape import groups

if TYPE_CHECKING:
    from rmapsmt.encode.circuit import Circuit
    from rmapsmt.encode.system import Encoding, Step


def guarded(encoding: Encoding) -> Encoding:
    """Return the encoding with each step as it is where its guard is true, which is where it is taken."""
    alike: dict[int, tuple[int, ...]] = {}  # of a cell: the cells of its place, of which one is true at most
    at = 0
    for shape in encoding.shapes:
        for size in groups(shape):
            cells = encoding.cells[at : at + size]
            alike.update(dict.fromkeys(cells, cells))
            at += size
    return replace(encoding, steps=tuple(_settled(encoding, alike, step) for step in encoding.steps))


def _settled(encoding: Encoding, alike: dict[int, tuple[int, ...]], step: Step) -> Step:
    known: dict[int, int] = {}
    for literal in conjuncts(encoding.circuit, step.guard):
        if literal in alike:
            known.update(dict.fromkeys(alike[literal], FALSE))
    for literal in conjuncts(encoding.circuit, step.guard):
        if abs(literal) in alike:
            known[abs(literal)] = TRUE if literal > 0 else FALSE
    changed, after = step.changes(encoding.cells), list(encoding.cells)
    *given, fits = encoding.circuit.replaced([*(step.cells[i] for i in changed), step.fits], known)
    for i, literal in zip(changed, given, strict=True):
        cell = after[i]
        if literal != known.get(cell, cell):
            after[i] = literal
    return replace(step, cells=tuple(after), fits=fits)


def conjuncts(circuit: Circuit, literal: int) -> list[int]:
    """Return literals that are true where this one is: those that it is a conjunction of."""
    found, todo = dict.fromkeys([literal]), [literal]
    while todo:
        top = todo.pop()
        for operand in (circuit.gates[top] or ()) if top > 0 else ():
            if operand not in found:
                found[operand] = None
                todo.append(operand)
    return list(found)
