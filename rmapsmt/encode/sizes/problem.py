"""One model with its sizes left open: its states, its steps, and what is said of them as SMT-LIB."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.encode.sizes import term
from rmapsmt.encode.sizes import value as values
from rmapsmt.encode.sizes.evaluate import Evaluator
from rmapsmt.encode.sizes.goals import Goal, Goals
from rmapsmt.encode.sizes.layout import Layout, declare
from rmapsmt.encode.sizes.looks import places, variables
from rmapsmt.encode.sizes.residual import residual, truth
from rmapsmt.encode.sizes.steps import Steps, Way
from rmapsmt.encode.sizes.term import BOOL, INT, STR, Term, Truth, conj, neg
from rmapsmt.encode.sizes.value import UnboundedFault
from rmapsmt.ir import Op

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rmapsmt.encode.sizes.value import Value


_PLACES = count(-1_000_000, -1)  # names that no text has


@dataclass(frozen=True, slots=True)
class Conjunct:
    """A part of a predicate that is looked at by itself."""

    predicate: str
    name: str  # of the innermost definition that it stands in
    expr: ir.Expr
    mentions: frozenset[int]  # variables, by their places in a state
    written: ir.Expr  # that it is taken from, as it stands in the specification


def conjuncts(name: str, predicate: ir.Expr, known: Evaluator) -> list[Conjunct]:
    r"""Return the parts of a predicate that constants do not decide.

    Of `P => A /\ B`, and of `\A x : A /\ B`, they are those of A and of B.
    """
    parts = [(where, residual(part, known), written) for where, part, written in _split(predicate, name)]
    return [
        Conjunct(name, where, part, variables(part), written)
        for where, part, written in parts
        if truth(part) is not True
    ]


def _split(expr: ir.Expr, name: str) -> Iterator[tuple[str, ir.Expr, ir.Expr]]:
    """Yield each part with the definition that it stands in and the smallest formula that is it alone."""
    match expr:
        case ir.Named(name=inner, body=body):
            yield from _split(body, inner if isinstance(body, ir.And | ir.Implies | ir.Forall) else name)
        case ir.And(items):
            for item in items:
                yield from _split(item, name)
        case ir.Implies(left, right):
            parts = list(_split(right, name))
            for inner, part, written in parts:
                yield inner, ir.Implies(left, part), written if parts[1:] else expr
        case ir.Forall(bounds, body):
            parts = list(_split(body, name))
            for inner, part, written in parts:
                yield inner, ir.Forall(bounds, part), written if parts[1:] else expr
        case ir.Apply(Op.IN, (one, ir.Apply(Op.RANGE, (low, high)))):
            yield name, ir.Apply(Op.LE, (low, one)), expr
            yield name, ir.Apply(Op.LE, (one, high)), expr
        case ir.Apply(Op.IN, (function, ir.Apply(Op.FUNCTION_SET, (domain, into)))):
            yield name, ir.Apply(Op.EQ, (ir.Apply(Op.DOMAIN, (function,)), domain)), expr
            place = ir.Local("place", next(_PLACES))
            value = ir.Apply(Op.APPLY, (function, place))
            whole = ir.Forall(
                (ir.Bound((place,), pattern=False, domain=domain),), ir.Apply(Op.IN, (value, into))
            )
            yield from ((inner, part, expr) for inner, part, _ in _split(whole, name))
        case _:
            yield name, expr, expr


def _memberships(expr: ir.Expr) -> Iterator[tuple[ir.Variable, ir.Expr]]:
    r"""Yield each variable with the set that a conjunct `x \\in S` says it is in."""
    for part in ir.conjuncts(expr):
        match part:
            case ir.Apply(Op.IN, (ir.Variable() as one, whole)):
                yield one, whole


def _given(expr: ir.Expr) -> Iterator[tuple[int, Op, ir.Expr]]:
    r"""Yield each variable with what Init says that it equals, or is one of."""
    for part in ir.conjuncts(expr):
        match part:
            case ir.Apply(Op.EQ | Op.IN as op, (ir.Variable(index=index), value)):
                yield index, op, value


def _spelled(roots: Iterable[ir.Expr]) -> set[str]:
    """Return the strings in these expressions, which may have parts in common."""
    found: set[str] = set()
    seen: dict[int, ir.Expr] = {}  # the expressions too, so that none is made anew in the place of another
    waiting = list(roots)
    while waiting:
        expr = waiting.pop()
        if isinstance(expr, ir.Literal):
            found.update(_within(expr.value))
        elif id(expr) not in seen:
            seen[id(expr)] = expr
            waiting += ir.children(expr)
    return found


def _within(value: ir.Value) -> Iterator[str]:
    match value:
        case str():
            yield value
        case ir.ModelValue():
            yield values.model_value(value)
        case frozenset():
            for one in value:
                yield from _within(one)
        case ir.Fun(items=items):
            for pair in items:
                for one in pair:
                    yield from _within(one)


def _sort(name: str, some: frozenset[ir.Value]) -> str:
    """Return the sort of a constant that is one of these."""
    if all(isinstance(one, bool) for one in some):
        return BOOL
    if all(isinstance(one, str) for one in some):
        return STR
    raise UnboundedFault(f"{name} is neither a truth nor a string, and stays open")


class Problem:
    """A model whose sizes are open: what can be asked of a solver about it."""

    def __init__(
        self,
        system: ir.TransitionSystem,
        constants: Mapping[str, ir.Value],
        sizes: Mapping[str, str],
        types: str,
        choices: Mapping[str, frozenset[ir.Value]] | None = None,
    ) -> None:
        """Give every constant its value, or leave it open.

        `sizes` maps such a one to the one it equals, `choices` to the truths or strings that it may be.
        UnboundedFault says what has no counterpart.
        """
        self.system, self.constants = system, constants
        self.layout = Layout()
        known: dict[str, Value] = {name: values.of(value) for name, value in constants.items()}
        known |= {name: Term(INT, term.quoted(same)) for name, same in sizes.items()}
        self.sizes = sorted(set(sizes.values()))
        self.choices = choices or {}
        self.open = {name: Term(_sort(name, some), term.quoted(name)) for name, some in self.choices.items()}
        known |= self.open
        ground = Evaluator(known, ())
        self.assumptions = [ground.truth(a, {}) for a in system.assumptions]
        state: list[Value] = [False] * len(system.variables)
        self.sorts: dict[int, values.Sort] = {}
        for one, whole in _memberships(system.predicates[types]):
            sort = None if variables(whole) else ground.set(whole, {}).sort
            if one.index in self.sorts or sort is None:
                continue
            self.sorts[one.index] = sort
            state[one.index] = self.layout.variable(one.name, sort)
        if len(self.sorts) < len(state):
            raise UnboundedFault(f"{types} does not give every variable a set of constants")
        for made in state:
            declare(made)
        self.before = Evaluator(known, state, ground)
        self.known = ground
        self.first = {  # what Init says that variables equal
            index: self.before.value(expr, {}) for index, op, expr in _given(system.init) if op is Op.EQ
        }
        every = Steps(Evaluator(known, state, ground), len(state)).of(system.next)
        closed = self._closed()
        self.ways = [
            replace(way, errors=(*way.errors, *self._misfits(way)))
            for way in every
            if closed.isdisjoint(c.text for c in way.conditions)
        ]

    def _misfits(self, way: Way) -> list[Truth]:
        """Return where a way gives a variable what has no place in a state.

        Of what a state can hold, a function's domain for one, nothing else is asked of it.
        """
        changed = way.changed(self.before.state)
        try:
            said = [values.fits(way.next[index], self.sorts[index]) for index in changed]
        except UnboundedFault:  # then it must never be taken
            return [True]
        return [neg(one) for one in said if one is not True]

    def unfit(self) -> list[Truth]:
        """Return where Init has no value, or gives a variable what has no place in a state.

        It has to say of each variable what it equals or is one of.
        """
        self.initially()
        found, self.before.errors = self.before.errors, []
        given: dict[int, list[Value]] = {index: [value] for index, value in self.first.items()}
        for index, op, expr in _given(self.system.init):
            if op is Op.IN and (over := self.before.set(expr, {})).items is not None:
                given.setdefault(index, []).extend(over.items)
            elif op is Op.IN and over.sort is not None:
                given.setdefault(index, []).append(Layout().variable("one of them", over.sort))
        for index, sort in self.sorts.items():
            if index not in given:
                name = self.system.variables[index].name
                raise UnboundedFault(f"Init does not say of {name} what it equals, or is one of")
            found += [neg(values.fits(value, sort)) for value in given[index]]
        return [one for one in found if one is not False]

    def at_first(self, part: Conjunct) -> Truth:
        """Return what a conjunct says of Init's states, in the words of what Init says variables equal.

        Of such a set the cardinality may not be known; then it is in the words of any state.
        """
        try:
            return self._in(self.first).truth(part.expr, {})
        except UnboundedFault:
            return self._in({}).truth(part.expr, {})

    def said(self, part: Conjunct) -> tuple[Truth, list[Truth]]:
        """Return what a conjunct says of any one state, and where it has no value."""
        self.before.errors = []
        found = self.before.truth(part.expr, {})
        errors, self.before.errors = self.before.errors, []
        return found, [error for error in errors if error is not False]

    def after(self, part: Conjunct, way: Way) -> Truth:
        """Return what a conjunct says of the state that a step leads to."""
        return self._in(way.next).truth(part.expr, {})

    def _in(self, given: Mapping[int, Value]) -> Evaluator:
        """Return what evaluates where these variables have other values, noting nothing."""
        state = [given.get(index, one) for index, one in enumerate(self.before.state)]
        return Evaluator(self.before.constants, state, self.before, noting=False)

    def goals(self, part: Conjunct, way: Way) -> list[Goal]:
        """Return what has to be shown for a step to keep a conjunct, place by place.

        Where nothing has changed the conjunct says what it said before; such goals are left out.
        """
        after = self._in(way.next)
        changed = way.changed(self.before.state)
        state = self.before.state
        after.changed = frozenset(n for n in changed if places(way.next[n], state[n]) is None)
        return Goals(self._in({}), after, way).of(part.expr)

    def initially(self) -> Truth:
        """Return what Init says."""
        return self.before.truth(self.system.init, {})

    def prelude(self) -> str:
        """Return the declarations that terms need, and what holds of all states."""
        cards = self.layout.cardinalities()
        lines = ["(declare-sort Str 0)"]
        strings = [term.text(one) for one in sorted(self._strings())]
        lines += [f"(declare-const {name} Str)" for name in strings]
        lines += [f"(assert (distinct {' '.join(strings)}))"] * (len(strings) > 1)
        lines += [f"(declare-const {term.quoted(name)} Int)" for name in self.sizes]
        lines += [f"(declare-const {one.text} {one.sort})" for _, one in sorted(self.open.items())]
        for name, (args, sort) in sorted(self.layout.declared.items()):
            lines.append(f"(declare-fun {term.quoted(name)} ({' '.join(args)}) {sort})")
        lines += [f"(assert {fact})" for fact in (*cards, term.text(conj(*self.assumptions)))]
        return "\n".join(lines) + "\n"

    def _closed(self) -> set[str]:
        """Return what is said of an open constant that it never is: a string that is none of its choices."""
        return {
            term.text(term.same(left, right))
            for name, one in self.open.items()
            if one.sort == STR
            for other in self._strings() - self.choices[name]
            for left, right in ((one, other), (other, one))
        }

    def _strings(self) -> set[str]:
        """Return every string that the specification or the model spells out."""
        found = _spelled([self.system.init, self.system.next, *self.system.predicates.values()])
        return found.union(*map(_within, (*self.constants.values(), *self.choices.values())))
