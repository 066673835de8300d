"""Induction where sizes are left open: the largest part of what is offered that every step keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rmapsmt.encode.sizes import term
from rmapsmt.encode.sizes.looks import Effect, Looks
from rmapsmt.encode.sizes.problem import conjuncts
from rmapsmt.encode.sizes.solver import Script, asserted
from rmapsmt.encode.sizes.term import conj, neg
from rmapsmt.encode.sizes.value import UnboundedFault
from rmapsmt.limits import endless, over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rmapsmt.encode.sizes.goals import Goal
    from rmapsmt.encode.sizes.problem import Conjunct, Problem
    from rmapsmt.encode.sizes.steps import Way
    from rmapsmt.encode.sizes.term import Term, Truth
    from rmapsmt.limits import Patience


# Most ways through an action cannot be taken in this model, as few conjuncts show: those that speak of so
# many variables at most.
NARROW = 3


@dataclass(frozen=True, slots=True)
class Broken:
    """What a step, or Init, may break; an action that may use a value that is not there breaks nothing."""

    action: str
    conjunct: str
    predicate: str  # that the conjunct is part of; empty where a value is missing
    answer: str  # the solver's: `sat`, or why it gave up
    first: bool = True  # while everything that was offered was known of the state before


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is left of what was offered, and why the rest is not."""

    kept: tuple[str, ...]  # predicates of which every conjunct is kept
    broken: tuple[Broken, ...]
    obligations: int
    parts: tuple[int, ...] = ()  # what is kept, as numbers of conjuncts


