"""The same order of processes in another model: who can go there goes, and who cannot waits for its turn."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.beside import Picture, Side, Turn
from rmapsmt.interp import Model, replay
from rmapsmt.manifest import link, opposite
from rmapsmt.manifest.case import SHOWN
from rmapsmt.run.account import tell
from rmapsmt.run.cases import Run, shown
from rmapsmt.run.families import become
from rmapsmt.run.options import Clock
from rmapsmt.trace import Step, Trace
from rmapsmt.verdict import Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rmapsmt.account import Account
    from rmapsmt.interp import Successor
    from rmapsmt.ir import State, TransitionSystem, Value
    from rmapsmt.manifest import Case, Manifest
    from rmapsmt.run.options import Options
    from rmapsmt.verdict import Result

MOST_STATES = 20_000  # that are looked at for the way on from the end of a schedule
_GOAL = "what the claim is about"


def picture(
    manifest: Manifest, case: Case, options: Options, progress: Callable[[str], None]
) -> tuple[Result, Picture | None]:
    """Settle a case; return the behaviour that shows it, and what its order of processes comes to elsewhere.

    Where one of the two cases answers with a behaviour, it is that one's order.
    """
    other = opposite(manifest, case)
    cases = [case] if other is None else [case, replace(other, every_size=False)]
    clock = Clock(replace(options, first=frozenset(Word)))
    run = Run(manifest, link.system(manifest), clock, progress)
    found = [
        shown(run.system, manifest, one, result) for one, result in zip(cases, run.family(cases), strict=True)
    ]
    asked = found[0].result
    if other is not None and asked.verdict.word not in SHOWN and found[1].result.verdict.word in SHOWN:
        cases, found = cases[::-1], found[::-1]
    account = found[0].account
    if account is None:
        return asked, None
    system = _with_goal(run.system, case)
    models = [_model(system, one) for one in cases]
    first = _side(manifest, models[0], found[0].result, account)
    again = None
    if other is not None:
        again = Rerun.of(models[1], account.trace, has_goal=_GOAL in system.predicates)
    if again is None:
        turns = tuple(Turn(event.actor, event.number, None) for event in account.events)
        return asked, Picture(case.name, first, None, turns)
    replay(models[1], again.trace)
    account = tell(models[1], again.trace, case.claim.name)
    second = _side(manifest, models[1], found[1].result, account)
    return asked, Picture(case.name, first, second, tuple(again.turns))


def _with_goal(system: TransitionSystem, case: Case) -> TransitionSystem:
    """Add P, where the claim is `P => Q`: a state of which it says something."""
    body = system.predicates[case.claim.name]
    while isinstance(body, ir.Named):
        body = body.body
    goal = {_GOAL: body.left} if isinstance(body, ir.Implies) else {}
    return replace(system, predicates={**system.predicates, **goal})


def _model(system: TransitionSystem, case: Case) -> Model:
    model = Model(system, case.constants)
    become(model, case)
    return model


def _side(manifest: Manifest, model: Model, result: Result, account: Account) -> Side:
    states = [step.state for step in account.trace.steps]
    window = tuple(model.holds(manifest.window.name, state) for state in states) if manifest.window else ()
    claim = tuple(model.holds(result.claim, state) for state in states)
    return Side(result, model.constants, account, window, claim)


@dataclass(slots=True)
class Rerun:
    """A behaviour of `model` that grows by one turn of somebody else's schedule after the other."""

    model: Model
    steps: list[Step]
    turns: list[Turn] = field(default_factory=list)
    waiting: list[Value | None] = field(default_factory=list)  # who first, first

    @classmethod
    def of(cls, model: Model, schedule: Trace, *, has_goal: bool) -> Rerun | None:
        """Run a schedule, and then on to a state that the claim speaks of; None if it cannot begin."""
        start = _start(model, schedule.steps[0].state)
        if start is None:
            return None
        run = cls(model, [Step(None, start)])
        for number, step in enumerate(schedule.steps[1:], start=1):
            run.turn(number, step)
        run.go_on(has_goal=has_goal)
        return run

    @property
    def trace(self) -> Trace:
        """Return the behaviour so far."""
        return Trace(self.model.system.name, self.model.variables, tuple(self.steps))

    @property
    def state(self) -> State:
        """Return the state in which it is."""
        return self.steps[-1].state

    def turn(self, number: int, step: Step) -> None:
        """Let the process of this step go, if it can; whoever has waited goes as soon as that is possible."""
        actor = step.actor
        if actor in self.waiting:
            self._note(actor, number, None)
            return
        chosen = _choice(step, _moves(self.model, self.state, actor))
        if chosen is None:
            self.waiting.append(actor)
            self._note(actor, number, None)
            return
        self._take(chosen, actor, number)
        while released := next(self._released(), None):
            self._take(*released, None)

    def _released(self) -> Iterator[tuple[Successor, Value | None]]:
        for actor in self.waiting:
            yield from ((move, actor) for move in _moves(self.model, self.state, actor))

    def _take(self, move: Successor, actor: Value | None, number: int | None) -> None:
        self.steps.append(move.step)
        if actor in self.waiting:
            self.waiting.remove(actor)
        self._note(actor, number, len(self.steps) - 1)

    def _note(self, actor: Value | None, first: int | None, second: int | None) -> None:
        waiting = frozenset(one for one in self.waiting if one is not None)
        self.turns.append(Turn(actor, first, second, waiting))

    def go_on(self, *, has_goal: bool) -> None:
        """Take the shortest way to a state that the claim speaks of, or else to the end of all.

        Where neither is near, to where nobody waits any more.
        """

        def reached(state: State, waiting: tuple[Value | None, ...]) -> bool:
            if has_goal:
                return self.model.holds(_GOAL, state)
            return not waiting and not any(_all_moves(self.model, state))

        for ends in (reached, lambda _, waiting: not waiting):
            way = self._way(ends)
            if way is not None:
                for move, actor in way:
                    self._take(move, actor, None)
                return

    def _way(
        self, ends: Callable[[State, tuple[Value | None, ...]], bool]
    ) -> list[tuple[Successor, Value | None]] | None:
        """Return the first of the shortest ways to where it may end; whoever waits is let go first."""
        lately = dict.fromkeys(step.actor for step in reversed(self.steps[1:]))
        order = [*self.waiting, *lately]
        start = (self.state, tuple(self.waiting))
        came: dict[object, tuple[object, Successor, Value | None] | None] = {start: None}
        queue: list[tuple[State, tuple[Value | None, ...]]] = [start]
        for at in queue:
            if ends(*at):
                return _back(came, at)
            if len(queue) > MOST_STATES:
                return None
            moves = [(move, move.step.actor) for move in _all_moves(self.model, at[0])]
            moves.sort(key=lambda one: order.index(one[1]) if one[1] in order else len(order))
            for move, actor in moves:
                following = (move.state, tuple(one for one in at[1] if one != actor))
                if following not in came:
                    came[following] = at, move, actor
                    queue.append(following)
        return None


