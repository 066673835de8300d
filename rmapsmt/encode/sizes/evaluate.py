"""The meaning of expressions where sizes are left open: a third one, beside the interpreter's and the cells'.

What has no value is collected as a condition, under the path that leads there.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias, assert_never

from rmapsmt import ir
from rmapsmt.encode.sizes import term
from rmapsmt.encode.sizes import value as values
from rmapsmt.encode.sizes.operators import apply, infinite, record_set
from rmapsmt.encode.sizes.term import APART, INT, Number, Term, Truth, conj, disj, implies, neg, quantified
from rmapsmt.encode.sizes.value import (
    Map,
    Record,
    Set,
    Tuple,
    UnboundedFault,
    Value,
    either,
    enumerated,
    equal,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Env: TypeAlias = "Mapping[int, Value | Delayed]"


class Delayed:
    """A value that is worked out where it is used."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[], Value]) -> None:
        """Keep how it is made."""
        self.make = make


class ForkError(Exception):
    """A value depends on a test that is not decided yet."""

    def __init__(self, test: Term) -> None:
        """Keep the test."""
        super().__init__()
        self.test = test


class Evaluator:
    """Evaluates expressions in one state, and where primes stand in a next one."""

    def __init__(
        self,
        constants: Mapping[str, Value],
        state: Sequence[Value],
        like: Evaluator | None = None,
        *,
        noting: bool = True,
    ) -> None:
        """Give constants and variables their values; one that is `like` this has the same constants.

        One that is not `noting` does not collect where there is no value, and so does less.
        """
        self.constants, self.state = constants, state
        self.next: Mapping[int, Value] = {}
        self.changed: frozenset[int] = frozenset()  # variables that a step has changed, and not at one place
        self.errors: list[Truth] = []
        self.noting = noting
        self.decided: Mapping[str, bool] | None = None  # tests, where a value that depends on one is two
        self.touched: dict[str, Number] = {}  # where EXCEPT has replaced a value
        self.intervals: dict[str, Set] = like.intervals if like else {}
        self.literals: dict[int, Value] = like.literals if like else {}  # by slots that no binder has

    def truth(self, expr: ir.Expr, env: Env) -> Truth:
        """Return what a formula says."""
        found = self.value(expr, env)
        if isinstance(found, bool) or (isinstance(found, Term) and found.sort == term.BOOL):
            return found
        raise UnboundedFault("a formula is not true or false")

    def number(self, expr: ir.Expr, env: Env) -> Number:
        """Return a number."""
        found = self.value(expr, env)
        if (isinstance(found, int) and not isinstance(found, bool)) or (
            isinstance(found, Term) and found.sort == INT
        ):
            return found
        raise UnboundedFault("what is reckoned with is no number")

    def set(self, expr: ir.Expr, env: Env) -> Set:
        """Return a set."""
        found = self.value(expr, env)
        if isinstance(found, Set):
            return found
        raise UnboundedFault("what is used as a set is none")

    def literal(self, expr: ir.Expr) -> ir.Expr:
        """Return the value of what depends on constants alone, as an expression."""
        with self._apart() as errors:
            found = self.value(expr, {})
        if any(error is not False for error in errors):
            return expr  # where it has no value is asked of what it is part of
        if isinstance(found, bool | int | str):
            return ir.Literal(found)
        if isinstance(expr, ir.Literal | ir.InfiniteSet):
            return expr
        slot = -1 - len(self.literals)
        self.literals[slot] = found
        return ir.Local("constant", slot)

    def under(self, test: Truth, make: Callable[[], Value]) -> Value:
        """Return a value that is wanted where the test is true."""
        if not self.noting:
            return make()
        with self._apart() as inner:
            found = make()
        self.errors += [conj(test, error) for error in inner]
        return found

    @contextmanager
    def _apart(self) -> Iterator[list[Truth]]:
        """Collect the errors that are met within, however it ends: a fault may be caught outside."""
        outer, self.errors = self.errors, []
        try:
            yield self.errors
        finally:
            self.errors = outer

    def value(self, expr: ir.Expr, env: Env) -> Value:
        """Return the value of an expression."""
        match expr:
            case ir.Apply(op, args):  # the most frequent first: it is what most of the time is for
                return apply(self, op, args, env)
            case ir.Local(slot=slot):
                found = env[slot] if slot in env else self.literals[slot]
                return found.make() if isinstance(found, Delayed) else found
            case ir.Variable(index=index, primed=primed):
                if index in self.changed:
                    APART.changed = True
                return self._next(index) if primed else self.state[index]
            case ir.Literal(known):
                return values.of(known)
            case ir.Constant(name):
                return self.constants[name]
            case ir.InfiniteSet(kind):
                return infinite(kind)
            case ir.Named(body=body):
                return self.value(body, env)
            case ir.And(items):
                return self._sequence(items, env, every=True)
            case ir.Or(items):
                return self._sequence(items, env, every=False)
            case ir.Implies(left, right):
                test = self.truth(left, env)
                return True if test is False else implies(test, self._truth_under(test, right, env))
            case ir.If(test, then, orelse):
                return self._if(self.truth(test, env), then, orelse, env)
            case ir.Case(arms, other):
                return self._case(arms, other, env)
            case ir.Let(local, meant, body):
                return self.value(body, {**env, local.slot: Delayed(lambda: self.value(meant, env))})
            case ir.Forall(bounds, body):
                return self._quantified("forall", bounds, body, env)
            case ir.Exists(bounds, body):
                return self._quantified("exists", bounds, body, env)
            case ir.Filter(bound, body):
                return self._filter(bound, body, env)
            case ir.Image(body, bounds):
                return self._image(body, bounds, env)
            case ir.Function(bounds, body, recursive):
                return self._function(bounds, body, recursive, env)
            case ir.Record(fields):
                return Record({name: self.value(item, env) for name, item in fields})
            case ir.RecordSet(fields):
                return record_set({name: self.set(item, env) for name, item in fields})
            case ir.Except(function, path, at, new):
                return self._except(self.value(function, env), path, at, new, env)
            case ir.Choose():
                raise UnboundedFault("CHOOSE is not supported")
            case _:
                assert_never(expr)

    def _next(self, index: int) -> Value:
        if index not in self.next:
            raise UnboundedFault("the next value of a variable is read before it has one")
        return self.next[index]

    def _truth_under(self, test: Truth, expr: ir.Expr, env: Env) -> Truth:
        found = self.under(test, lambda: self.truth(expr, env))
        assert isinstance(found, bool | Term)
        return found

    def _sequence(self, items: Sequence[ir.Expr], env: Env, *, every: bool) -> Truth:
        found: list[Truth] = []
        for item in items:
            if found and found[-1] is (not every):
                break
            before = conj(*(found if every else map(neg, found))) if self.noting else True
            found.append(self._truth_under(before, item, env))
        return conj(*found) if every else disj(*found)

    def _if(self, test: Truth, then: ir.Expr, orelse: ir.Expr, env: Env) -> Value:
        if isinstance(test, Term) and self.decided is not None and not values.ranged():
            if test.text not in self.decided:
                raise ForkError(test)
            test = self.decided[test.text]
        if isinstance(test, bool):
            return self.value(then if test else orelse, env)
        yes = self.under(test, lambda: self.value(then, env))
        return either(test, yes, self.under(neg(test), lambda: self.value(orelse, env)))

    def _case(self, arms: Sequence[tuple[ir.Expr, ir.Expr]], other: ir.Expr | None, env: Env) -> Value:
        """Return the value of the first arm that applies; where none does there is no value."""
        if not arms:
            if other is None:
                raise UnboundedFault("no arm of a CASE applies")
            return self.value(other, env)
        (guard, body), *rest = arms
        test = self.truth(guard, env)
        if test is True:
            return self.value(body, env)
        if test is False:
            return self._case(rest, other, env)
        if not rest and other is None:
            self.errors.append(neg(test))
            return self.under(test, lambda: self.value(body, env))
        yes = self.under(test, lambda: self.value(body, env))
        return either(test, yes, self.under(neg(test), lambda: self._case(rest, other, env)))

    def _quantified(self, word: str, bounds: Sequence[ir.Bound], body: ir.Expr, env: Env) -> Truth:
        def inner(rest: Sequence[tuple[Set, ir.Bound, ir.Local | None]], env: Env) -> Truth:
            if not rest:
                return self.truth(body, env)
            (over, bound, local), *more = rest
            return self.ranging(word, over, lambda one: inner(more, bind(bound, local, one, env)))

        return inner([(self.set(b.domain, env), b, local) for b, local in singles(bounds)], env)

    def ranging(self, word: str, over: Set, body: Callable[[Value], Truth]) -> Truth:
        """Return whether all, or some, members satisfy the body; its errors are those of some member."""
        every = word == "forall"
        if over.items is not None or over.sort is None:
            tests: list[Truth] = []
            for item in over.items or ():
                test = True if _explicit(over) else over.contains(item)
                said = self.under(test, lambda item=item: body(item))  # type: ignore[misc]
                assert isinstance(said, bool | Term)
                tests.append(implies(test, said) if every else conj(test, said))
            return conj(*tests) if every else disj(*tests)
        with self._apart() as inner, values.bound(over.sort) as (one, names):
            guard = over.contains(one)
            said = body(one)
        self.errors += [quantified("exists", names, conj(guard, error)) for error in inner]
        return quantified(word, names, implies(guard, said) if every else conj(guard, said))

    def _filter(self, bound: ir.Bound, body: ir.Expr, env: Env) -> Set:
        over, after = self.set(bound.domain, env), self.next

        def said(one: Value) -> Truth:
            return self.truth(body, bind(bound, bound.locals[0], one, env))

        def contains(one: Value) -> Truth:
            found = self._quietly(lambda: said(one), after)
            assert isinstance(found, bool | Term)
            return conj(over.contains(one), found)

        if self.noting:
            self.ranging("exists", over, said)
        return Set(over.sort, contains, None, over.items)

    def _image(self, body: ir.Expr, bounds: Sequence[ir.Bound], env: Env) -> Set:
        if len(bounds) > 1 or len(bounds[0].locals) > 1:
            raise UnboundedFault("{e : x, y} is not supported")
        bound = bounds[0]
        over, after = self.set(bound.domain, env), self.next

        def made(one: Value) -> Value:
            return self.value(body, bind(bound, bound.locals[0], one, env))

        if over.items is not None:
            return self._made_of(over, over.items, made)
        assert over.sort is not None
        with values.bound(over.sort) as (one, _):
            sample = self._quietly(lambda: made(one), after)
        if self.noting:
            self.ranging("exists", over, lambda one: equal(made(one), made(one)))

        def contains(wanted: Value) -> Truth:
            return values.ranging(
                over, lambda one: equal(self._quietly(lambda: made(one), after), wanted), "exists"
            )

        return Set(values.sort(sample), contains)

    def _made_of(self, over: Set, items: Sequence[Value], make: Callable[[Value], Value]) -> Set:
        """Return the set of what is made of the members, where these are named; some may be none."""
        tests = [True if _explicit(over) else over.contains(item) for item in items]
        there = [(test, item) for test, item in zip(tests, items, strict=True) if test is not False]
        made = [(test, self.under(test, lambda item=item: make(item))) for test, item in there]  # type: ignore[misc]
        every = enumerated([one for _, one in made])
        if all(test is True for test, _ in made):
            return every
        return Set(
            every.sort, lambda one: disj(*(conj(t, equal(one, m)) for t, m in made)), None, every.items
        )

    def _function(
        self, bounds: Sequence[ir.Bound], body: ir.Expr, recursive: ir.Local | None, env: Env
    ) -> Map:
        if recursive is not None or len(bounds) > 1 or len(bounds[0].locals) > 1:
            raise UnboundedFault("a function that is recursive or has several arguments is not supported")
        bound = bounds[0]
        domain, after = self.set(bound.domain, env), self.next

        def made(one: Value) -> Value:
            return self.value(body, bind(bound, bound.locals[0], one, env))

        def defined(one: Value) -> Truth:
            made(one)
            return True

        if self.noting:
            self.ranging("forall", domain, defined)
        return Map(domain, lambda one: self._quietly(lambda: made(one), after))

    def _quietly(self, make: Callable[[], Value], after: Mapping[int, Value]) -> Value:
        """Return a value whose errors have been noted elsewhere, with the next state as it was there."""
        decided, noting, now = self.decided, self.noting, self.next
        self.decided, self.noting, self.next = None, False, after
        try:
            return make()
        finally:
            self.decided, self.noting, self.next = decided, noting, now

    def _except(self, old: Value, path: Sequence[ir.Expr], at: ir.Local, new: ir.Expr, env: Env) -> Value:
        """Return the function with one value replaced; a selector outside the domain replaces none."""
        if not path:
            return self.value(new, {**env, at.slot: old})
        where, *rest = path
        key = self.value(where, env)
        if isinstance(old, Record) and isinstance(key, str):
            if key not in old.fields:
                return old
            return Record({**old.fields, key: self._except(old.fields[key], rest, at, new, env)})
        if not isinstance(old, Map):
            raise UnboundedFault("EXCEPT of what is no function")
        if isinstance(key, int | Term):
            self.touched[term.text(key)] = key
        inside = old.domain.contains(key) if self.noting else True
        changed = self.under(inside, lambda: self._except(old.apply(key), rest, at, new, env))

        def replaced(one: Value) -> Value:
            here = equal(one, key)
            if here is not False:
                APART.changed = True
            return either(here, changed, old.apply(one))

        return Map(old.domain, replaced, old.base or old, (*old.places, key))

    def interval(self, low: Number, high: Number) -> Set:
        """Return low..high, the same one for the same bounds."""
        key = f"{term.text(low)}..{term.text(high)}"
        if key not in self.intervals:
            self.intervals[key] = values.interval(low, high, term.at_most)
        return self.intervals[key]


def _explicit(one: Set) -> bool:
    return one.size is not None and one.items is not None and one.size() == len(one.items)


def singles(bounds: Sequence[ir.Bound]) -> list[tuple[ir.Bound, ir.Local | None]]:
    """Return each name of the bounds by itself; a pattern is one."""
    return [(bound, local) for bound in bounds for local in ([None] if bound.pattern else bound.locals)]


def bind(bound: ir.Bound, local: ir.Local | None, one: Value, env: Env) -> Env:
    """Return the names with those of a bound added: the one that is meant, or those of its pattern."""
    if not bound.pattern and local is not None:
        return {**env, local.slot: one}
    if not isinstance(one, Tuple) or len(one.parts) != len(bound.locals):
        raise UnboundedFault("a pattern meets what is no tuple of its length")
    return {**env, **{local.slot: part for local, part in zip(bound.locals, one.parts, strict=True)}}
