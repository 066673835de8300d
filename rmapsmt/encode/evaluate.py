"""The symbolic meaning of the IR: an expression to a symbolic value.

Knows nothing of `interp`, which gives the same expressions their concrete meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from rmapsmt import ir
from rmapsmt.encode.circuit import FALSE, TRUE, Circuit
from rmapsmt.encode.compare import Error
from rmapsmt.encode.scope import NOTHING, Env, Recursive, Thunk, free_slots
from rmapsmt.encode.strict import Strict
from rmapsmt.encode.value import UNDEFINED, Lazy, Sym, bit, sym_fun, sym_set
from rmapsmt.errors import EvalFault
from rmapsmt.ir import Op, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rmapsmt.source import Span


class Evaluator(Strict):
    """Evaluates expressions in one symbolic state, and where primes stand in a next one."""

    def __init__(
        self, circuit: Circuit, constants: Mapping[str, Sym], state: list[Sym], *, settled: bool = True
    ) -> None:
        """Give the constants and the variables their (symbolic) values.

        `settled` says that `state` will not change, so that what was worked out can be kept.
        """
        super().__init__(circuit)
        self.constants, self.state, self.settled = constants, state, settled
        self.partial: Mapping[int, Sym] | None = None  # the state instead, while Init builds it
        self.next: Mapping[int, Sym] = {}
        self._cache: dict[int, tuple[Sym, tuple[Error, ...]]] = {}
        self._functions: dict[int, Recursive] = {}

    # ------------------------------------------------------------------------------------ caching

    def _shared(self, expr: ir.Expr, path: int) -> Sym:
        """Return the value of a closed expression, worked out once."""
        found = self._cache.get(id(expr))
        if found is None:
            outer, self.errors = self.errors, []
            value = self._evaluate(expr, NOTHING, TRUE)
            found = self._cache[id(expr)] = (value, tuple(self.errors))
            self.errors = outer
        self._again(found[1], path)
        return found[0]

    def _again(self, errors: tuple[Error, ...], path: int) -> None:
        for error in errors:
            self.record(self.c.both(path, error.literal), error.message, error.span)

    # ------------------------------------------------------------------------------------ expressions

    def truth_of(self, expr: ir.Expr, env: Env, path: int) -> int:
        """Return the literal of a formula."""
        return self.truth(self.value(expr, env, path), path, expr.span)

    def value(self, expr: ir.Expr, env: Env, path: int) -> Sym:
        """Return the value of an expression; `path` is the condition under which it is wanted."""
        if isinstance(expr, ir.Variable) and not expr.primed and self.partial is None:
            return self.state[expr.index]  # of all that is asked for every second one
        if (
            isinstance(expr, ir.Named | ir.Forall | ir.Exists | ir.Filter | ir.Function)
            and self.settled
            and not free_slots(expr)
        ):
            return self._shared(expr, path)
        return self._evaluate(expr, env, path)

    def _evaluate(self, expr: ir.Expr, env: Env, path: int) -> Sym:  # noqa: PLR0915 - one arm a construct
        match expr:
            case ir.Literal(value):
                return value
            case ir.Local():
                return self._local(expr, env, path)
            case ir.Variable(name, index, primed, span):
                if not primed:
                    assert self.partial is not None
                    if index not in self.partial:
                        self.record(path, f"{name} is read before it has a value", span)
                    return self.partial.get(index, UNDEFINED)
                found = self.next.get(index)
                if found is None:
                    self.record(path, f"{name}' is read before it has a value", span)
                    return UNDEFINED
                return found
            case ir.Apply(Op.APPLY, (f, argument), span) if (
                function := self._recursive(f, env, path)
            ) is not None:
                return self._recursive_call(function, self.value(argument, env, path), path, span)
            case ir.Apply(op, args, span):
                return self.apply(op, [self.value(a, env, path) for a in args], path, span)
            case ir.And(items):
                result = TRUE
                for item in items:
                    result = self.c.both(result, self.truth_of(item, env, self.c.both(path, result)))
                    if result == FALSE:
                        break
                return bit(result)
            case ir.Or(items):
                result = FALSE
                for item in items:
                    result = self.c.either(result, self.truth_of(item, env, self.c.both(path, -result)))
                    if result == TRUE:
                        break
                return bit(result)
            case ir.Implies(left, right):
                test = self.truth_of(left, env, path)
                if test == FALSE:
                    return True
                return bit(self.c.implies(test, self.truth_of(right, env, self.c.both(path, test))))
            case ir.If(test_, then, orelse):
                test = self.truth_of(test_, env, path)
                if test in (TRUE, FALSE):
                    return self.value(then if test == TRUE else orelse, env, path)
                return self.v.merge(
                    [
                        (test, self.value(then, env, self.c.both(path, test))),
                        (-test, self.value(orelse, env, self.c.both(path, -test))),
                    ]
                )
            case ir.Case(arms, other, span):
                return self._case(arms, other, env, path, span)
            case ir.Let(local, value_, body):
                return self.value(body, {**env, local.slot: Thunk(value_, env)}, path)
            case ir.Forall(bounds, body) | ir.Exists(bounds, body):
                return self._quantified(expr, bounds, body, env, path)
            case ir.Choose(bound, body, span):
                return self._choose(bound, body, env, path, span)
            case ir.Filter(bound, body):
                domain = self.domain(bound, env, path)
                kept: dict[Value, int] = {}
                for value, lit in domain.items():
                    inner = self.bind(bound, value, env, self.c.both(path, lit))
                    kept[value] = self.c.both(lit, self.truth_of(body, inner, self.c.both(path, lit)))
                return sym_set({v: lit for v, lit in kept.items() if lit != FALSE})
            case ir.Image(body, bounds):
                ways = [
                    (g, self.value(body, e, self.c.both(path, g))) for g, e in self.each(bounds, env, path)
                ]
                return self.set_of(ways, path, expr.span)
            case ir.Function(recursive=None):
                return self._function(expr, env, path)
            case ir.Function():
                function = self._recursive(expr, env, path)
                assert function is not None
                return self._written_out(function, path)
            case ir.Record(fields):
                return sym_fun({name: (TRUE, self.value(e, env, path)) for name, e in fields})
            case ir.RecordSet(fields):
                return Lazy(
                    "record", tuple(self.value(e, env, path) for _, e in fields), tuple(n for n, _ in fields)
                )
            case ir.Except(function, selectors, at, value_):
                old = self.value(function, env, path)
                keys = [self.value(s, env, path) for s in selectors]
                return self._except(old, keys, at, value_, env, path, expr)
            case ir.Named(body=body):
                return self.value(body, env, path)
            case ir.Constant(name, span):
                if name not in self.constants:
                    raise EvalFault(f"the constant {name} has no value", span)
                return self.constants[name]
            case ir.InfiniteSet(kind):
                return Lazy(kind)
            case _:
                assert_never(expr)

    def _local(self, local: ir.Local, env: Env, path: int) -> Sym:
        found = env[local.slot]
        if isinstance(found, Thunk):
            if found.value is None or not self.settled:
                outer, self.errors = self.errors, []
                found.value = self.value(found.expr, found.env, TRUE)
                found.errors = tuple(self.errors)
                self.errors = outer
            self._again(found.errors, path)
            return found.value
        return self._written_out(found, path) if isinstance(found, Recursive) else found

    def _case(
        self,
        arms: tuple[tuple[ir.Expr, ir.Expr], ...],
        other: ir.Expr | None,
        env: Env,
        path: int,
        span: Span,
    ) -> Sym:
        rest = TRUE
        ways: list[tuple[int, Sym]] = []
        for guard, value in arms:
            test = self.c.both(rest, self.truth_of(guard, env, self.c.both(path, rest)))
            if test != FALSE:
                ways.append((test, self.value(value, env, self.c.both(path, test))))
            rest = self.c.both(rest, -test)
            if rest == FALSE:
                break
        if other is not None and rest != FALSE:
            ways.append((rest, self.value(other, env, self.c.both(path, rest))))
        elif rest != FALSE:
            self.record(self.c.both(path, rest), "no arm of CASE is true", span)
        return self.v.merge(ways)

    # ------------------------------------------------------------------------------------ bound names

    def domain(self, bound: ir.Bound, env: Env, path: int) -> Mapping[Value, int]:
        """Return the elements that a bound ranges over, in the one order of values."""
        found = self.members(self.value(bound.domain, env, path), path, bound.domain.span)
        return {value: found[value] for value in sorted(found, key=ir.sort_key) if found[value] != FALSE}

    def bind(self, bound: ir.Bound, value: Value, env: Env, path: int) -> Env:
        """Return the environment with one element bound to the name or names."""
        if not bound.pattern:
            return {**env, bound.locals[0].slot: value}
        if not (
            ir.is_sequence(value) and isinstance(value, ir.Fun) and len(value.items) == len(bound.locals)
        ):
            self.record(path, f"{ir.show(value)} does not match the pattern", bound.domain.span)
            return {**env, **{local.slot: UNDEFINED for local in bound.locals}}
        return {**env, **{local.slot: v for local, (_, v) in zip(bound.locals, value.items, strict=True)}}

    def each(self, bounds: tuple[ir.Bound, ...], env: Env, path: int) -> list[tuple[int, Env]]:
        """Return every way of binding all the bounds, with its condition."""
        ways: list[tuple[int, Env]] = [(TRUE, env)]
        for bound in bounds:
            domains = [(g, e, self.domain(bound, env, path)) for g, e in ways]
            ways = [
                (both, self.bind(bound, value, e, self.c.both(path, both)))
                for g, e, domain in domains
                for value, lit in domain.items()
                if (both := self.c.both(g, lit)) != FALSE
            ]
        return ways

    def _quantified(
        self, expr: ir.Expr, bounds: tuple[ir.Bound, ...], body: ir.Expr, env: Env, path: int
    ) -> Sym:
        every = isinstance(expr, ir.Forall)
        parts: list[int] = []  # what must hold for the search to go on
        for guard, inner in self.each(bounds, env, path):
            known = len(self.errors)
            lit = self.truth_of(body, inner, self.c.both(path, guard))
            self._unless_stopped(known, parts)
            parts.append(self.c.implies(guard, lit if every else -lit))
            if parts[-1] == FALSE:
                break
        result = self.c.all(parts)
        return bit(result if every else -result)

    def _unless_stopped(self, known: int, parts: list[int]) -> None:
        """Keep the errors since `known` only where the elements before did not decide the matter."""
        if len(self.errors) > known:
            rest = self.c.all(parts)
            late, self.errors[known:] = self.errors[known:], []
            for error in late:
                self.record(self.c.both(rest, error.literal), error.message, error.span)

    def _choose(self, bound: ir.Bound, body: ir.Expr, env: Env, path: int, span: Span) -> Sym:
        rest = TRUE
        ways: list[tuple[int, Sym]] = []
        for value, lit in self.domain(bound, env, path).items():
            here = self.c.all([path, rest, lit])
            inner = self.bind(bound, value, env, here)
            test = self.c.all([rest, lit, self.truth_of(body, inner, here)])
            if test != FALSE:
                ways.append((test, value))
            rest = self.c.both(rest, -test)
            if rest == FALSE:
                break
        if rest != FALSE:
            self.record(self.c.both(path, rest), "CHOOSE: no element satisfies the condition", span)
        return self.v.merge(ways)

    # ------------------------------------------------------------------------------------ functions

    def _keys(self, bounds: tuple[ir.Bound, ...], env: Env, path: int) -> list[tuple[Value, int, Env]]:
        """Return each argument of a function, its presence, and the environment that binds it."""
        if len(bounds) == 1:
            domain = self.domain(bounds[0], env, path)
            return [(v, lit, self.bind(bounds[0], v, env, path)) for v, lit in domain.items()]
        ways: list[tuple[tuple[Value, ...], int, Env]] = [((), TRUE, env)]
        for bound in bounds:
            domain = self.domain(bound, env, path)
            ways = [
                ((*key, v), self.c.both(g, lit), self.bind(bound, v, e, path))
                for key, g, e in ways
                for v, lit in domain.items()
            ]
        return [(ir.tuple_value(key), g, e) for key, g, e in ways]

    def _function(self, expr: ir.Function, env: Env, path: int) -> Sym:
        return sym_fun(
            {
                key: (lit, self.value(expr.body, inner, self.c.both(path, lit)))
                for key, lit, inner in self._keys(expr.bounds, env, path)
            }
        )

    def _recursive(self, expr: ir.Expr, env: Env, path: int) -> Recursive | None:
        """Return the function that an expression names, if its own body applies it: it is not written out."""
        match expr:
            case ir.Named(body=body):
                return self._recursive(body, NOTHING if not free_slots(body) else env, path)
            case ir.Local(slot=slot):
                found = env.get(slot)
                if isinstance(found, Thunk):
                    if found.function is None or not self.settled:
                        found.function = self._recursive(found.expr, found.env, path)
                    return found.function
                return found if isinstance(found, Recursive) else None
            case ir.Function(bounds=bounds, recursive=itself) if itself is not None:
                if self.settled and not free_slots(expr):
                    if id(expr) not in self._functions:
                        domains = self._domains(bounds, NOTHING, TRUE)
                        self._functions[id(expr)] = Recursive(expr, NOTHING, domains, {})
                    return self._functions[id(expr)]
                return Recursive(expr, env, self._domains(bounds, env, path), {})
            case _:
                return None

    def _domains(self, bounds: tuple[ir.Bound, ...], env: Env, path: int) -> Sym:
        sets = tuple(self.value(bound.domain, env, path) for bound in bounds)
        return sets[0] if len(sets) == 1 else Lazy(Op.PRODUCT, sets)

    def _written_out(self, function: Recursive, path: int) -> Sym:
        span = function.function.span
        domain = self.members(function.domain, path, span)
        return sym_fun(
            {
                key: (lit, self._recursive_at(function, key, self.c.both(path, lit)))
                for key, lit in domain.items()
                if lit != FALSE
            }
        )

    def _recursive_at(self, function: Recursive, key: Value, path: int) -> Sym:
        if key not in function.known:
            expr = function.function
            assert expr.recursive is not None
            loop = Error(TRUE, "a function needs its own value at the same argument", expr.span)
            function.known[key] = (UNDEFINED, (loop,))
            outer, self.errors = self.errors, []
            inner: Env = {**function.env, expr.recursive.slot: function}
            if len(expr.bounds) == 1:
                inner = self.bind(expr.bounds[0], key, inner, TRUE)
            else:
                assert isinstance(key, ir.Fun)
                for bound, (_, part) in zip(expr.bounds, key.items, strict=True):
                    inner = self.bind(bound, part, inner, TRUE)
            value = self.value(expr.body, inner, TRUE)
            function.known[key] = (value, tuple(self.errors))
            self.errors = outer
        value, errors = function.known[key]
        self._again(errors, path)
        return value

    def _recursive_call(self, function: Recursive, argument: Sym, path: int, span: Span) -> Sym:
        ways: list[tuple[int, Sym]] = []
        for g, key in self.v.alternatives(argument):
            here = self.c.both(path, g)
            lit = self.v.contains(function.domain, key)
            message = f"a function is applied to {ir.show(key)}, outside its domain"
            self.record(self.c.both(here, -lit), message, span)
            if self.c.both(here, lit) != FALSE:
                ways.append((g, self._recursive_at(function, key, self.c.both(here, lit))))
        return self.v.merge(ways)

    def _except(  # noqa: PLR0913, PLR0917 - an EXCEPT has as many parts
        self, old: Sym, keys: list[Sym], at: ir.Local, value: ir.Expr, env: Env, path: int, expr: ir.Except
    ) -> Sym:
        if not keys:
            return self.value(value, {**env, at.slot: old}, path)
        entries = self.entries(old, path, expr.span)
        changed = dict(entries)
        for g, key in self.v.alternatives(keys[0]):
            if key not in entries:
                continue  # TLC warns, and leaves the function as it is
            present, before = entries[key]
            new = self._except(before, keys[1:], at, value, env, self.c.all([path, g, present]), expr)
            changed[key] = (present, self.v.merge([(g, new), (-g, changed[key][1])]))
        return sym_fun(changed)