def _back(
    came: dict[object, tuple[object, Successor, Value | None] | None], end: object
) -> list[tuple[Successor, Value | None]]:
    way = []
    while (step := came[end]) is not None:
        end, move, actor = step
        way.append((move, actor))
    return way[::-1]


def _start(model: Model, state: State) -> State | None:
    """Return the same initial state, or one in which nothing but where the processes stand is different."""
    if model.satisfies_init(state):
        return state
    pcs = [variable.role == "pc" for variable in model.system.variables]
    alike = (
        one
        for one in model.initial_states()
        if all(pc or ir.sort_key(a) == ir.sort_key(b) for pc, a, b in zip(pcs, one, state, strict=True))
    )
    return next(alike, None)


def _all_moves(model: Model, state: State) -> Iterator[Successor]:
    """Yield the steps that change anything."""
    return (move for move in model.successors(state) if move.state != state)


def _moves(model: Model, state: State, actor: Value | None) -> list[Successor]:
    return [move for move in _all_moves(model, state) if move.step.actor == actor]


def _choice(step: Step, moves: Iterable[Successor]) -> Successor | None:
    """Return what is most like the step: the same label and state, the same label, or else the first."""
    return min(
        moves,
        key=lambda move: (move.label != step.label, move.state != step.state),
        default=None,
    )
