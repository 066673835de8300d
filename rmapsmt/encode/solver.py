"""Behaviours of a bounded length, and single steps from an arbitrary state, as questions to Z3.

The formula of one step is made once and instantiated for each step by substitution in Z3's own code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import z3

from rmapsmt.encode import counting
from rmapsmt.encode.circuit import FALSE, TRUE
from rmapsmt.encode.term import Solver, Terms
from rmapsmt.limits import endless

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rmapsmt.encode.system import Encoding
    from rmapsmt.encode.term import Term
    from rmapsmt.ir import Label, State
    from rmapsmt.limits import Patience


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a solver found: the steps lead from the first state to the last.

    The states between are for the interpreter to find again.  A state is None where it lies outside
    TypeOK, and so has no cells to be read from; the first one then is the last, and nothing follows.
    """

    labels: tuple[Label, ...]
    first: State | None
    last: State | None


@dataclass(frozen=True, slots=True)
class Found:
    """There is such a behaviour; `broken` names what is false in its last state."""

    behaviour: Behaviour
    broken: tuple[str, ...] = ()
    conjuncts: tuple[str, ...] = ()  # of `broken`, more closely, where that was asked for


@dataclass(frozen=True, slots=True)
class Absent:
    """There is none."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """The solver gave up."""

    reason: str


Answer = Found | Absent | Undecided


def version() -> str:
    """Return Z3's version."""
    return str(z3.get_version_string())


class OneStep:
    """The formula of one step, over the cells of a state and one variable for each way of taking it."""

    def __init__(self, encoding: Encoding, terms: Terms) -> None:
        """Make the formula: what each cell becomes, and when each way is open."""
        t = self.terms = terms
        self.encoding = encoding
        self.cells = [t.of(x) for x in encoding.cells]
        self.choices = [t.of(x) for x in encoding.choices]
        self.picks = [t.own(f"step!{i}") for i in range(len(encoding.steps))]
        self._unless: dict[tuple[int, ...], Term] = {}
        changing: dict[int, list[int]] = {}
        for number, step in enumerate(encoding.steps):
            for i in step.changes(encoding.cells):
                changing.setdefault(i, []).append(number)
        self._changing = {encoding.cells[i]: numbers for i, numbers in changing.items()}
        self.next = [self._next(i, changing.get(i, ())) for i in range(len(encoding.cells))]
        ways = zip(self.picks, encoding.steps, strict=True)
        self.guards = t.all([t.implies(pick, t.of(step.guard)) for pick, step in ways])
        if encoding.onward != TRUE:
            self.guards = t.all([self.guards, t.implies(t.any(self.picks), t.of(encoding.onward))])
        ways = zip(self.picks, encoding.steps, strict=True)
        self.leaves = t.any([t.all([pick, t.of(-step.fits)]) for pick, step in ways if step.fits != TRUE])

    def changing(self, cells: Iterable[int]) -> list[int]:
        """Return the numbers of the steps that may change one of these cells."""
        return sorted({number for cell in cells for number in self._changing.get(cell, ())})

    def fresh(self, mark: str) -> list[Term]:
        """Return variables for the choices of another step."""
        names = self.encoding.circuit.names
        return [self.terms.const(f"{names[x]}!{x}{mark}") for x in self.encoding.choices]

    def _next(self, i: int, changing: Sequence[int]) -> Term:
        """Return what cell i is after the step: what the chosen way gives it, or what it was."""
        if not changing:
            return self.cells[i]
        t = self.terms
        ways: dict[int, list[Term]] = {}
        for number in changing:
            ways.setdefault(self.encoding.steps[number].cells[i], []).append(self.picks[number])
        gives = [
            t.any(picks) if lit == TRUE else t.all([t.any(picks), t.of(lit)])
            for lit, picks in ways.items()
            if lit != FALSE
        ]
        return t.any([*gives, t.all([self._none_of(tuple(changing)), self.cells[i]])])

    def _none_of(self, steps: tuple[int, ...]) -> Term:
        """Return that none of these steps is taken; the cells of one variable mostly share it."""
        if steps not in self._unless:
            self._unless[steps] = self.terms.negation(self.terms.any([self.picks[i] for i in steps]))
        return self._unless[steps]


def start_error(step: OneStep, model: Sequence[int], patience: Patience = endless) -> Answer:
    """Look for an error in the evaluation of Init; what is found is no behaviour, for there is no state."""
    t, errors = step.terms, step.encoding.start_errors
    if not errors:
        return Absent()
    solver = Solver(t, patience)
    solver.add(t.any([t.of(error.literal) for error in errors]))
    found = solver.check([t.of(x) for x in model])
    if isinstance(found, str):
        return Undecided(found)
    return Absent() if found is None else Found(Behaviour((), None, None))


