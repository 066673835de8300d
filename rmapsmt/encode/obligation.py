"""What a verdict rests on, as formulas over a circuit: each has to have no solution, or to have one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rmapsmt.encode.circuit import FALSE, TRUE
from rmapsmt.encode.diagram import within
from rmapsmt.encode.relation import Path, Relation

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rmapsmt.encode.circuit import Circuit
    from rmapsmt.encode.system import Encoding
    from rmapsmt.ir import Label, State


@dataclass(frozen=True, slots=True)
class Part:
    """Literals that are asserted together, or that are only given their names."""

    title: str
    literals: tuple[tuple[str, int], ...]  # each with its name
    asserted: bool = True


@dataclass(frozen=True, slots=True)
class Obligation:
    """One question: the parts, together, have a solution, or have none, as `satisfiable` says."""

    name: str
    says: str
    circuit: Circuit
    parts: tuple[Part, ...]
    satisfiable: bool = False
    depth: int = 0  # of the behaviours that it is about

    @property
    def status(self) -> str:
        """The answer that a solver has to give."""
        return "sat" if self.satisfiable else "unsat"

    @property
    def roots(self) -> list[int]:
        """The literals that are asserted."""
        return [literal for part in self.parts if part.asserted for _, literal in part.literals]


class Obligations:
    """The questions about one model."""

    def __init__(self, encoding: Encoding) -> None:
        """Build nothing yet."""
        self.encoding, self.circuit = encoding, encoding.circuit
        self._relation = Relation(encoding)
        self._path = Path(self._relation)

    # ------------------------------------------------------------------------------- to a bound

    def bounded(self, broken: Sequence[str], depth: int) -> Obligation:
        """Return that no behaviour of at most `depth` steps breaks one of the predicates."""
        bad = [(f"{name} is false", -self._unfolded(depth).holds(name, depth)) for name in broken]
        says = f"No behaviour of at most {depth} steps ends in a state that breaks {' or '.join(broken)}."
        claim = Part("claim: its negation", (("one of them is broken", self._any([x for _, x in bad])),))
        named = Part("claim: what may be broken", tuple(bad), asserted=False)
        return Obligation(f"bounded-{depth}", says, self.circuit, (*self._behaviours(depth), named, claim))

    def unreached(self, goal: str, depth: int) -> Obligation:
        """Return that no behaviour of at most `depth` steps ends where the goal is true."""
        says = f"No behaviour of at most {depth} steps ends in a state where {goal} holds."
        return Obligation(f"unreached-{depth}", says, self.circuit, self._reaching(goal, depth))

    def breaks(self, claim: str, depth: int) -> Obligation:
        """Return that some behaviour of at most `depth` steps breaks the claim."""
        bad = -self._unfolded(depth).holds(claim, depth)
        says = f"Some behaviour of at most {depth} steps ends in a state that breaks {claim}."
        parts = (*self._behaviours(depth), Part("claim: its negation", ((f"{claim} is false", bad),)))
        return Obligation(f"violated-{depth}", says, self.circuit, parts, satisfiable=True, depth=depth)

    def reaches(self, goal: str, depth: int) -> Obligation:
        """Return that some behaviour of at most `depth` steps ends where the goal is true."""
        says = f"Some behaviour of at most {depth} steps ends in a state where {goal} holds."
        parts = self._reaching(goal, depth)
        return Obligation(f"reached-{depth}", says, self.circuit, parts, satisfiable=True, depth=depth)

    def behaviour(self, solved: Obligation, true: Collection[int]) -> list[tuple[Label | None, State]]:
        """Return the behaviour that solves an obligation, by the inputs that are true."""
        c, path, encoding = self.circuit, self._unfolded(solved.depth), self.encoding

        def truths(literals: Sequence[int]) -> list[bool]:
            known = {x: TRUE if x in true else FALSE for x in c.inputs(literals)}
            return [literal == TRUE for literal in c.replaced(literals, known)]

        found: list[tuple[Label | None, State]] = [(None, encoding.state(truths(path.states[0])))]
        for k in range(solved.depth):
            taken = truths(path.picks[k])
            if not any(taken):
                break
            label = encoding.steps[taken.index(True)].label
            found.append((label, encoding.state(truths(path.states[k + 1]))))
        return found

    def ends(self, depth: int) -> Obligation:
        """Return that no behaviour has more than `depth` steps."""
        busy = -self._unfolded(depth + 1).idle[depth]
        says = f"Every behaviour ends within {depth} steps."
        parts = (*self._behaviours(depth + 1), Part("claim: its negation", (("it goes on", busy),)))
        return Obligation(f"ends-{depth}", says, self.circuit, parts)

    def _reaching(self, goal: str, depth: int) -> tuple[Part, ...]:
        path = self._unfolded(depth)
        there = self.circuit.both(-path.outside[depth], path.holds(goal, depth))
        return (*self._behaviours(depth), Part("claim", ((f"{goal} is true", there),)))

    def _unfolded(self, depth: int) -> Path:
        while self._path.depth < depth:
            self._path.extend()
        return self._path

    def _behaviours(self, depth: int) -> tuple[Part, ...]:
        path, names = self._unfolded(depth), self._cells
        parts = [Part("program: an initial state", (("some way of Init is taken", path.start),))]
        for k in range(depth + 1):
            state = tuple(
                (f"{name}@{k}", literal) for name, literal in zip(names, path.states[k], strict=True)
            )
            parts.append(Part(f"program and frame: the state after {k} steps", state, asserted=False))
            if k < depth:
                parts.append(
                    Part(f"program: step {k + 1}", ((f"step {k + 1} is one, or none", path.steps[k]),))
                )
        return tuple(parts)

    # -------------------------------------------------------------------------------- induction

    def initial(self, kept: Sequence[str]) -> Obligation:
        """Return that Init is without an error and gives states alone that satisfy the predicates."""
        path = self._path
        bad = [(f"{name} is false", -path.holds(name, 0)) for name in kept]
        wrong = self._any([path.error, *(self.circuit.both(path.start, x) for _, x in bad)])
        says = f"Init is without an error, and every state that it gives satisfies {', '.join(kept)}."
        return Obligation(
            "initial", says, self.circuit, self._initially(bad, wrong, "an error, or one of them is broken")
        )

    def step(self, kept: Sequence[str]) -> Obligation:
        """Return that every step keeps the predicates, of which all are known before it."""
        relation = self._relation
        predicates = [self.encoding.predicates[name] for name in kept]
        known = tuple(zip(kept, predicates, strict=True))
        bad = tuple(
            (f"{name} is false after it", -relation.said(name, literal, relation.leaves))
            for name, literal in zip(kept, relation.after(predicates), strict=True)
        )
        parts = (
            Part(
                "the state before: what is known of it",
                (("its cells are values", self.encoding.rules), *known),
            ),
            *self._one_step(),
            Part("claim: what may be broken", bad, asserted=False),
            Part("claim: its negation", (("one of them is broken", self._any([x for _, x in bad])),)),
        )
        says = f"Every step from a state that satisfies {', '.join(kept)} leads to one that does."
        return Obligation("step", says, self.circuit, parts)

    def excludes(self, known: Sequence[str], goal: str) -> Obligation:
        """Return that no state that satisfies the predicates satisfies the goal."""
        parts = (
            Part("what is known", (("its cells are values", self.encoding.rules), *self._named(known))),
            Part("claim: its negation", ((f"{goal} is true", self.encoding.predicates[goal]),)),
        )
        says = f"No state that satisfies {', '.join(known)} satisfies {goal}."
        return Obligation("excluded", says, self.circuit, parts)

    # ---------------------------------------------------------------------------- a closed set

    def closed(
        self, states: Sequence[State], broken: Sequence[str], goal: str = ""
    ) -> tuple[Obligation, Obligation, Obligation]:
        """Return that every initial state is one of these, that every step leads to one, and none is bad.

        A state is bad where one of `broken` is false, or `goal` is true.
        """
        c, relation, path = self.circuit, self._relation, self._path
        many = f"the {len(states)} states"
        among = within(self.encoding, states)
        elsewhere = -path.at(among, 0)
        bad = [(f"{name} is false", -self.encoding.predicates[name]) for name in broken]
        bad += [(f"{goal} is true", self.encoding.predicates[goal])] if goal else []
        known = (("its cells are values", self.encoding.rules), ("it is one of the set", among))
        inside = Part("the state: one of the set", known)
        initial = self._initially(
            [("the state is not in the set", elsewhere)],
            self._any([path.error, c.both(path.start, c.either(path.outside[0], elsewhere))]),
            "an error, or a state that is not in the set",
        )
        leaves = (
            "the state after it is not in the set",
            c.either(relation.leaves, -relation.after([among])[0]),
        )
        wrong = ("something is wrong", self._any([literal for _, literal in bad]))
        says = f"Init is without an error, and every state that it gives is one of {many}."
        return (
            Obligation("closed-initial", says, c, initial),
            Obligation(
                "closed-step",
                f"Every step from one of {many} leads to one of them.",
                c,
                (inside, *self._one_step(), Part("claim: its negation", (leaves,))),
            ),
            Obligation(
                "closed-claim",
                f"In none of {many} {' or '.join(name for name, _ in bad)}.",
                c,
                (
                    inside,
                    Part("claim: what may be wrong", tuple(bad), asserted=False),
                    Part("claim: its negation", (wrong,)),
                ),
            ),
        )

    # ---------------------------------------------------------------------------------- pieces

    @cached_property
    def _cells(self) -> list[str]:
        return [self.circuit.names[x] for x in self.encoding.cells]

    def _named(self, names: Sequence[str]) -> tuple[tuple[str, int], ...]:
        return tuple((name, self.encoding.predicates[name]) for name in names)

    def _any(self, literals: Sequence[int]) -> int:
        return self.circuit.any(literals)

    def _initially(self, bad: Sequence[tuple[str, int]], wrong: int, what: str) -> tuple[Part, ...]:
        cells = zip(self._cells, self._path.states[0], strict=True)
        return (
            Part(
                "program: an initial state",
                (("some way of Init is taken", self._path.start), *((f"{name}@0", x) for name, x in cells)),
                asserted=False,
            ),
            Part("claim: what may be wrong", tuple(bad), asserted=False),
            Part("claim: its negation", ((what, wrong),)),
        )

    def _one_step(self) -> tuple[Part, ...]:
        relation, names = self._relation, self._cells
        kept = tuple((f"{name} stays", x) for name, x in zip(names, relation.kept, strict=True))
        then = tuple((f"{name}'", x) for name, x in zip(names, relation.next, strict=True))
        return (
            Part(
                "program: one step is taken, and only where it is open",
                (
                    ("exactly one step", relation.one),
                    ("its guard holds", relation.guards),
                    ("no expression is without a value", relation.onward),
                ),
            ),
            Part("frame: what no step that is taken may change", kept, asserted=False),
            Part("program: what the step makes of each cell", then, asserted=False),
        )
