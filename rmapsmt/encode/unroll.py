"""Behaviours of a bounded length as questions to Z3: the steps laid out one after another.

Only what is not settled takes part: a cell that has one value at some depth is that value there, a step
that is never possible by then is not offered.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from rmapsmt.encode.narrow import Narrowing
from rmapsmt.encode.solver import Absent, Behaviour, Found, OneStep, Undecided
from rmapsmt.encode.term import Solver, Truths
from rmapsmt.ir import sort_key
from rmapsmt.limits import endless

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from rmapsmt.encode.journey import Journey, Place
    from rmapsmt.encode.solver import Answer
    from rmapsmt.encode.soonest import Soonest
    from rmapsmt.encode.term import Term
    from rmapsmt.ir import Label, State
    from rmapsmt.limits import Patience


class Unrolling:
    """All behaviours of at most `depth` steps of a family of models.

    A behaviour that ends early idles; `idle[k]` says that it has ended by state k.
    """

    def __init__(
        self,
        step: OneStep,
        soonest: Soonest | None = None,
        patience: Patience = endless,
        out_of_turn: Sequence[tuple[Sequence[int], Sequence[int]]] = (),
        journeys: Callable[[int], Sequence[Journey]] = lambda _: (),
    ) -> None:
        """Start with depth 0: the initial states; what `soonest` settles is left out.

        `out_of_turn` are the steps of which none of the second list need follow one of the first;
        `journeys` gives, for a depth, how soon actors are somewhere, and how far they have to go from there.
        """
        self.step, self.encoding, self.terms = step, step.encoding, step.terms
        self.solver = Solver(self.terms, patience)
        self.depth = 0
        self._soonest = soonest
        self._out_of_turn = out_of_turn
        self._journeys = journeys
        self._placed = 0  # states of which is said where no actor is so soon
        self._in_time: dict[tuple[tuple[int, ...], int], Term] = {}
        self._in_turn = [self.terms.own("in turn")] if out_of_turn else []  # assumed where order is free
        cells = self.encoding.cells
        self._at = {x: place for place, x in enumerate(cells)}
        self._true = [soonest.of(x) if soonest else 0 for x in cells]
        self._false = [soonest.of(-x) if soonest else 0 for x in cells]
        self._states = [self._state_at(0)]
        self._outside = [self.terms.own("outside@0")]
        self._selectors: list[list[Term]] = []
        self._idle: list[Term] = []
        self._last: dict[str, Term] = {}
        self._broken: dict[tuple[str, ...], Term] = {}
        self._start()

    def _state_at(self, k: int) -> list[Term]:
        """Return the cells of a state: variables, and truths where there is no choice so soon."""
        t, names = self.terms, self.encoding.circuit.names
        return [
            t.false if true > k else t.true if false > k else t.const(f"{names[x]}@{k}")
            for x, true, false in zip(self.encoding.cells, self._true, self._false, strict=True)
        ]

    def _start(self) -> None:
        t, starts = self.terms, self.encoding.starts
        chosen = [t.own(f"start!{i}") for i in range(len(starts))]
        self.solver.add(t.any(chosen))
        if len(chosen) > 1:
            self.solver.add(t.at_most_one(chosen))
        for pick, start in zip(chosen, starts, strict=True):
            self.solver.add(t.implies(pick, t.of(start.guard)))
            self.solver.add(t.implies(pick, t.iff(self._outside[0], t.of(-start.fits))))
        for i, now in enumerate(self._states[0]):
            if now is t.true or now is t.false:
                continue
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
        soon = self._soonest.steps if self._soonest else [0] * len(self.encoding.steps)
        picked = [
            t.own(f"{s.label}#{i}@{k}") if soon[i] <= k else t.false
            for i, s in enumerate(self.encoding.steps)
        ]
        idle = t.own(f"idle@{k}")
        after = self._state_at(k + 1)
        possible = [pick for pick in picked if pick is not t.false]
        solver.add(t.at_most_one([*possible, idle]), t.any([*possible, idle]))
        changed = [
            t.iff(then, following)
            for then, following in zip(after, step.next, strict=True)
            if then is not t.true and then is not t.false
        ]
        old = [*step.cells, *step.picks, *step.choices]
        new = [*self._states[k], *picked, *step.fresh(f"@{k}")]
        solver.add(t.substitute(t.all([step.guards, *changed]), old, new))
        outside = t.own(f"outside@{k + 1}")
        leaves = t.substitute(step.leaves, old, new)
        solver.add(t.iff(outside, t.any([self._outside[k], leaves])))
        solver.add(t.implies(self._outside[k], idle))  # there is no state to go on from
        if self._idle:
            solver.add(t.implies(self._idle[-1], idle))
        self._take_turns(picked)
        self._states.append(after)
        if journeys := self._journeys(k + 1):
            for at in range(self._placed, k + 2):
                for journey in journeys:
                    late = [place for place, soonest in journey.soonest.items() if soonest > at]
                    solver.add(*self._nowhere(journey, late, at))
            self._placed = k + 2
        self._selectors.append(picked)
        self._idle.append(idle)
        self._outside.append(outside)
        self.depth += 1
        self._last, self._broken = {}, {}

    def _take_turns(self, picked: Sequence[Term]) -> None:
        """Let no step be taken that could as well have been taken before the last one."""
        t = self.terms
        for early, late in self._out_of_turn if self._selectors else ():
            before = [x for i in early if (x := self._selectors[-1][i]) is not t.false]
            now = [x for i in late if (x := picked[i]) is not t.false]
            if before and now:
                apart = t.negation(t.all([t.any(before), t.any(now)]))
                self.solver.add(t.implies(self._in_turn[0], apart))

    def _nowhere(self, journey: Journey, places: Collection[Place], k: int) -> Iterator[Term]:
        """Yield that an actor is at none of these of its places in state k."""
        t, states, among = self.terms, self._states[k], set(places)
        other = {cell for place in journey.soonest if place not in among for cell in place}
        gone = {cell for place in among for cell in place if cell not in other}
        left = [(cell,) for cell in gone] + [p for p in places if gone.isdisjoint(p)]
        for part in left:
            now = [states[self._at[cell]] for cell in part]
            if not any(term is t.false for term in now):
                yield t.negation(t.all(now))

    def _wanted_in_time(self, bad: Sequence[str], goal: Sequence[str], within: int) -> list[Term]:
        """Return that no actor is ever further from what is looked for than there are steps left."""
        journeys = self._journeys(within)
        if not journeys or self.encoding.types in bad:  # outside the ranges nobody is anywhere
            return []
        t, circuit, said = self.terms, self.encoding.circuit, self.encoding.predicates
        simpler = self._soonest.within if self._soonest else int
        wanted = [simpler(said[name]) for name in goal]
        if bad:
            wanted.append(circuit.any([-simpler(said[name]) for name in bad]))
        key = tuple(wanted), within
        if key not in self._in_time:
            found: list[Term] = []
            for journey in journeys:
                left = journey.left(wanted)
                for k in range(within + 1):
                    far = [p for p in journey.soonest if left.get(p, within + 1) > within - k]
                    found += self._nowhere(journey, far, k)
            self._in_time[key] = t.fresh("in time")
            self.solver.add(t.implies(self._in_time[key], t.all(found)))
        return [self._in_time[key]]

    def holds(self, name: str) -> Term:
        """Return that a predicate is true in the last state."""
        if name not in self._last:
            t, outside = self.terms, self._outside[-1]
            literal = self.encoding.predicates[name]
            if self._soonest:
                literal = self._soonest.within(literal)
            now = t.substitute(t.of(literal), self.step.cells, self._states[-1])
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
        if bad or goal:
            wanted += self._wanted_in_time(
                bad, goal, self.depth if within is None else min(within, self.depth)
            )
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
        wanted = [*self._in_turn, *self._wanted(model, bad, goal, within)]
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
        wanted = [*self._in_turn, *(self.terms.of(x) for x in model), *busy]
        return self._answer(self.solver.check(wanted), ())

    def _answer(self, found: Truths | str | None, bad: Sequence[str]) -> Answer:
        if found is None:
            return Absent()
        if isinstance(found, str):
            return Undecided(found)
        labels: list[Label] = []
        for k, picked in enumerate(self._selectors):
            if found(self._idle[k]):
                break
            taken = (i for i, p in enumerate(picked) if p is not self.terms.false and found(p))
            labels.append(self.encoding.steps[next(taken)].label)
        broken = tuple(name for name in bad if not found(self.holds(name)))
        return Found(Behaviour(tuple(labels), self._state(found, 0), self._state(found, len(labels))), broken)

    def _state(self, found: Truths, k: int) -> State | None:
        if found(self._outside[k]):
            return None
        t = self.terms
        settled = {id(t.true): True, id(t.false): False}
        truths = [settled[id(x)] if id(x) in settled else found(x) for x in self._states[k]]
        return self.encoding.state(truths)