class SingleStep:
    """One step from any state at all: for induction."""

    def __init__(self, step: OneStep, patience: Patience, *, anew: bool) -> None:
        """Set up a state, and the choice of one step from it; `anew` as in a solver."""
        self.step, self.encoding, self.terms = step, step.encoding, step.terms
        t = self.terms
        self.solver = Solver(t, patience, anew=anew)
        self._after = [t.const(f"{self.encoding.circuit.names[x]}'") for x in self.encoding.cells]
        self._now, self._then_chosen = [*step.cells, *step.choices], [*self._after, *step.fresh("'")]
        self.solver.add(t.of(self.encoding.rules), t.at_most_one(step.picks), step.guards)
        for after, following in zip(self._after, step.next, strict=True):
            self.solver.add(t.iff(after, following))
        self._steps = t.any(step.picks)
        self._outside = self.solver.name(step.leaves)
        self._before: dict[str, Term] = {}
        self._then: dict[str, Term] = {}
        self._tell_counts()

    def _tell_counts(self) -> None:
        """Tell the solver what becomes of the counts that predicates speak of."""
        t, circuit, counts = self.terms, self.encoding.circuit, self.encoding.counts
        said = [*dict.fromkeys(x for count in counts for x in count.literals)]
        after = t.substitute_all([t.of(x) for x in said], self._now, self._then_chosen)
        then = dict(zip(said, after, strict=True))
        for count in counts:
            kept = [
                t.negation(t.any([self.step.picks[i] for i in self.step.changing(circuit.support(member))]))
                for member in count.members
            ]
            counting.tell(self.solver, count, t.of, then.__getitem__, kept)

    def _holds(self, name: str) -> Term:
        if name not in self._before:
            self._before[name] = self.solver.name(self.terms.of(self.encoding.predicates[name]))
        return self._before[name]

    def _kept(self, name: str) -> Term:
        if name not in self._then:
            literal = self.encoding.predicates[name]
            term = self._said_after(literal, types=name == self.encoding.types)
            self._then[name] = self.solver.name(term)
        return self._then[name]

    def _said_after(self, literal: int, *, types: bool) -> Term:
        t = self.terms
        after = t.substitute(t.of(literal), self._now, self._then_chosen)
        return t.all([t.negation(self._outside), after]) if types else t.any([self._outside, after])

    def find(self, models: Sequence[Sequence[int]], assumed: Sequence[str], bad: Sequence[str]) -> Answer:
        """Look for a step, in one of the models, that leads from all of `assumed` to one of `bad` broken."""
        t = self.terms
        wanted = [t.of(x) for x in models[0]] if len(models) == 1 else [self.solver.name(one_of(t, models))]
        wanted += [self._holds(name) for name in assumed]
        wanted.append(self.solver.name(t.any([t.negation(self._kept(name)) for name in bad])))
        wanted.append(self.solver.name(self._steps))
        found = self.solver.check(wanted)
        if found is None:
            return Absent()
        if isinstance(found, str):
            return Undecided(found)
        chosen = self.encoding.steps[next(i for i, p in enumerate(self.step.picks) if found(p))]
        broken = [name for name in bad if not found(self._kept(name))]
        conjuncts: list[str] = []
        for name in broken:
            parts = self.encoding.parts.get(name, ())
            conjuncts += [p for p, lit in parts if not found(self._said_after(lit, types=False))] or [name]
        before = self.encoding.state([found(cell) for cell in self.step.cells])
        outside = found(self._outside)
        after = None if outside else self.encoding.state([found(cell) for cell in self._after])
        return Found(Behaviour((chosen.label,), before, after), tuple(broken), tuple(conjuncts))

    def excludes(self, model: Sequence[int], known: Sequence[str], goal: str) -> Answer:
        """Look for a state where all of `known` and the goal hold; where there is none, it is unreachable."""
        found = self.solver.check([*(self.terms.of(x) for x in model), *map(self._holds, [*known, goal])])
        if isinstance(found, str):
            return Undecided(found)
        return Absent() if found is None else Found(Behaviour((), None, None))


def one_of(terms: Terms, models: Sequence[Sequence[int]]) -> Term:
    """Return that the constants are those of one of these models."""
    return terms.any([terms.all([terms.of(x) for x in model]) for model in models])
