"""Induction where sizes are left open: the largest part of what is offered that every step keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rmapsmt.encode.sizes import term
from rmapsmt.encode.sizes.problem import conjuncts
from rmapsmt.encode.sizes.solver import Script
from rmapsmt.encode.sizes.term import conj, neg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rmapsmt.encode.sizes.goals import Goal
    from rmapsmt.encode.sizes.problem import Conjunct, Problem
    from rmapsmt.encode.sizes.term import Term, Truth


@dataclass(frozen=True, slots=True)
class Broken:
    """What a step, or Init, may break; an action that may use a value that is not there breaks nothing."""

    action: str
    conjunct: str
    answer: str  # the solver's: `sat`, or why it gave up


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is left of what was offered, and why the rest is not."""

    kept: tuple[str, ...]  # predicates of which every conjunct is kept
    broken: tuple[Broken, ...]
    obligations: int


class Inductive:
    """The search for the largest inductive part of some predicates."""

    def __init__(self, problem: Problem, predicates: Sequence[str], timeout: float | None = None) -> None:
        """Write down every obligation."""
        self.parts: list[Conjunct] = []
        self.said: list[Truth] = []
        self.errors: list[list[Truth]] = []  # of each part: where it has no value
        self.problem, self.timeout = problem, timeout
        system = problem.system
        offered = [
            part for name in predicates for part in conjuncts(name, system.predicates[name], problem.known)
        ]
        for part in offered:
            said, errors = problem.said(part)
            if said is not True or errors:
                self.parts.append(part)
                self.said.append(said)
                self.errors.append(errors)
        self.init = problem.initially()
        self.predicates = predicates
        self.steps = [
            (
                way,
                [
                    (number, goal)
                    for number, part in enumerate(self.parts)
                    if part.mentions & way.changed(problem.before.state)
                    for goal in problem.goals(part, way)
                ],
            )
            for way in problem.ways
        ]
        self.prelude = problem.prelude([term.text(one) for one in self._terms()])
        self.broken: list[Broken] = []
        self.obligations = 0

    def _terms(self) -> Iterator[Truth]:
        yield from self.said
        for errors in self.errors:
            yield from errors
        yield self.init
        for way, goals in self.steps:
            yield from way.conditions
            yield from way.errors
            yield from (goal.claim for _, goal in goals)

    def outcome(self) -> Outcome:
        """Drop what Init or a step may break, until nothing is."""
        every = set(range(len(self.parts)))
        kept = every - self._initially(every)
        while lost := self._lost(kept):
            kept -= lost
        gone = {self.parts[number].predicate for number in self._doubtful(kept)}
        return Outcome(
            tuple(name for name in self.predicates if name not in gone), tuple(self.broken), self.obligations
        )

    def _initially(self, offered: set[int]) -> set[int]:
        script = Script(self.prelude, self.timeout)
        script.say(_asserted([self.init]))
        return self._failing(
            script, "Init", [(number, neg(self.said[number]), ()) for number in sorted(offered)]
        )

    def _lost(self, kept: set[int]) -> set[int]:
        script = self._knowing(kept)
        lost: set[int] = set()
        for way, goals in self.steps:
            script.say("(push)" + _declared(way.free) + _asserted(way.conditions))
            wanted = [(n, _negated(goal), goal.free) for n, goal in goals if n in kept and n not in lost]
            wanted += [(-1, error, ()) for error in way.errors]
            lost |= self._failing(script, way.name, wanted)
            script.say("(pop)")
        if -1 in lost:  # an action may use a value that is not there: nothing is proved
            return set(kept)
        return lost

    def _doubtful(self, kept: set[int]) -> set[int]:
        """Return what neither is kept nor follows, or has no value somewhere."""
        script = self._knowing(kept)
        doubtful: set[int] = set()
        for number, said in enumerate(self.said):
            wrong = [*self.errors[number], *([] if number in kept else [neg(said)])]
            self.obligations += len(wrong)
            if wrong and script.excludes(wrong, ()) != "unsat":
                doubtful.add(number)
        self.broken += [
            Broken("any state", f"{self.parts[n].name} has a value", "sat") for n in sorted(doubtful & kept)
        ]
        return doubtful

    def _knowing(self, kept: set[int]) -> Script:
        """Return a solver that knows what is kept."""
        script = Script(self.prelude, self.timeout)
        script.say(_asserted([self.said[number] for number in sorted(kept)]))
        return script

    def _failing(
        self, script: Script, action: str, wrong: Sequence[tuple[int, Truth, tuple[Term, ...]]]
    ) -> set[int]:
        """Return the numbers of what may go wrong: all at once first, then one by one."""
        wrong = [(number, one, free) for number, one, free in wrong if one is not False]
        self.obligations += len(wrong)
        if (
            not wrong
            or script.excludes([one for _, one, _ in wrong], [f for _, _, free in wrong for f in free])
            == "unsat"
        ):
            return set()
        found: set[int] = set()
        for number, one, free in wrong:
            if number not in found and (answer := script.excludes([one], free)) != "unsat":
                found.add(number)
                name = self.parts[number].name if number >= 0 else "every expression has a value"
                self.broken.append(Broken(action, name, answer))
        return found


def _negated(goal: Goal) -> Truth:
    apart = [
        term.call(term.BOOL, "distinct", term.Term(term.INT, a), term.Term(term.INT, b))
        for a, b in sorted(goal.apart)
        if a < b
    ]
    return conj(*apart, neg(goal.claim))


def _declared(names: Sequence[Term]) -> str:
    return "".join(f"(declare-const {name.text} {name.sort})" for name in dict.fromkeys(names))


def _asserted(facts: Sequence[Truth]) -> str:
    return "".join(f"(assert {term.text(fact)})\n" for fact in facts if fact is not True)
