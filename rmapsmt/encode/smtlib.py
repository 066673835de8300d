"""A circuit's obligation as SMT-LIB 2 text, which any solver reads; Z3's printer has no part in it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rmapsmt.encode.circuit import FALSE, TRUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rmapsmt.encode.circuit import Circuit
    from rmapsmt.encode.obligation import Obligation

_PLAIN = {"\\": "", "|": "!", "\n": " "}  # what may not stand between bars


def script(obligation: Obligation, about: Sequence[str] = ()) -> str:
    """Return a whole script with its expected answer; `about` are lines of comment for its head."""
    status = obligation.status
    parts = obligation.parts
    text = Text(obligation.circuit, [x for part in parts for _, x in part.literals])
    lines = [
        *(f"; {line}" for line in [*about, obligation.says]),
        f"; Expected: {status}.  What is asserted is {'it' if obligation.satisfiable else 'its negation'}.",
        "(set-info :smt-lib-version 2.6)",
        f"(set-info :status {status})",
        "(set-logic QF_UF)",
        "",
        "; ---- what is chosen freely: the state before, the steps taken, what they choose",
        *text.declarations(),
    ]
    for part in parts:
        lines += ["", f"; ---- {part.title}"]
        for name, literal in part.literals:
            lines += text.definition(name, literal)
            if part.asserted:
                lines.append(f"(assert {text.of(literal)})")
    return "\n".join([*lines, "", "(check-sat)", "(exit)", ""])


class Text:
    """Terms for the literals of a circuit; a gate that is used more than once gets a definition first."""

    def __init__(self, circuit: Circuit, literals: Iterable[int]) -> None:
        """Count how often each gate is used."""
        self._circuit = circuit
        roots = [x for x in literals if abs(x) != TRUE]
        self._below = circuit.below(roots)
        uses = Counter(abs(x) for x in roots)
        for gate in self._below:
            uses.update(abs(x) for x in circuit.gates[gate] or ())
        self._shared = {gate for gate, count in uses.items() if count > 1}
        self._taken: set[str] = set()
        self._terms: dict[int, str] = {}  # of what has a name
        for x in self._below:
            if circuit.gates[x] is None:
                self._terms[x] = self.symbol(circuit.names[x])

    def symbol(self, name: str) -> str:
        """Return a quoted symbol for a name, which nothing else has."""
        for character, other in _PLAIN.items():
            name = name.replace(character, other)
        found, number = name, 1
        while found in self._taken:
            number += 1
            found = f"{name} ({number})"
        self._taken.add(found)
        return f"|{found}|"

    def declarations(self) -> list[str]:
        """Return the declarations of the inputs."""
        inputs = [x for x in self._below if self._circuit.gates[x] is None]
        return [f"(declare-const {self._terms[x]} Bool)" for x in inputs]

    def definition(self, name: str, literal: int) -> list[str]:
        """Return what defines a name for the literal, which is written so from then on."""
        lines = self.needed(literal)
        symbol = self.symbol(name)
        lines.append(f"(define-fun {symbol} () Bool {self.of(literal)})")
        if self._circuit.gates[abs(literal)] is not None:
            self._terms[abs(literal)] = symbol if literal > 0 else f"(not {symbol})"
        return lines

    def needed(self, literal: int) -> list[str]:
        """Return definitions of the shared gates that a literal stands on and that have none yet."""
        lines = []
        for gate in self._circuit.below([literal]):
            if gate in self._shared and gate not in self._terms and gate != abs(literal):
                lines.append(f"(define-fun g{gate} () Bool {self.of(gate)})")
                self._terms[gate] = f"g{gate}"
        return lines

    def of(self, literal: int) -> str:
        """Return the term of a literal, whose shared gates have been defined."""
        if abs(literal) == TRUE:
            return "false" if literal == FALSE else "true"
        if (known := self._terms.get(abs(literal))) is not None:
            return known if literal > 0 else _negation(known)
        operands = self._circuit.gates[abs(literal)] or ()
        if literal > 0:
            return f"(and {' '.join(map(self.of, operands))})"
        return f"(or {' '.join(self.of(-x) for x in operands)})"


def _negation(term: str) -> str:
    return term[5:-1] if term.startswith("(not ") else f"(not {term})"
