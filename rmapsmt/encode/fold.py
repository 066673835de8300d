"""What a choice of constants makes of an encoding that leaves them open."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from rmapsmt.encode.circuit import FALSE, TRUE
from rmapsmt.encode.system import Start, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rmapsmt.encode.system import Encoding
    from rmapsmt.ir import Value


@dataclass(frozen=True, slots=True)
class Folded:
    """What is asked of every state, and each way of beginning or stepping that is left, by its number."""

    asked: tuple[int, ...]
    ways: tuple[tuple[int, tuple[int, ...]], ...]


def folded(encoding: Encoding, constants: Mapping[str, Value], predicates: Iterable[str]) -> Folded:
    """Return what is left of an encoding where these constants have these values; others stay open.

    Where two choices of constants leave the same, their behaviours are the same, and so are the
    predicates of the states in them.
    """
    circuit = encoding.circuit
    ways = [
        (number, (way.guard, way.fits, *way.cells))
        for number, way in enumerate(chain[Start | Step](encoding.starts, encoding.steps))
    ]
    asked = [encoding.onward, encoding.rules, *(encoding.predicates[name] for name in predicates)]
    made = {TRUE: TRUE}
    for name, choices in encoding.rigid.items():
        if name in constants:
            for value, lit in choices:
                chosen = TRUE if value == constants[name] else FALSE
                made[abs(lit)] = chosen if lit > 0 else -chosen

    def of(lit: int) -> int:
        return made[lit] if lit > 0 else -made[-lit]

    for x in circuit.below([*asked, *(lit for _, way in ways for lit in way)]):
        if x not in made:
            operands = circuit.gates[x]
            made[x] = x if operands is None else circuit.all(map(of, operands))
    left = [(number, tuple(map(of, way))) for number, way in ways if of(way[0]) != FALSE]
    return Folded(tuple(map(of, asked)), tuple(left))


def still_open(encoding: Encoding, left: Folded) -> set[str]:
    """Return the constants that what is left depends on."""
    inputs = set(encoding.circuit.below([*left.asked, *(lit for _, way in left.ways for lit in way)]))
    rigid = encoding.rigid.items()
    return {name for name, choices in rigid if any(abs(lit) in inputs for _, lit in choices)}
