"""Whether all initial states have what is asked of them.

What Init gives is put into the predicates in the circuit itself, where most of them come out true at once.
A solver that is told of cells and what they equal has to find out for itself that both count the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.encode.circuit import FALSE
from rmapsmt.encode.solver import Absent, Answer, Behaviour, Found, Undecided, one_of
from rmapsmt.encode.term import Solver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.encode.system import Encoding
    from rmapsmt.encode.term import Terms
    from rmapsmt.limits import Patience


class Initial:
    """The initial states of a family of models."""

    def __init__(self, encoding: Encoding, terms: Terms, patience: Patience, *, anew: bool) -> None:
        """Ask nothing yet; `anew` as in a solver."""
        self.encoding, self.circuit, self.terms = encoding, encoding.circuit, terms
        self.solver = Solver(terms, patience, anew=anew)
        self._false: dict[str, list[int]] = {}

    def find(self, models: Sequence[Sequence[int]], bad: Sequence[str]) -> Answer:
        """Look for an initial state, of one of the models, where one of `bad` is false."""
        t, false = self.terms, self._made_false(bad)
        some = self.circuit.any(literal for name in bad for literal in false[name])
        if some == FALSE:
            return Absent()
        found = self.solver.check([self.solver.name(x) for x in (t.of(some), one_of(t, models))])
        if isinstance(found, str):
            return Undecided(found)
        if found is None:
            return Absent()
        for way, start in enumerate(self.encoding.starts):
            if broken := tuple(name for name in bad if found(t.of(false[name][way]))):
                fits = found(t.of(start.fits))
                state = self.encoding.state([found(t.of(x)) for x in start.cells]) if fits else None
                return Found(Behaviour((), state, state), broken)
        raise AssertionError(bad)

    def _made_false(self, names: Sequence[str]) -> dict[str, list[int]]:
        """Return for each predicate in which ways Init gives a state where it is false."""
        encoding, circuit = self.encoding, self.circuit
        new = [name for name in names if name not in self._false]
        self._false.update({name: [] for name in new})
        for start in encoding.starts if new else ():
            given = dict(zip(encoding.cells, start.cells, strict=True))
            after = circuit.replaced([encoding.predicates[name] for name in new], given)
            for name, literal in zip(new, after, strict=True):
                types = name == encoding.types  # outside the ranges it is false, and nothing else is
                holds = circuit.both(start.fits, literal) if types else circuit.either(-start.fits, literal)
                self._false[name].append(circuit.both(start.guard, -holds))
        return self._false
