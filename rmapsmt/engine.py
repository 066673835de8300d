"""Bounded model checking, induction, exhaustion: what the textbook says, over `encode` and `interp`.

Z3 finds; the interpreter, which shares no code with the encoding, runs again what Z3 has found.  No
behaviour leaves this module that was not replayed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from rmapsmt.encode.closure import Closed, closed
from rmapsmt.encode.solver import (
    Absent,
    Answer,
    Behaviour,
    Found,
    OneStep,
    SingleStep,
    Undecided,
    Unrolling,
    start_error,
)
from rmapsmt.encode.system import NO_DEADLOCK, NO_ERROR, Encoding
from rmapsmt.encode.term import Terms
from rmapsmt.errors import ReplayFailure, SpecError
from rmapsmt.interp import Model, fault_in, replay
from rmapsmt.ir import kind
from rmapsmt.trace import Step, Trace
from rmapsmt.verdict import (
    Closure,
    Cti,
    Exhaustion,
    HoldsTo,
    Induction,
    NotReached,
    Proved,
    Reached,
    Unknown,
    Unreachable,
    Vacuous,
    Verdict,
    Violated,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rmapsmt.ir import Label, Named, State

DEEPEST = 64  # steps within which a witness is looked for
MOST_STATES = 20_000  # of a model whose states are visited one by one
STRIDE = 8


@dataclass(slots=True)
class Family:
    """Models that share an encoding, with the solvers that they share."""

    encoding: Encoding
    timeout: float | None = None
    states: int = MOST_STATES  # that a model may have for them to be visited
    one: OneStep = field(init=False)
    paths: Unrolling = field(init=False)  # to the bound
    deep: Unrolling = field(init=False)  # further, for witnesses
    step: SingleStep = field(init=False)
    witnesses: dict[tuple[tuple[int, ...], str], Trace | Vacuous | Unknown] = field(default_factory=dict)
    visited: dict[tuple[int, ...], Visited | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Start with no step unrolled."""
        self.one = OneStep(self.encoding, Terms(self.encoding.circuit))
        self.paths = self.deep = Unrolling(self.one, self.timeout)
        self.step = SingleStep(self.one, self.timeout)

    @property
    def bound(self) -> int:
        """The depth that claims are searched to."""
        return self.paths.depth

    def allowed(self, depth: int) -> int:
        """Return this depth, or the one that the ranges of the variables end at."""
        return depth if self.encoding.depth is None else min(depth, self.encoding.depth)

    def unroll(self, bound: int) -> None:
        """Search to this depth from now on; it never decreases."""
        while self.paths.depth < self.allowed(bound):
            self.paths.extend()

    def deeper(self) -> Unrolling:
        """Unroll further, in a solver of its own: a path's predicates speak of its last state."""
        if self.deep is self.paths:
            self.deep = Unrolling(self.one, self.timeout)
        depth = self.allowed(max(self.deep.depth, self.bound) + STRIDE)
        while self.deep.depth < depth:
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


def shortest(question: Question, paths: Unrolling, bad: Sequence[str], goal: Sequence[str] = ()) -> Answer:
    """Return a shortest behaviour of the unrolling that breaks one of `bad` or satisfies `goal`."""
    answer = paths.find(question.model, bad, goal)
    while isinstance(answer, Found) and answer.behaviour.labels:
        shorter = paths.find(question.model, bad, goal, within=len(answer.behaviour.labels) - 1)
        if isinstance(shorter, Absent):
            break
        answer = shorter
    return answer


def first(question: Question, paths: Unrolling, bad: Sequence[str], goal: Sequence[str] = ()) -> Answer:
    """Return the first of the shortest behaviours, in the order of the specification's text."""
    answer = shortest(question, paths, bad, goal)
    if not isinstance(answer, Found):
        return answer
    return paths.first(question.model, bad, goal, len(answer.behaviour.labels))


