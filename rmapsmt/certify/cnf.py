"""An obligation as clauses, by Tseitin's transformation: they have a solution exactly if it has one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rmapsmt.encode.circuit import TRUE

if TYPE_CHECKING:
    from rmapsmt.encode.obligation import Obligation


@dataclass(frozen=True, slots=True)
class Cnf:
    """Clauses over the variables 1 to `variables`, as DIMACS numbers them."""

    variables: int
    clauses: tuple[tuple[int, ...], ...]
    gates: tuple[int, ...]  # of each variable but 1, which is TRUE: the circuit's gate or input

    def text(self) -> str:
        """Return the formula in the DIMACS format."""
        lines = [f"p cnf {self.variables} {len(self.clauses)}"]
        lines += [" ".join(map(str, (*clause, 0))) for clause in self.clauses]
        return "\n".join([*lines, ""])


def clauses(obligation: Obligation) -> Cnf:
    """Return the clauses of what is asserted: a variable for each gate that it stands on, 1 is TRUE.

    A gate x of operands y, z is the clauses -x y, -x z where it is used as it is, and x -y -z where its
    negation is used; the other direction nobody asks for (Plaisted and Greenbaum).
    """
    circuit, roots = obligation.circuit, obligation.roots
    below = circuit.below(roots)
    number = {TRUE: 1} | {gate: place for place, gate in enumerate(below, start=2)}

    def of(literal: int) -> int:
        return number[literal] if literal > 0 else -number[-literal]

    used = set(roots)
    for gate in reversed(below):  # a gate comes before its operands
        operands = circuit.gates[gate] or ()
        if gate in used:
            used.update(operands)
        if -gate in used:
            used.update(-operand for operand in operands)
    found: list[tuple[int, ...]] = [(1,)]
    for gate in below:
        if (inputs := circuit.gates[gate]) is not None:
            if gate in used:
                found += [(-of(gate), of(operand)) for operand in inputs]
            if -gate in used:
                found.append((of(gate), *(-of(operand) for operand in inputs)))
    found += [(of(root),) for root in roots]
    return Cnf(len(number), tuple(found), tuple(below))
