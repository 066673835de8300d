"""Models that share an encoding, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from rmapsmt.encode.guarded import guarded
from rmapsmt.encode.initial import Initial
from rmapsmt.encode.journey import journeys
from rmapsmt.encode.reduce import out_of_turn, split
from rmapsmt.encode.solver import OneStep, SingleStep
from rmapsmt.encode.soonest import NEVER, Soonest
from rmapsmt.encode.term import Terms
from rmapsmt.encode.unroll import Unrolling
from rmapsmt.limits import MOST_STATES, SHALLOW, STRIDE, endless
from rmapsmt.meter import Spent
from rmapsmt.verdict import Closure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rmapsmt.encode.closure import Closed
    from rmapsmt.encode.journey import Journey
    from rmapsmt.encode.system import Encoding
    from rmapsmt.engine.strengthen import Strengthened
    from rmapsmt.interp import Model
    from rmapsmt.ir import State
    from rmapsmt.limits import Patience
    from rmapsmt.trace import Trace
    from rmapsmt.verdict import Unknown, Vacuous


@dataclass
class Family:
    """Models that share an encoding, with the solvers that they share."""

    encoding: Encoding
    patience: Patience = endless  # seconds for the next query
    states: int = MOST_STATES  # that a model may have for them to be visited
    tell: Callable[[str], None] = lambda _: None  # hears what is being looked for
    lemmas: bool = True  # are looked for where nothing else settles a claim
    shallow: int = SHALLOW  # steps up to which it is not asked where actors may be
    reduced: bool = True  # of orders of steps that lead to the same state, one is looked at
    anew: bool = True  # each question about single steps is hard, and not one of very many
    witnesses: dict[tuple[tuple[int, ...], str], Trace | Vacuous | Unknown] = field(default_factory=dict)
    visited: dict[tuple[int, ...], Visited | None] = field(default_factory=dict)
    strengthened: dict[tuple[tuple[int, ...], bool], Strengthened | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Start with no step unrolled; what an unrolling needs is made for the first one."""
        self.terms = Terms(self.encoding.circuit)

    @cached_property
    def soonest(self) -> Soonest:
        """How soon what is so can be so, and each step of `_walk` be taken."""
        return Soonest(self.encoding)

    @cached_property
    def _walk(self) -> OneStep:
        """One step of a behaviour, as opposed to one from any state at all."""
        walk = guarded(self.soonest.narrowed(self.encoding))
        if self.reduced:
            walk = guarded(split(walk, lambda cell: self.soonest.of(cell) < NEVER))
            self.soonest.steps = [self.soonest.of(step.guard) for step in walk.steps]
        return OneStep(walk, self.terms)

    @cached_property
    def _out_of_turn(self) -> list[tuple[tuple[int, ...], list[int]]]:
        return out_of_turn(self._walk.encoding) if self.reduced else []

    @cached_property
    def paths(self) -> Unrolling:
        """The behaviours up to the bound."""
        return self._unrolling()

    @cached_property
    def deep(self) -> Unrolling:
        """Those that go further, for witnesses."""
        return self.paths

    def _unrolling(self) -> Unrolling:
        return Unrolling(self._walk, self.soonest, self.patience, self._out_of_turn, self._going)

    def _going(self, depth: int) -> Sequence[Journey]:
        """Return where actors may be, for a search that is deep enough for it to be worth the while."""
        return self._journeys if depth > self.shallow else ()

    @cached_property
    def _journeys(self) -> list[Journey]:
        return journeys(self._walk.encoding, lambda cell: self.soonest.of(cell) == 0)

    @cached_property
    def initial(self) -> Initial:
        """The initial states, to be asked about."""
        return Initial(self.encoding, self.terms, self.patience, anew=self.anew)

    @cached_property
    def one(self) -> OneStep:
        """One step from any state at all."""
        return OneStep(self.encoding, self.terms)

    @cached_property
    def step(self) -> SingleStep:
        """One step from any state at all, to be asked about."""
        return SingleStep(self.one, self.patience, anew=self.anew)

    @property
    def bound(self) -> int:
        """The depth that claims are searched to."""
        return self.paths.depth

    def allowed(self, depth: int) -> int:
        """Return this depth, or the one that the ranges of the variables end at."""
        return depth if self.encoding.depth is None else min(depth, self.encoding.depth)

    @property
    def size(self) -> Spent:
        """How large the encoding is, and what the solvers make of it."""
        made = {name: vars(self)[name] for name in ("paths", "deep", "initial", "step") if name in vars(self)}
        solvers = {one.solver for one in made.values()}
        clauses = sum(solver.clauses for solver in solvers)
        return Spent(gates=len(self.encoding.circuit.gates), clauses=clauses)

    def unroll(self, bound: int) -> None:
        """Search to this depth from now on; it never decreases."""
        while self.paths.depth < self.allowed(bound):
            self.tell(f"step {self.paths.depth + 1} is added")
            self.paths.extend()

    def unrolled(self, depth: int) -> Unrolling:
        """Return an unrolling that is at least this deep, one that is there already if possible."""
        while self.paths.depth < depth and self.deep.depth < depth:
            self.deeper()
        return self.paths if self.paths.depth >= depth else self.deep

    def deeper(self) -> Unrolling:
        """Unroll further, in a solver of its own: a path's predicates speak of its last state."""
        if self.deep is self.paths:
            self.deep = self._unrolling()
        depth = self.allowed(max(self.deep.depth, self.bound) + STRIDE)
        while self.deep.depth < depth:
            self.tell(f"step {self.deep.depth + 1} is added")
            self.deep.extend()
        return self.deep


@dataclass(frozen=True, slots=True)
class Visited:
    """The states of one model, by the number of steps that it takes to reach them, and the set of them."""

    levels: Sequence[Sequence[State]]
    closed: Closed

    @property
    def how(self) -> Closure:
        """Return the evidence that they are all."""
        return Closure(sum(map(len, self.levels)))


@dataclass(frozen=True, slots=True)
class Question:
    """One model of a family, with what is asked of it."""

    family: Family
    model: tuple[int, ...]  # the literals that choose it
    concrete: Model  # the same model as the interpreter sees it