def confirmed(question: Question, behaviour: Behaviour, broken: str | None = None) -> Trace:
    """Return the behaviour as a trace that the interpreter has run, from the labels alone.

    Raises ReplayFailure where the interpreter disagrees: that is a defect of this tool.
    """
    model = question.concrete
    claim = broken if broken in model.system.predicates else None

    def ends_well(state: State) -> bool:
        if behaviour.last is None:  # outside TypeOK: it is known by what it breaks
            return claim is None or not model.holds(claim, state)
        return _key(state) == _key(behaviour.last)

    starts = model.initial_states() if behaviour.first is None else [behaviour.first]
    steps = _rerun(model, starts, behaviour.labels, ends_well)
    if steps is None:
        labels = ", ".join(map(str, behaviour.labels)) or "no steps"
        raise ReplayFailure(f"the steps {labels} do not lead where the solver says")
    trace = Trace(model.system.name, model.variables, steps)
    replay(model, trace, claim)
    if broken == NO_DEADLOCK and model.next_states(trace.last):
        raise ReplayFailure(f"state {trace.depth} has successors, where the solver says that it has none")
    return trace


def _rerun(
    model: Model, starts: Sequence[State], labels: Sequence[Label], ends_well: Callable[[State], bool]
) -> tuple[Step, ...] | None:
    """Return a behaviour with these labels that ends well; one label may lead to several states."""
    levels: list[dict[object, tuple[Step, object]]] = [{_key(s): (Step(None, s), None) for s in starts}]
    for wanted in labels:
        following: dict[object, tuple[Step, object]] = {}
        for key, (step, _) in levels[-1].items():
            for successor in model.successors(step.state):
                if successor.label == wanted:
                    after = _step(successor.label, successor.state, successor.named)
                    following.setdefault(_key(successor.state), (after, key))
        levels.append(following)
    at: object = next((key for key, (step, _) in levels[-1].items() if ends_well(step.state)), None)
    if at is None:
        return None
    found: list[Step] = []
    for level in reversed(levels):
        step, at = level[at]
        found.append(step)
    return tuple(reversed(found))


def _key(state: State) -> tuple[object, ...]:
    """Return what tells states apart where Python takes TRUE for 1."""
    return (state, *map(kind, state))


def _step(label: Label, state: State, named: Named | None) -> Step:
    return Step(label, state, named.tags, named.span) if named else Step(label, state)


def invariant(question: Question, claim: str, lemmas: Sequence[str], settled: Sequence[str] = ()) -> Verdict:
    """Settle an invariant: a counterexample within the bound, else induction, else exhaustion.

    `lemmas` are proved together with the claim.  `settled` is known to hold in every reachable state
    of this model, by an induction of its own, and is not proved again.
    """
    family = question.family
    if family.visited.get(question.model) and (seen := _seen(question, claim)) is not None:
        return seen
    answer = shortest(question, family.paths, [claim])
    match answer:
        case Found(behaviour):
            return Violated(confirmed(question, behaviour, claim), claim)
        case Undecided(reason):
            return Unknown(reason, -1)
        case Absent():
            pass
        case _:
            assert_never(answer)
    bounded = family.encoding.depth is not None  # nothing is said of states beyond that depth
    types = _types(question, [claim, *settled])
    failed = None if bounded else induction(question, [claim, *lemmas, *types], settled)
    if failed is None and not bounded:
        used = tuple(dict.fromkeys([*lemmas, *settled]))
        return Proved(Induction(tuple(name for name in used if name in family.encoding.parts)), family.bound)
    if (left := _left(question, types)) is not None:
        return left
    if visit(question) and (seen := _seen(question, claim)) is not None:
        return seen
    ends = exhaustion(question)
    if ends is not None:
        return Proved(Exhaustion(ends), family.bound)
    if isinstance(failed, Undecided):
        return Unknown(failed.reason, family.bound)
    return HoldsTo(family.bound, failed)


def _types(question: Question, known: Sequence[str]) -> list[str]:
    """Return the predicate that gives the ranges, unless it is known to hold: no proof may do without it."""
    types = question.family.encoding.types
    return [] if types is None or types in known else [types]


def _left(question: Question, types: Sequence[str]) -> Unknown | None:
    """Return why nothing can be said, if a behaviour leaves the ranges: it is not followed any further."""
    family = question.family
    answer = family.paths.find(question.model, types) if types else Absent()
    match answer:
        case Found(behaviour):
            after = len(behaviour.labels)
            return Unknown(f"a behaviour breaks {types[0]} after {after} steps, and ends there", family.bound)
        case Undecided(reason):
            return Unknown(reason, family.bound)
        case Absent():
            return None
        case _:
            assert_never(answer)


