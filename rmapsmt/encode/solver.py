"""Behaviours of a bounded length, and single steps from an arbitrary state, as questions to Z3.

The formula of one step is made once and instantiated for each step by substitution in Z3's own code.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import z3

from rmapsmt.encode.circuit import FALSE, TRUE
from rmapsmt.encode.narrow import Narrowing
from rmapsmt.encode.term import Solver, Terms, Truths
from rmapsmt.ir import sort_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.encode.system import Encoding
    from rmapsmt.encode.term import Term
    from rmapsmt.ir import Label, State


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
        self.picks = [t.const(f"step!{i}") for i in range(len(encoding.steps))]
        self._unless: dict[tuple[int, ...], Term] = {}
        changing: dict[int, list[int]] = {}
        for number, step in enumerate(encoding.steps):
            for i in step.changes(encoding.cells):
                changing.setdefault(i, []).append(number)
        self.next = [self._next(i, changing.get(i, ())) for i in range(len(encoding.cells))]
        ways = zip(self.picks, encoding.steps, strict=True)
        self.guards = t.all([t.implies(pick, t.of(step.guard)) for pick, step in ways])
        if encoding.onward != TRUE:
            self.guards = t.all([self.guards, t.implies(t.any(self.picks), t.of(encoding.onward))])
        ways = zip(self.picks, encoding.steps, strict=True)
        self.leaves = t.any([t.all([pick, t.of(-step.fits)]) for pick, step in ways if step.fits != TRUE])

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


def start_error(step: OneStep, model: Sequence[int], timeout: float | None = None) -> Answer:
    """Look for an error in the evaluation of Init; what is found is no behaviour, for there is no state."""
    t, errors = step.terms, step.encoding.start_errors
    if not errors:
        return Absent()
    solver = Solver(t, timeout)
    solver.add(t.any([t.of(error.literal) for error in errors]))
    found = solver.check([t.of(x) for x in model])
    if isinstance(found, str):
        return Undecided(found)
    return Absent() if found is None else Found(Behaviour((), None, None))


class Unrolling:
    """All behaviours of at most `depth` steps of a family of models.

    A behaviour that ends early idles; `idle[k]` says that it has ended by state k.
    """

    def __init__(self, step: OneStep, timeout: float | None = None) -> None:
        """Start with depth 0: the initial states."""
        self.step, self.encoding, self.terms = step, step.encoding, step.terms
        self.solver = Solver(self.terms, timeout)
        self.depth = 0
        t = self.terms
        self._states = [[t.const(f"{self.encoding.circuit.names[x]}@0") for x in self.encoding.cells]]
        self._outside = [t.const("outside@0")]
        self._selectors: list[list[Term]] = []
        self._idle: list[Term] = []
        self._last: dict[str, Term] = {}
        self._broken: dict[tuple[str, ...], Term] = {}
        self._start()

    def _start(self) -> None:
        t, starts = self.terms, self.encoding.starts
        chosen = [t.const(f"start!{i}") for i in range(len(starts))]
        self.solver.add(t.any(chosen))
        if len(chosen) > 1:
            self.solver.add(t.at_most_one(chosen))
        for pick, start in zip(chosen, starts, strict=True):
            self.solver.add(t.implies(pick, t.of(start.guard)))
            self.solver.add(t.implies(pick, t.iff(self._outside[0], t.of(-start.fits))))
        for i, now in enumerate(self._states[0]):
            ways: dict[int, list[Term]] = {}
            for pick, start in zip(chosen, starts, strict=True):
                ways.setdefault(start.cells[i], []).append(pick)
            if len(ways) == 1:
                self.solver.add(t.iff(now, t.of(next(iter(ways)))))
            else:
                for lit, picks in ways.items():
                    self.solver.add(t.implies(t.any(picks), t.iff(now, t.of(lit))))

    def extend(self) -> None:
        """Allow one more step."""
        k, t, solver, step = self.depth, self.terms, self.solver, self.step
        picked = [t.const(f"{s.label}#{i}@{k}") for i, s in enumerate(self.encoding.steps)]
        idle = t.const(f"idle@{k}")
        after = [t.const(f"{self.encoding.circuit.names[x]}@{k + 1}") for x in self.encoding.cells]
        old, new = (
            [*step.cells, *step.picks, *step.choices],
            [*self._states[k], *picked, *step.fresh(f"@{k}")],
        )
        solver.add(t.at_most_one([*picked, idle]), t.any([*picked, idle]))
        block = t.all([step.guards, *[t.iff(a, n) for a, n in zip(after, step.next, strict=True)]])
        solver.add(t.substitute(block, old, new))
        outside = t.const(f"outside@{k + 1}")
        leaves = t.substitute(step.leaves, old, new)
        solver.add(t.iff(outside, t.any([self._outside[k], leaves])))
        solver.add(t.implies(self._outside[k], idle))  # there is no state to go on from
        if self._idle:
            solver.add(t.implies(self._idle[-1], idle))
        self._states.append(after)
        self._selectors.append(picked)
        self._idle.append(idle)
        self._outside.append(outside)
        self.depth += 1
        self._last, self._broken = {}, {}

    def holds(self, name: str) -> Term:
        """Return that a predicate is true in the last state."""
        if name not in self._last:
            t, outside = self.terms, self._outside[-1]
            now = t.substitute(t.of(self.encoding.predicates[name]), self.step.cells, self._states[-1])
            term = t.all([t.negation(outside), now]) if name == self.encoding.types else t.any([outside, now])
            self._last[name] = self.solver.name(term)
        return self._last[name]

    def _wanted(
        self, model: Sequence[int], bad: Sequence[str], goal: Sequence[str], within: int | None
    ) -> list[Term]:
        t = self.terms
        wanted = [t.of(x) for x in model]
        if within is not None and within < self.depth:
            wanted.append(self._idle[within])
        if goal:
            wanted += [t.negation(self._outside[-1]), *(self.holds(name) for name in goal)]
        if bad:
            wanted.append(self._one_broken(tuple(bad)))
        return wanted

    def _one_broken(self, names: tuple[str, ...]) -> Term:
        if names not in self._broken:
            t = self.terms
            self._broken[names] = self.solver.name(t.any([t.negation(self.holds(name)) for name in names]))
        return self._broken[names]

    def find(
        self,
        model: Sequence[int],
        bad: Sequence[str] = (),
        goal: Sequence[str] = (),
        within: int | None = None,
    ) -> Answer:
        """Look for a behaviour whose last state breaks one of `bad` and satisfies all of `goal`."""
        return self._answer(self.solver.check(self._wanted(model, bad, goal, within)), bad)

    def find_in(self, models: Sequence[Sequence[int]], bad: Sequence[str], within: int) -> Answer:
        """Look for such a behaviour in any of the models."""
        wanted = [*self._wanted((), bad, (), within), self.solver.name(_one_of(self.terms, models))]
        return self._answer(self.solver.check(wanted), bad)

    def first(self, model: Sequence[int], bad: Sequence[str], goal: Sequence[str], within: int) -> Answer:
        """Return the first behaviour of exactly this length among those with the fewest context switches.

        Initial states come first, then steps, in the order of the specification's text: whatever the
        solver finds on its way, the answer is the same.
        """
        narrowing = Narrowing(self.solver, self._wanted(model, bad, goal, within))
        narrowing.fewest(self._switches(within))
        narrowing.foremost(self._states[0])
        for options in self._selectors[:within]:
            narrowing.earliest(options)
        return self._answer(narrowing.found, bad)

    def _switches(self, depth: int) -> list[Term]:
        """Return for each step but the first that somebody else has taken the one before."""
        t, acting = self.terms, dict[object, list[int]]()
        for number, step in enumerate(self.encoding.steps):
            actor = step.label.actor
            acting.setdefault(None if actor is None else sort_key(actor), []).append(number)
        turns = [
            [t.any([picked[number] for number in mine]) for mine in acting.values()]
            for picked in self._selectors[:depth]
        ]
        return [
            t.negation(t.any([t.all([before, now]) for before, now in zip(*pair, strict=True)]))
            for pair in pairwise(turns)
        ]

    def initially(self, term: Term) -> tuple[Term, Term]:
        """Return that a term over the cells is true of the initial state, and that it is out of range."""
        return self.terms.substitute(term, self.step.cells, self._states[0]), self._outside[0]

    def follow(
        self, model: Sequence[int], labels: Sequence[Label], bad: Sequence[str], goal: Sequence[str]
    ) -> Answer:
        """Look for such a behaviour of exactly these steps."""
        wanted = self._wanted(model, bad, goal, len(labels))
        for picked, label in zip(self._selectors, labels, strict=False):
            ways = [
                pick for pick, step in zip(picked, self.encoding.steps, strict=True) if step.label == label
            ]
            wanted.append(ways[0] if len(ways) == 1 else self.solver.name(self.terms.any(ways)))
        return self._answer(self.solver.check(wanted), bad)

    def longer(self, model: Sequence[int]) -> Answer:
        """Look for a behaviour of exactly `depth` steps: none means that all are shorter."""
        busy = [self.terms.negation(self._idle[-1])] if self._idle else []
        return self._answer(self.solver.check([*(self.terms.of(x) for x in model), *busy]), ())

    def _answer(self, found: Truths | str | None, bad: Sequence[str]) -> Answer:
        if found is None:
            return Absent()
        if isinstance(found, str):
            return Undecided(found)
        labels: list[Label] = []
        for k, picked in enumerate(self._selectors):
            if found(self._idle[k]):
                break
            labels.append(self.encoding.steps[next(i for i, p in enumerate(picked) if found(p))].label)
        broken = tuple(name for name in bad if not found(self.holds(name)))
        return Found(Behaviour(tuple(labels), self._state(found, 0), self._state(found, len(labels))), broken)

    def _state(self, found: Truths, k: int) -> State | None:
        if found(self._outside[k]):
            return None
        return self.encoding.state([found(cell) for cell in self._states[k]])


class SingleStep:
    """One step from any state at all: for induction."""

    def __init__(self, step: OneStep, timeout: float | None = None) -> None:
        """Set up a state, and the choice of one step from it."""
        self.step, self.encoding, self.terms = step, step.encoding, step.terms
        t = self.terms
        self.solver = Solver(t, timeout)
        self._after = [t.const(f"{self.encoding.circuit.names[x]}'") for x in self.encoding.cells]
        self._now, self._then_chosen = [*step.cells, *step.choices], [*self._after, *step.fresh("'")]
        self.solver.add(t.of(self.encoding.rules), t.at_most_one(step.picks), step.guards)
        for after, following in zip(self._after, step.next, strict=True):
            self.solver.add(t.iff(after, following))
        self._steps = t.any(step.picks)
        self._outside = self.solver.name(step.leaves)
        self._before: dict[str, Term] = {}
        self._then: dict[str, Term] = {}

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
        wanted = [t.of(x) for x in models[0]] if len(models) == 1 else [self.solver.name(_one_of(t, models))]
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


def _one_of(terms: Terms, models: Sequence[Sequence[int]]) -> Term:
    return terms.any([terms.all([terms.of(x) for x in model]) for model in models])
