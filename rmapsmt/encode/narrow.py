"""One model out of all that satisfy a query: the one that some preferences, in their order, leave over.

A model that any solver finds first is only where the search begins, so the last one is the same for every
seed and version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.encode.term import Truths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.encode.term import Solver, Term


class Narrowing:
    """A query with preferences; `found` is a model of it all, None, or why the solver gave up."""

    def __init__(self, solver: Solver, wanted: Sequence[Term]) -> None:
        """Start with the query alone."""
        self.solver, self.terms, self.wanted = solver, solver.terms, [*wanted]
        self.found = solver.check(self.wanted)

    def fewest(self, terms: Sequence[Term]) -> None:
        """Let as few of these terms be true as can be."""
        while isinstance(self.found, Truths):
            number = sum(map(self.found, terms))
            if not number or not self._better(self.terms.at_most(number - 1, terms)):
                self._want(self.terms.at_most(number, terms))
                return

    def earliest(self, options: Sequence[Term]) -> None:
        """Let the first of these terms be true that can be; one of them is."""
        while isinstance(self.found, Truths):
            number = next(number for number, option in enumerate(options) if self.found(option))
            if not number or not self._better(self.terms.any(options[:number])):
                self._want(options[number])
                return

    def foremost(self, terms: Sequence[Term]) -> None:
        """Let each of these terms in its turn be true if it can be."""
        if not isinstance(self.found, Truths):
            return
        false = [term for term in terms if not self.found(term)]
        if len(terms) > 1 and false and self._better(self.terms.any(false)):
            half = len(terms) // 2
            self.foremost(terms[:half])
            self.foremost(terms[half:])
        elif len(terms) == 1 and false:
            self._want(terms[0], holds=self._better(terms[0]))
        elif isinstance(self.found, Truths):
            for term in terms:
                self._want(term, holds=self.found(term))

    def _better(self, term: Term) -> bool:
        """Look for a model in which the term is true too, and keep it."""
        answer = self.solver.check([*self.wanted, self.solver.name(term)])
        if answer is not None:
            self.found = answer
        return isinstance(answer, Truths)

    def _want(self, term: Term, *, holds: bool = True) -> None:
        if isinstance(self.found, Truths):
            self.wanted.append(self.solver.name(term if holds else self.terms.negation(term)))