def start_fault(question: Question) -> SpecError | None:
    """Return the error that the evaluation of Init runs into in this model, if it does."""
    answer = start_error(question.family.one, question.model, question.family.timeout)
    if isinstance(answer, Absent):
        return None
    try:
        question.concrete.initial_states()
    except SpecError as error:
        return error
    if isinstance(answer, Undecided):
        return None
    raise ReplayFailure("Init is without the error that the solver sees there")


def induction(
    question: Question, wanted: Sequence[str], settled: Sequence[str] = ()
) -> Cti | Undecided | None:
    """Return None if all of `wanted` hold initially and every step keeps them; otherwise why not."""
    answer = _broken(question, wanted, settled)
    return _cti(question, answer) if isinstance(answer, Found) else answer


def _broken(question: Question, wanted: Sequence[str], settled: Sequence[str]) -> Found | Undecided | None:
    """Return an initial state, or a step from where all hold, that breaks one of `wanted`."""
    new = list(dict.fromkeys(name for name in wanted if name not in settled))
    if not new:
        return None
    if (depth := question.family.encoding.depth) is not None:
        return Undecided(f"the ranges of the variables are known to depth {depth} only")
    for answer in (
        question.family.paths.find(question.model, new, within=0),
        question.family.step.find([question.model], [*settled, *new], new),
    ):
        if not isinstance(answer, Absent):
            return answer
    return None


def _cti(question: Question, answer: Found) -> Cti:
    """Return what breaks an induction: a step as a trace of two states (one, if it leaves TypeOK)."""
    before, after, labels = answer.behaviour.first, answer.behaviour.last, answer.behaviour.labels
    steps = [Step(None, before)] if before is not None else []
    if labels and after is not None:
        steps.append(Step(labels[0], after))
    trace = Trace(question.concrete.system.name, question.concrete.variables, tuple(steps))
    return Cti(str(labels[0]) if labels else "Init", answer.conjuncts or answer.broken, trace)


def inductive_part(question: Question, wanted: Sequence[str]) -> list[str]:
    """Return the largest part of `wanted` that is inductive by itself; none if the solver gives up."""
    kept = list(wanted)
    while (answer := _broken(question, kept, ())) is not None:
        if isinstance(answer, Undecided):
            return []
        kept = [name for name in kept if name not in answer.broken]
    return kept


def all_inductive(family: Family, models: Sequence[Sequence[int]], wanted: Sequence[str]) -> bool:
    """Tell whether `wanted` is inductive in every one of the models, by one question for all of them."""
    if family.encoding.depth is not None:
        return False
    if not isinstance(family.paths.find_in(models, wanted, within=0), Absent):
        return False
    return isinstance(family.step.find(list(models), wanted, wanted), Absent)


def visit(question: Question) -> Visited | None:
    """Return all states of the model, if they are not too many: the interpreter's, which Z3 agrees to.

    The interpreter finds them; the solver finds that none is missing, since no step leads out.
    """
    family, model = question.family, question.model
    if family.encoding.depth is not None or family.encoding.constrained:
        return None
    if model not in family.visited:
        try:
            levels = question.concrete.levels(family.states)
        except SpecError:  # an expression has no value somewhere: that is found, and told, by the solver
            levels = None
        states = [state for level in levels or () for state in level]
        found = closed(family.one, model, states, family.timeout) if states else None
        family.visited[model] = Visited(levels, found) if levels and found else None
    return family.visited[model]


def _seen(question: Question, claim: str) -> Proved | Violated | None:
    """Return what the states that were visited say of a claim, if the solver does not give up."""
    visited = question.family.visited[question.model]
    if claim == NO_ERROR:  # the interpreter has run into none
        return Proved(visited.how, question.family.bound) if visited else None
    wrong = visited.closed.some(claim, true=False) if visited else None
    if visited and wrong is False:
        return Proved(visited.how, question.family.bound)
    if visited and wrong and (deep := _shallowest(question, visited, claim, true=False)):
        return Violated(confirmed(question, deep, claim), claim)
    return None


