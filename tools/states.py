"""What the reachable states of a manifest's models say: of a specification, and again of its mutants.

What the specification as it is says is kept.  A model in which no task ever comes to what is mutated is
not searched again, and of a state that is known nothing is evaluated again.
"""

# ruff: noqa: INP001 - the folder of a script is no package

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
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

# A model's constants; and, of one state, the claims that are false and the goals that are true.
Constants: TypeAlias = "tuple[tuple[str, Value], ...]"
Said: TypeAlias = tuple[frozenset[str], frozenset[str]]


@dataclass(slots=True)
class Seen:
    """Which claims were false in some reachable state of a model, and which of the goals true."""

    true: set[str]
    false: set[str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every state of a model."""

    claims: tuple[str, ...]
    goals: tuple[str, ...]
    deadlock: bool


@dataclass(frozen=True, slots=True)
class Searched:
    """A model, searched exhaustively or up to an error, which TLC would stop at too."""

    asked: Asked
    seen: Seen
    states: Mapping[State, Said]
    places: frozenset[str] = frozenset()  # where tasks are, in one state or another


Original: TypeAlias = Mapping[Constants, Searched]


def search(claims: Manifest, system: TransitionSystem, pcs: Collection[str]) -> Original:
    """Search every model; `pcs` are the variables that say where the tasks are."""
    found = {}
    for group, model, asked in _models(claims, claims.cases, system):
        searched = _every_state(model, asked)
        columns = [number for number, name in enumerate(model.variables) if name in pcs]
        values = {state[column] for state in searched.states for column in columns}
        places = frozenset(place for value in values for place in _strings(value))
        found[_constants(group[0])] = Searched(asked, searched.seen, searched.states, places)
    return found


def searched_again(
    claims: Manifest,
    cases: Sequence[Case],
    system: TransitionSystem,
    known: Original,
    places: frozenset[str],
) -> Iterator[tuple[list[Case], Seen]]:
    """Yield the cases of each model of a mutant, with what is seen in it.

    What is known of the specification as it is still holds where no task is in one of these places.
    """
    for group, model, asked in _models(claims, cases, system):
        before = known.get(_constants(group[0]))
        if before is None or before.asked != asked:
            yield group, _every_state(model, asked, {}).seen
        elif before.places & places:
            yield group, _every_state(model, asked, before.states).seen
        else:
            yield group, before.seen


def always(claims: Manifest) -> tuple[str, ...]:
    """Return what every model is held to."""
    return tuple(ref.name for ref in ((claims.types,) if claims.types else ()) + claims.side)


def lemmas(claims: Manifest, case: Case) -> tuple[str, ...]:
    """Return what a case's proof leans on, if a proof is expected."""
    return claims.lemmas_of(case) if case.expect in (Word.PROVED, Word.UNREACHABLE) else ()


def _models(
    claims: Manifest, cases: Sequence[Case], system: TransitionSystem
) -> Iterator[tuple[list[Case], Model, Asked]]:
    """Yield the cases of each model, and what to ask of it; models of the same sizes share their code."""
    families: dict[Constants, dict[Constants, list[Case]]] = defaultdict(lambda: defaultdict(list))
    for case in cases:
        sizes = tuple((name, value) for name, value in case.constants.items() if type(value) is int)
        families[sizes][_constants(case)].append(case)
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


def _constants(case: Case) -> Constants:
    return tuple(case.constants.items())


def _strings(value: Value) -> Iterator[str]:
    """Yield the strings that a variable for the tasks' places holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Fun):
        for _, image in value.items:
            yield from _strings(image)


def _every_state(model: Model, asked: Asked, known: Mapping[State, Said] | None = None) -> Searched:
    """Visit every reachable state and keep all that it says.

    Where some states are known, little is kept: of the others it is not asked again what has been seen.
    """
    seen = Seen(set(), set())
    states: dict[State, Said] = {}
    try:
        claims = [(name, model.predicate(name)) for name in asked.claims]
        goals = [(name, model.predicate(name)) for name in asked.goals]
        for state, following in _reachable(model):
            if known is not None:
                claims = [(name, test) for name, test in claims if name not in seen.false]
                goals = [(name, test) for name, test in goals if name not in seen.true]
            if known is None or (said := known.get(state)) is None:
                frame = model.frame(state)
                false = frozenset(name for name, test in claims if not test(frame))
                said = states[state] = false, frozenset(name for name, test in goals if test(frame))
            seen.false |= said[0]
            seen.true |= said[1]
            if asked.deadlock and not following:
                seen.false.add(NO_DEADLOCK)
    except EvalFault as fault:
        seen.fault = fault.message
    return Searched(asked, seen, states)


def _reachable(model: Model) -> Iterator[tuple[State, list[State]]]:
    """Yield each reachable state with its successors, breadth first."""
    queue = list(dict.fromkeys(model.initial_states()))
    known = set(queue)
    for state in queue:  # grows while it is gone through
        following = model.next_states(state)
        yield state, following
        for new in following:
            if new not in known:
                known.add(new)
                queue.append(new)
