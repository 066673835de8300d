"""What a step does to the number of elements of a set: what the solver is told of it is always so."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from rmapsmt.encode import counting
from rmapsmt.encode.circuit import TRUE, Circuit
from rmapsmt.encode.compare import Checked
from rmapsmt.encode.term import Solver, Terms

if TYPE_CHECKING:
    from rmapsmt.ir import Value

SIZE = 4


@pytest.mark.parametrize("always", [False, True])
def test_any_two_sets_agree_with_what_is_told_of_their_numbers(always: bool) -> None:
    """Of all pairs of sets none is excluded, with an element that is always there or without one."""
    circuit = Circuit()
    elements = [circuit.input(f"{n}") for n in range(SIZE)]
    checked = Checked(circuit)
    checked.cardinality(dict(enumerate([*elements, *([TRUE] if always else [])])))
    (count,) = checked.counts
    terms = Terms(circuit)
    solver = Solver(terms)
    before = [terms.of(x) for x in elements]
    after = [terms.const(f"{n}'") for n in range(SIZE)]

    counting.tell(
        solver,
        count,
        terms.of,
        lambda x: terms.substitute(terms.of(x), before, after),
        [terms.false] * len(count.members),
    )

    for truths in product([False, True], repeat=2 * SIZE):
        chosen = [x if true else terms.negation(x) for x, true in zip([*before, *after], truths, strict=True)]
        assert solver.check(chosen) is not None, truths


def test_equal_sets_share_their_counting() -> None:
    """In whatever order their elements were met: to a solver two orders are two hard questions."""
    circuit = Circuit()
    elements: dict[Value, int] = {n: circuit.input(f"{n}") for n in range(SIZE)}
    checked = Checked(circuit)

    checked.cardinality(elements)
    checked.cardinality(dict(reversed(elements.items())))

    assert checked.counts[0] == checked.counts[1]