def _shallowest(question: Question, visited: Visited, name: str, *, true: bool) -> Behaviour | None:
    """Return a shortest behaviour to a state where the predicate is true, or false, that Z3 agrees to."""
    model = question.concrete

    def holds(state: State) -> bool:
        return bool(model.next_states(state)) if name == NO_DEADLOCK else model.holds(name, state)

    ends = ((n, s) for n, level in enumerate(visited.levels) for s in level if holds(s) == true)
    depth, state = next(ends, (None, None))
    if depth is None or state is None:
        raise ReplayFailure(f"{name} is {not true} of every state, where the solver says otherwise")
    labels: list[Label] = []
    for level in reversed(visited.levels[:depth]):
        state, label = next(
            (s, after.label) for s in level for after in model.successors(s) if after.state == state
        )
        labels.insert(0, label)
    paths = question.family.paths
    while paths.depth < depth:
        paths = question.family.deeper()
    bad, goal = ([], [name]) if true else ([name], [])
    answer = paths.follow(question.model, labels, bad, goal)
    if isinstance(answer, Absent):
        raise ReplayFailure(f"the solver does not find what the interpreter does after {depth} steps")
    return answer.behaviour if isinstance(answer, Found) else None


def exhaustion(question: Question) -> int | None:
    """Return the depth by which every behaviour has ended, if that is within the bound."""
    family = question.family
    if not family.bound or not isinstance(family.paths.longer(question.model), Absent):
        return None
    return family.bound - 1


def reach(question: Question, goal: str, limit: int = DEEPEST) -> Trace | Vacuous | Unknown:
    """Return a behaviour to a state where `goal` is true; how deep it was looked for, if there is none."""
    family = question.family
    if (known := family.witnesses.get((question.model, goal))) is None:
        known = family.witnesses[question.model, goal] = _reach(question, goal, limit)
    return known


def _reach(question: Question, goal: str, limit: int) -> Trace | Vacuous | Unknown:
    family = question.family
    paths = family.paths
    while True:
        answer = paths.find(question.model, (), [goal])
        match answer:
            case Found(behaviour):
                return confirmed(question, behaviour)
            case Undecided(reason):
                return Unknown(reason, paths.depth)
            case Absent():
                if paths.depth and isinstance(paths.longer(question.model), Absent):
                    return Vacuous(f"{goal} is unreachable: every behaviour ends before", paths.depth)
                if paths.depth >= family.allowed(limit):
                    return Vacuous(f"{goal} was not reached", paths.depth)
                paths = family.deep if family.deep.depth > paths.depth else family.deeper()
            case _:
                assert_never(answer)


def reachable(question: Question, goal: str, lemmas: Sequence[str], settled: Sequence[str] = ()) -> Verdict:
    """Settle a reachability claim: a witness within the bound, else a proof that there is none.

    `goal` is reached, or the lemmas exclude it; `not goal` is proved by exhaustion or by the lemmas alone.
    """
    family = question.family
    answer = shortest(question, family.paths, (), [goal])
    match answer:
        case Found(behaviour):
            return Reached(confirmed(question, behaviour))
        case Undecided(reason):
            return Unknown(reason, -1)
        case Absent():
            pass
        case _:
            assert_never(answer)
    types = _types(question, settled)
    if (left := _left(question, types)) is not None:
        return left
    if (visited := visit(question)) is not None:
        there = visited.closed.some(goal, true=True)
        if there is False:
            return Unreachable(visited.how, family.bound)
        if there and (deep := _shallowest(question, visited, goal, true=True)):
            return Reached(confirmed(question, deep))
    ends = exhaustion(question)
    if ends is not None:
        return Unreachable(Exhaustion(ends), family.bound)
    bounded = family.encoding.depth is not None
    failed = induction(question, [*lemmas, *types], settled) if lemmas and not bounded else None
    known = [] if bounded else [*lemmas, *settled]
    if known and failed is None and isinstance(family.step.excludes(question.model, known, goal), Absent):
        return Unreachable(
            Induction(tuple(name for name in known if name in family.encoding.parts)), family.bound
        )
    return NotReached(family.bound, failed if isinstance(failed, Cti) else None)


def fault(question: Question, trace: Trace) -> SpecError:
    """Return the error that the interpreter meets where the solver says that one is met."""
    error = fault_in(question.concrete, trace.last, tuple(question.family.encoding.parts))
    if error is None:
        raise ReplayFailure(f"state {trace.depth} is without the error that the solver sees there")
    if not error.hint:
        way = ", ".join(str(step.label) for step in trace.steps[1:])
        error.hint = f"this is met after {way}" if way else "this is met in an initial state"
    return error