class Inductive:
    """The search for the largest inductive part of some predicates."""

    def __init__(
        self,
        problem: Problem,
        predicates: Sequence[str],
        patience: Patience = endless,
        *,
        claim: str | None = None,
        seed: int = 0,
    ) -> None:
        """Take what is offered apart; the search is given up once a part of the claim is lost."""
        self.problem, self.patience, self.predicates = problem, patience, predicates
        self.claim, self.seed = claim, seed
        self.parts: list[Conjunct] = []
        self.said: list[Truth] = []
        self.errors: list[list[Truth]] = []  # of each part: where it has no value
        for name in predicates:
            for part in conjuncts(name, problem.system.predicates[name], problem.known):
                said, errors = problem.said(part)
                if said is not True or errors:
                    self.parts.append(part)
                    self.said.append(said)
                    self.errors.append(errors)
        self.init = problem.initially()
        self.prelude = problem.prelude()
        self.broken: list[Broken] = []
        self.dropped = False
        self.unfounded = False  # a variable may get, or an expression ask for, what is not there
        self.obligations = 0
        self.tell: Callable[[str], None] = lambda _: None
        self.goals: dict[object, list[Goal]] = {}  # what was found before, of other cases too
        self._effects: dict[int, Effect] = {}
        self._looks: dict[int, Looks] = {}

    def outcome(self, tell: Callable[[str], None] = lambda _: None) -> Outcome:
        """Drop what Init or a step may break, until nothing is; `tell` hears of each step."""
        self.tell = tell
        every = set(range(len(self.parts)))
        kept = every - self._initially(every)
        while not self._given_up(kept) and (lost := self._lost(kept)):
            kept -= lost
            self.dropped = True
        if self.unfounded or self._given_up(kept):
            return Outcome((), tuple(self.broken), self.obligations)
        gone = {self.parts[number].predicate for number in self._doubtful(kept)}
        left = tuple(name for name in self.predicates if name not in gone)
        return Outcome(left, tuple(self.broken), self.obligations, tuple(sorted(kept)))

    def proves(self, those: set[int]) -> bool:
        """Tell whether it is found quickly that these are inductive by themselves, and have values."""
        start = self._script([self.init])
        if not start.excludes([neg(self.said[number]) for number in sorted(those)]):
            return False
        script, possible = self._narrowed(those)
        if not script.excludes(self._missing(those)):
            return False
        return all(self._keeps(script, number, way, those) for number, way in possible)

    def _keeps(self, script: Script, number: int, way: Way, those: set[int]) -> bool:
        script.begin(way.free, way.conditions)
        wrong = [(negated(goal), goal.free) for _, goal in self._to_keep(script, number, those)]
        wrong += [(error, ()) for error in way.errors]
        found = script.excludes([one for one, _ in wrong], [name for _, names in wrong for name in names])
        script.end()
        return found

    def proves_plainly(self, those: set[int]) -> bool:
        """Tell whether a solver of its own finds these inductive, no conjunct being taken apart."""
        script = Script(self.prelude, self.patience, seed=self.seed + 1)
        script.know(asserted([self.said[number] for number in sorted(those)]))
        ways = self.problem.ways
        for number in script.possible((way.conditions, way.free) for way in ways):
            way = ways[number]
            script.begin(way.free, way.conditions)
            wrong = [
                *(neg(self.problem.after(self.parts[number], way)) for number in sorted(those)),
                *way.errors,
            ]
            proved = script.excludes(wrong) or all(script.answer([one]) == "unsat" for one in wrong)
            script.end()
            if not proved:
                return False
        start = self._script([self.init])
        return all(start.answer([neg(self.said[number])]) == "unsat" for number in sorted(those))

    def needed(self, wanted: set[int]) -> set[int]:
        """Return an inductive set of conjuncts that has these, found by what the solver blames; not minimal.

        It is every conjunct where the solver takes longer.
        """
        script = Script(self.prelude, self.patience, seed=self.seed, blames=True)
        script.name({f"h{number}": said for number, said in enumerate(self.said)})
        every, needed, new = set(range(len(self.parts))), set(wanted), set(wanted)
        while new:
            blamed: set[str] = set()
            for number, way in enumerate(self.problem.ways):
                script.begin(way.free, way.conditions)
                goals = [(negated(goal), goal.free) for _, goal in self._to_keep(script, number, new)]
                goals += [(error, ()) for error in way.errors if new == wanted]
                for wrong, free in goals:
                    found = script.blamed([wrong], free)
                    if found is None:
                        return every
                    blamed |= found
                script.end()
            new = {int(name[1:]) for name in blamed} - needed
            needed |= new
        return needed

    def uses(self, those: set[int], asked: Iterable[int]) -> dict[int, set[int]] | None:
        """Return which of those conjuncts each of these ways needs to keep them all.

        -1 stands for that they have values.  None means that one way is not found quickly to keep them.
        """
        script = Script(self.prelude, self.patience, self.seed, blames=True)
        script.name({f"h{number}": self.said[number] for number in sorted(those)})
        found: dict[int, set[int]] = {}
        for number in asked:
            if number < 0:
                blamed = script.blamed(self._missing(those), ladder=())
            else:
                way = self.problem.ways[number]
                script.begin(way.free, way.conditions)
                goals = [goal for _, goal in self._to_keep(script, number, those)]
                wrong = [*map(negated, goals), *way.errors]
                blamed = script.blamed(wrong, [name for goal in goals for name in goal.free], ladder=())
                script.end()
            if blamed is None:
                return None
            found[number] = {int(name[1:]) for name in blamed}
        return found

    def _given_up(self, kept: set[int]) -> bool:
        return any(p.predicate == self.claim and n not in kept for n, p in enumerate(self.parts))

    def _initially(self, offered: set[int]) -> set[int]:
        if (unfit := self.problem.unfit()) and not self._script([]).excludes(unfit):
            self.broken.append(Broken("Init", "variables have the domains of their types", "", "unknown"))
            self.unfounded = True
            return offered
        script = self._script([self.init])
        return self._failing(
            script,
            "Init",
            [(number, neg(self.problem.at_first(self.parts[number])), ()) for number in sorted(offered)],
        )

    def _lost(self, kept: set[int]) -> set[int]:
        """Return what some step may break, if what is kept was true before it."""
        script, possible = self._narrowed(kept)
        lost: set[int] = set()
        for number, way in possible:
            if over(self.patience):
                return set(kept)
            self.tell(f"does {way.name} keep {len(kept)} conjuncts at every size?")
            script.begin(way.free, way.conditions)
            goals = self._to_keep(script, number, kept - lost)
            wanted = [(part, negated(goal), goal.free) for part, goal in goals]
            lost |= self._failing(script, way.name, [*wanted, *((-1, error, ()) for error in way.errors)])
            script.end()
        if -1 in lost:
            self.unfounded = True
            return set(kept)
        return lost

    def _narrowed(self, those: set[int]) -> tuple[Script, list[tuple[int, Way]]]:
        """Return a solver that knows these, and the ways that are not found quickly to be closed."""
        small = {number for number in those if len(self.parts[number].mentions) <= NARROW}
        ways = self.problem.ways
        script = self._knowing(small)
        possible = script.possible((way.conditions, way.free) for way in ways)
        script.know(asserted([self.said[number] for number in sorted(those - small)]))
        return script, [(number, ways[number]) for number in possible]

    def _missing(self, those: set[int]) -> list[Truth]:
        """Return where one of these has no value."""
        return [error for number in sorted(those) for error in self.errors[number]]

    def _to_keep(self, script: Script, number: int, those: set[int]) -> list[tuple[int, Goal]]:
        """Return what has to be shown for these, of a way whose conditions the solver assumes.

        What a step of a way that is closed would make of the state may have no counterpart.
        """
        try:
            return [(part, goal) for part in sorted(those) for goal in self.to_keep(part, number)]
        except UnboundedFault:
            if script.excludes([True]):
                return []
            raise

    def to_keep(self, part: int, number: int) -> list[Goal]:
        """Return what has to be shown for a way through an action to keep a conjunct, both by number."""
        if number not in self._effects:
            self._effects[number] = Effect.of(self.problem.ways[number], self.problem.before.state)
        effect, conjunct = self._effects[number], self.parts[part]
        written = tuple((n, text) for n, text in effect.written.items() if n in conjunct.mentions)
        if not written:
            return []
        if part not in self._looks:
            self._looks[part] = Looks(self.problem.before, conjunct.expr)
        if not self._looks[part].meet(effect, conjunct.mentions):
            return []
        key = term.text(self.said[part]), written, effect.apart, effect.touched
        if key not in self.goals:
            self.goals[key] = self.problem.goals(conjunct, self.problem.ways[number])
        return self.goals[key]

    def _doubtful(self, kept: set[int]) -> set[int]:
        """Return what neither is kept nor follows, or has no value somewhere."""
        script = self._knowing(kept)
        doubtful: set[int] = set()
        wrong = {
            number: [*self.errors[number], *([] if number in kept else [neg(said)])]
            for number, said in enumerate(self.said)
        }
        together = [one for some in wrong.values() for one in some]
        self.obligations += len(together)
        if not script.excludes(together):
            doubtful = {number for number, some in wrong.items() if some and script.answer(some) != "unsat"}
        self.broken += [
            Broken("any state", f"{self.parts[n].name} has a value", self.parts[n].predicate, "sat")
            for n in sorted(doubtful & kept)
        ]
        return doubtful

    def _knowing(self, kept: set[int]) -> Script:
        """Return a solver that knows what is kept."""
        return self._script([self.said[number] for number in sorted(kept)])

    def _script(self, facts: Sequence[Truth]) -> Script:
        script = Script(self.prelude, self.patience, self.seed)
        script.know(asserted(facts))
        return script

    def _failing(
        self, script: Script, action: str, wanted: Sequence[tuple[int, Truth, tuple[Term, ...]]]
    ) -> set[int]:
        """Return the numbers of what may go wrong: all at once first, then one by one."""
        wrong = [item for item in wanted if item[1] is not False]
        self.obligations += len(wrong)
        free = [name for _, _, names in wrong for name in names]
        if not wrong or script.excludes([one for _, one, _ in wrong], free):
            return set()
        found: set[int] = set()
        for number, one, names in wrong:
            if number not in found and (answer := script.answer([one], names)) != "unsat":
                found.add(number)
                part = self.parts[number] if number >= 0 else None
                name, predicate = (
                    (part.name, part.predicate) if part else ("every expression has a value", "")
                )
                self.broken.append(Broken(action, name, predicate, answer, first=not self.dropped))
        return found


def negated(goal: Goal) -> Truth:
    """Return what is asked of a solver to find that a goal follows."""
    apart = [
        term.call(term.BOOL, "distinct", term.Term(term.INT, a), term.Term(term.INT, b))
        for a, b in sorted(goal.apart)
        if a < b
    ]
    return conj(*apart, neg(goal.claim))
