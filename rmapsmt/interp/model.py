"""A transition system whose constants have values: predicates, initial states and successors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rmapsmt.errors import ConfigFault, EvalFault
from rmapsmt.interp.actions import Brancher, Then
from rmapsmt.interp.evaluate import Evaluator, deep_recursion
from rmapsmt.ir import Label, Named, State, TransitionSystem, Value, kind
from rmapsmt.limits import endless, over
from rmapsmt.trace import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from rmapsmt import ir
    from rmapsmt.interp.frame import Frame, Test
    from rmapsmt.limits import Patience


MOST_FOLLOWED = 100  # states, which is more than a behaviour has


@dataclass(frozen=True, slots=True)
class Successor:
    """A next state, the step's label, and the definition that gave the label."""

    label: Label
    state: State
    named: Named | None

    @property
    def step(self) -> Step:
        """Return the step that leads there, with the definition's tags."""
        named = self.named
        return Step(self.label, self.state, named.tags, named.span) if named else Step(self.label, self.state)


class Model:
    """A transition system whose constants have values: what can be run."""

    def __init__(
        self, system: TransitionSystem, constants: Mapping[str, Value], free: Collection[str] = ()
    ) -> None:
        """Check that exactly the declared constants have values; compile nothing yet.

        The values of `free` constants can be changed later, by `become`.
        """
        declared = {constant.name for constant in system.constants}
        for constant in system.constants:
            if constant.name not in constants:
                raise ConfigFault(f"the constant {constant.name} has no value", constant.span)
        for name in constants:
            if name not in declared:
                raise ConfigFault(f"{system.name} declares no constant {name}")
        self.system, self.constants = system, constants
        self.variables = tuple(variable.name for variable in system.variables)
        self.free = frozenset(free)
        self._evaluator = Evaluator(self.variables, constants, free=self.free)
        self._branchers: dict[tuple[bool, bool], tuple[Brancher, Then, Evaluator]] = {}
        self._predicates: dict[str, Test] = {}
        self._followed: dict[int, tuple[State, list[Successor]]] = {}  # by identity, which kinds are part of

    def become(self, constants: Mapping[str, Value]) -> None:
        """Be the model with these constants, which differ in free ones only; the code stays."""
        self.constants, self._followed = constants, {}
        for evaluator in (self._evaluator, *(kept for _, _, kept in self._branchers.values())):
            evaluator.constants = constants

    def check_assumptions(self) -> None:
        """Refuse constants that violate an ASSUME."""
        for assumption in self.system.assumptions:
            test = self._evaluator.test(assumption, "ASSUME")
            if not self._run(test, assumption, ()):
                raise ConfigFault("this assumption is false for these constants", assumption.span)

    def predicate(self, name: str) -> Test:
        """Return the code of a predicate; `holds` runs it."""
        if name not in self._predicates:
            if name not in self.system.predicates:
                raise ConfigFault(f"{self.system.name} was elaborated without the predicate {name}")
            self._predicates[name] = self._evaluator.test(self.system.predicates[name], name)
        return self._predicates[name]

    def frame(self, state: State) -> Frame:
        """Return a frame for the predicates of a state."""
        return self._evaluator.frame(state)

    def holds(self, name: str, state: State) -> bool:
        """Tell whether the predicate is true in the state."""
        return self._run(self.predicate(name), self.system.predicates[name], state)

    def satisfies_init(self, state: State) -> bool:
        """Tell whether Init, read as a predicate, is true in the state."""
        return self._run(self._evaluator.test(self.system.init, "Init"), self.system.init, state)

    def _run(self, test: Test, expr: ir.Expr, state: State) -> bool:
        with deep_recursion():
            try:
                return test(self._evaluator.frame(state))
            except RecursionError:
                raise EvalFault("the recursion is too deep", expr.span) from None

    def _branch(
        self,
        state: State | None,
        *,
        labelled: bool,
        take: Callable[[State], object] | None = None,
        actor: Value | None = None,
    ) -> Brancher:
        """Run Init (no state) or Next, and return what it reported."""
        key = (state is not None, labelled)
        if key not in self._branchers:
            expr = self.system.next if state is not None else self.system.init
            evaluator = self._evaluator
            if state is None:
                evaluator = Evaluator(self.variables, self.constants, partial=True, free=self.free)
            name = "Next" if state is not None else "Init"
            brancher = Brancher(evaluator, primed=state is not None, action=name, labelled=labelled)
            self._branchers[key] = brancher, brancher.open(expr), evaluator
        brancher, run, evaluator = self._branchers[key]
        brancher.found, brancher.labels = [], []
        brancher.take, brancher.actor = take or brancher.found.append, actor
        run(evaluator.frame(state or ()))
        return brancher

    def initial_states(self) -> list[State]:
        """Return the states that satisfy Init as it generates them, repetitions included."""
        with deep_recursion():
            return self._branch(None, labelled=False).found

    def each_initial_state(self, take: Callable[[State], object]) -> None:
        """Give away the states that satisfy Init as they are generated; whoever takes them may raise."""
        with deep_recursion():
            self._branch(None, labelled=False, take=take)

    def next_states(self, state: State) -> list[State]:
        """Return the next states as Next generates them, repetitions included."""
        return self._branch(state, labelled=False).found

    def levels(self, limit: int, patience: Patience = endless) -> list[list[State]] | None:
        """Return the reachable states by the fewest steps to them.

        None if there are more than `limit`, or if there is no time for them all.
        """
        found = [list(dict.fromkeys(self.initial_states()))]
        seen = set(found[0])
        while found[-1] and len(seen) <= limit:
            new: dict[State, None] = {}
            for state in found[-1]:
                if over(patience):
                    return None
                new |= dict.fromkeys(s for s in self.next_states(state) if s not in seen)
            seen.update(new)
            found.append(list(new))
        return None if len(seen) > limit else found[:-1]

    def successors(self, state: State) -> list[Successor]:
        """Return the successors with their labels, each pair once.

        Those of a few states are kept: a behaviour is looked for, and then looked at again.
        """
        if (known := self._followed.get(id(state))) is not None:
            return known[1]
        with deep_recursion():
            brancher = self._branch(state, labelled=True)
        if len(self._followed) >= MOST_FOLLOWED:
            self._followed.clear()
        return self._followed.setdefault(id(state), (state, _labelled(brancher)))[1]

    def steps_of(self, state: State, actor: Value | None) -> list[Successor]:
        """Return the successors by steps of one actor, or of nobody; others are hardly tried."""
        with deep_recursion():
            found = _labelled(self._branch(state, labelled=True, actor=actor))
        return [one for one in found if one.label.actor == actor]


def _labelled(brancher: Brancher) -> list[Successor]:
    """Return what was found with its labels, each pair once."""
    if len(brancher.found) == 1:
        ((label, named),) = brancher.labels
        return [Successor(label, brancher.found[0], named)]
    found: dict[object, Successor] = {}
    for (label, named), following in zip(brancher.labels, brancher.found, strict=True):
        key = (label, tuple(map(kind, label.args)), following, tuple(map(kind, following)))
        found.setdefault(key, Successor(label, following, named))
    return list(found.values())
