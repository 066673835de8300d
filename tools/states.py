"""What the reachable states of a manifest's models say: of a specification, and again of its mutants.

What the specification as it is says is kept.  Where no task is in a place that is mutated, a mutant's
steps are the same; and of a state that is known nothing is evaluated again.
"""

# ruff: noqa: INP001 - the folder of a script is no package

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from rmapsmt.encode.system import NO_DEADLOCK
from rmapsmt.errors import EvalFault
from rmapsmt.interp import Model
from rmapsmt.ir import Fun
from rmapsmt.manifest import Kind
from rmapsmt.verdict import Word

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from rmapsmt.ir import State, TransitionSystem, Value
    from rmapsmt.manifest import Case, Manifest

Constants: TypeAlias = "tuple[tuple[str, Value], ...]"  # of a model


@dataclass(slots=True)
class Seen:
    """After how many steps a claim was first false in a model, or a goal true."""

    true: dict[str, int] = field(default_factory=dict)
    false: dict[str, int] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every state of a model."""

    claims: tuple[str, ...]
    goals: tuple[str, ...]
    deadlock: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one state: which claims are false, which goals true, and the rest."""

    false: Sequence[str]
    true: Sequence[str]
    places: frozenset[str]  # where the tasks are
    following: Sequence[State]


@dataclass(frozen=True, slots=True)
class Searched:
    """A model, searched exhaustively or up to an error, which TLC would stop at too."""

    asked: Asked
    cases: tuple[str, ...]
    states: dict[State, Known] = field(default_factory=dict)
    starts: list[State] = field(default_factory=list)
    actions: set[str] = field(default_factory=set)  # those that are taken


Original: TypeAlias = Mapping[Constants, Searched]


def search(claims: Manifest, system: TransitionSystem, pcs: Collection[str]) -> Original:
    """Search every model; `pcs` are the variables that say where the tasks are."""
    columns = [number for number, variable in enumerate(system.variables) if variable.name in pcs]
    found = {}
    for group, model, asked in models(claims, system):
        tests = [(name, model.predicate(name)) for name in asked.claims]
        goals = [(name, model.predicate(name)) for name in asked.goals]
        queue = {state: state for state in model.initial_states()}
        searched = found[constants(group[0])] = Searched(
            asked, tuple(case.name for case in group), starts=[*queue]
        )
        reached = list(queue)
        try:
            for state in reached:  # grows while it is gone through
                successors = model.successors(state)
                frame = model.frame(state)
                new = {one.state: one.state for one in successors if one.state not in queue}
                queue |= new
                reached += new
                searched.states[state] = Known(
                    [name for name, test in tests if not test(frame)],
                    [name for name, test in goals if test(frame)],
                    frozenset(place for column in columns for place in _strings(state[column])),
                    [queue[one.state] for one in successors],  # the very objects, which compare fast
                )
                searched.actions.update(one.label.action for one in successors)
        except EvalFault:  # a mutant may mend it: what is known is used, and the rest searched again
            continue
    return found


def always(claims: Manifest) -> tuple[str, ...]:
    """Return what every model is held to."""
    return tuple(ref.name for ref in ((claims.types,) if claims.types else ()) + claims.side)


def lemmas(claims: Manifest, case: Case) -> tuple[str, ...]:
    """Return what a case's proof leans on, if a proof is expected."""
    return claims.lemmas_of(case) if case.expect in (Word.PROVED, Word.UNREACHABLE) else ()


def models(claims: Manifest, system: TransitionSystem) -> Iterator[tuple[list[Case], Model, Asked]]:
    """Yield the cases of each model, and what to ask of it; models of the same sizes share their code."""
    families: dict[Constants, dict[Constants, list[Case]]] = defaultdict(lambda: defaultdict(list))
    for case in claims.cases:
        sizes = tuple((name, value) for name, value in case.constants.items() if type(value) is int)
        families[sizes][constants(case)].append(case)
    for family in families.values():
        first, *others = [group[0].constants for group in family.values()]
        free = {name for name in first if any(other[name] != first[name] for other in others)}
        model = Model(system, first, free)
        for group in family.values():
            model.become(group[0].constants)
            model.check_assumptions()
            goals = {case.claim.name for case in group if case.kind is Kind.REACHABLE}
            named = {case.claim.name for case in group} - goals
            named |= {*always(claims), *(name for case in group for name in lemmas(claims, case))}
            goals |= {name for case in group for name in claims.witnesses_of(case)}
            yield group, model, Asked(tuple(sorted(named)), tuple(sorted(goals)), claims.deadlock)


def constants(case: Case) -> Constants:
    """Return what makes a case's model."""
    return tuple(case.constants.items())


def _strings(value: Value) -> Iterator[str]:
    """Yield the strings that a variable for the tasks' places holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Fun):
        for _, image in value.items:
            yield from _strings(image)


def seen_again(
    model: Model, asked: Asked, before: Searched | None, places: frozenset[str], enough: Collection[str]
) -> Seen:
    """Visit every reachable state of a mutant, breadth first, or until `enough` has been seen.

    What is known from before still holds where no task is in one of these places.  What has been seen is
    not asked again.
    """
    states = {} if before is None else before.states
    seen = Seen()
    try:
        depths = dict.fromkeys(model.initial_states() if before is None else before.starts, 0)
        reached = list(depths)
        for state in reached:  # grows while it is gone through
            depth = depths[state]
            about = states.get(state)
            false: Sequence[str]
            true: Sequence[str]
            if about is None:
                tests = [(name, model.predicate(name)) for name in asked.claims if name not in seen.false]
                goals = [(name, model.predicate(name)) for name in asked.goals if name not in seen.true]
                frame = model.frame(state)  # whose size depends on what has been compiled
                false = [name for name, test in tests if not test(frame)]
                true = [name for name, test in goals if test(frame)]
            else:
                false, true = about.false, about.true
            for name in false:
                seen.false.setdefault(name, depth)
            for name in true:
                seen.true.setdefault(name, depth)
            if enough and all(name in seen.false or name in seen.true for name in enough):
                break
            same = about is not None and not about.places & places
            following = about.following if about is not None and same else model.next_states(state)
            if asked.deadlock and not following:
                seen.false.setdefault(NO_DEADLOCK, depth)
            for new in following:
                if new not in depths:
                    depths[new] = depth + 1
                    reached.append(new)
    except EvalFault as fault:
        seen.fault = fault.message
    return seen
