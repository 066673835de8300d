"""Formulas where sizes are left open say of a state what the interpreter says."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import pytest
from locked import LOCK
from modules import system

from rmapsmt import manifest
from rmapsmt.encode.sizes import term
from rmapsmt.encode.sizes.problem import Problem, conjuncts
from rmapsmt.encode.sizes.solver import Script
from rmapsmt.encode.sizes.value import Map, Record, Set, equal, of
from rmapsmt.interp import Model
from rmapsmt.ir import Fun
from rmapsmt.manifest import link

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rmapsmt.encode.sizes.term import Truth
    from rmapsmt.ir import State, TransitionSystem, Value


def facts(problem: Problem, state: State) -> Iterator[Truth]:
    """Yield what makes the functions of the problem those of one state, as far as their domains go."""
    for number, symbol in enumerate(problem.before.state):
        yield from _facts(state[number], symbol)


def _facts(value: Value, symbol: object) -> Iterator[Truth]:
    match symbol:
        case Map():
            assert isinstance(value, Fun)
            for key, inner in value.items:
                yield from _facts(inner, symbol.apply(of(key)))
        case Record(fields):
            assert isinstance(value, Fun)
            for name, field in fields.items():
                yield from _facts(value.get[name], field)
        case Set():
            assert isinstance(value, frozenset)
            assert symbol.size is not None
            yield equal(symbol, of(value))
            yield term.same(symbol.size(), len(value))
        case _:
            assert isinstance(symbol, term.Term)
            assert isinstance(value, bool | int | str)
            yield term.same(symbol, value)


def reached(model: Model, count: int) -> list[State]:
    """Return some reachable states, spread over the depths."""
    states = [state for level in model.levels(20_000) or () for state in level]
    return list(islice(states, 0, None, max(1, len(states) // count)))


def agreeing(
    found: TransitionSystem, constants: dict[str, Value], sizes: Mapping[str, str], count: int
) -> int:
    """Compare what is said of states, and of where steps lead, with the interpreter; return how many were."""
    names = list(found.predicates)
    fixed = {name: value for name, value in constants.items() if name not in sizes}
    problem = Problem(found, fixed, sizes, "TypeOK")
    model = Model(found, constants)
    parts = {name: conjuncts(name, found.predicates[name], problem.known) for name in names}
    said = {name: term.conj(*(problem.said(one)[0] for one in ones)) for name, ones in parts.items()}
    later = [
        (way, {name: term.conj(*(problem.after(one, way) for one in ones)) for name, ones in parts.items()})
        for way in problem.ways
        if not way.errors  # it ends where a value is missing, and leads nowhere
    ]
    states = [(state, list(facts(problem, state))) for state in reached(model, count)]
    script = Script(problem.prelude(), options={})
    script.know("".join(f"(assert (= {term.quoted(n)} {constants[n]}))" for n in problem.sizes))
    for state, said_of_it in states:
        script.begin((), said_of_it)
        assert script.answer([True]) == "sat"
        successors = [after.state for after in model.successors(state)]
        open_ways = [
            (way, after)
            for way, after in later
            if script.answer([term.conj(*way.conditions)], way.free) == "sat"
        ]
        for name in names:
            assert model.holds(name, state) == (script.answer([term.neg(said[name])]) == "unsat"), name
            for truth in (True, False):
                some = any(
                    script.answer(
                        [term.conj(*way.conditions, after[name] if truth else term.neg(after[name]))],
                        way.free,
                    )
                    == "sat"
                    for way, after in open_ways
                )
                assert some == any(model.holds(name, one) == truth for one in successors), (name, truth)
        script.end()
    return len(states)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_formulas_say_of_a_state_what_the_interpreter_says(size: int) -> None:
    """Of reachable states with one size, and of where their steps lead."""
    names = ["TypeOK", "Owner", "InsideIsIn", "Counted", "Exclusive", "AtMostOne", "NobodyEver", "FirstOnly"]

    assert agreeing(system(LOCK, names), {"N": size, "Fair": False}, {"N": "N"}, 6) > 0


SPEC = [
    ("try_to_unmap.zap_huge_pmd.sync-two-mms", {}),
    ("try_to_unmap.zap_pte_range.k2-sync-total", {"N": 1}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "other"), SPEC)
def test_formulas_say_of_our_states_what_the_interpreter_says(name: str, other: dict[str, Value]) -> None:
    """So with the specification of the race, its lemmas and its claims."""
    claims = manifest.load(manifest.bundled())
    case = manifest.select(claims, [name])[0]
    whole = link.system(claims)
    asked = [claims.types, *claims.lemmas, *case.lemmas, *claims.side, case.claim]
    named = {ref.name: whole.predicates[ref.name] for ref in asked if ref}
    constants = {**case.constants, **other}

    assert agreeing(replace(whole, predicates=named), constants, claims.sizes, 2) > 0
