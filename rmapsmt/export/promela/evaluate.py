"""The meaning of expressions as Promela: a third one, beside those of `interp` and `encode`.

What does not depend on the state is computed here and now, by the interpreter's operators.  What the
Promela types cannot hold is refused at its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias, assert_never, cast

from rmapsmt import interp, ir
from rmapsmt.errors import ConfigFault, EvalFault, Unsupported
from rmapsmt.export.promela.operators import Operators
from rmapsmt.export.promela.storage import FunctionShape, Place, Storage
from rmapsmt.export.promela.terms import Sort, Term, Terms, Truth
from rmapsmt.export.promela.value import UNDEFINED, Fields, Lazy, Members, Stored, Sym, is_known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rmapsmt.export.promela.sets import Path
    from rmapsmt.ir import Value
    from rmapsmt.source import Span


@dataclass(frozen=True, slots=True, eq=False)
class Thunk:
    """What a LET names: evaluated where it is used."""

    expr: ir.Expr
    env: Env


Env: TypeAlias = "Mapping[int, Sym | Thunk]"
NOTHING: Final[Env] = {}


class Evaluator(Operators):
    """Gives expressions their Promela form, for one assignment of the constants."""

    def __init__(
        self, storage: Storage, terms: Terms, constants: Mapping[str, Value], variables: Sequence[str]
    ) -> None:
        """Work over these variables' cells."""
        super().__init__(storage, terms)
        self.constants, self.variables = constants, variables

    def truth(self, expr: ir.Expr, env: Env, path: Path) -> Truth:
        """Return an expression that must be TRUE or FALSE."""
        value = self.value(expr, env, path)
        if isinstance(value, bool) or (isinstance(value, Term) and value.sort is Sort.TRUTH):
            return value
        if value is not UNDEFINED:
            self.fault(path, "this is neither TRUE nor FALSE", expr.span)
        return False

    def value(self, expr: ir.Expr, env: Env, path: Path) -> Sym:
        """Return the value of an expression on a path."""
        match expr:
            case ir.Literal(value):
                return value
            case ir.InfiniteSet(infinite):
                return Lazy(infinite)
            case ir.Constant(name, span):
                if name not in self.constants:
                    raise ConfigFault(f"the constant {name} has no value", span)
                return self.constants[name]
            case ir.Variable(name, index, primed, span):
                if not primed:
                    return self.fetched(self.storage.places[name], path)
                if index not in path.following:
                    self.fault(path, f"{name}' is read before it has a value", span)
                return path.following.get(index, UNDEFINED)
            case ir.Local(slot=slot):
                found = env[slot]
                return self.value(found.expr, found.env, path) if isinstance(found, Thunk) else found
            case ir.Apply(op, args, span):
                return self.apply(op, [self.value(arg, env, path) for arg in args], path, span)
            case ir.And(items):
                return self._junction(items, env, path, stop=False)
            case ir.Or(items):
                return self._junction(items, env, path, stop=True)
            case ir.Implies(left, right):
                test = self.truth(left, env, path)
                inner = path.given(test, self.terms)
                return True if inner is None else self.terms.implies(test, self.truth(right, env, inner))
            case ir.If(test_, then, orelse, span):
                return self._cases([(test_, then)], orelse, env, path, span)
            case ir.Case(arms, other, span):
                return self._cases(arms, other, env, path, span)
            case ir.Let(local, value_, body):
                return self.value(body, {**env, local.slot: Thunk(value_, env)}, path)
            case ir.Forall(bounds, body):
                return self._quantified(bounds, body, env, path, every=True)
            case ir.Exists(bounds, body):
                return self._quantified(bounds, body, env, path, every=False)
            case ir.Choose(bound, body, span):
                return self._choose(bound, body, env, path, span)
            case ir.Filter(bound, body):
                kept = {
                    value: self.terms.all([truth, self.truth(body, inner, there)])
                    for truth, value, inner, there in self.each(bound, env, path)
                }
                return Members({v: t for v, t in kept.items() if t is not False})
            case ir.Image(body, bounds):
                ways = [(t, self.value(body, e, p)) for t, e, p in self.rows(bounds, env, path)]
                return self.set_of(ways, path, expr.span)
            case ir.Function():
                return self._function(expr, env, path)
            case ir.Record(fields):
                return Fields({name: self.value(e, env, path) for name, e in fields})
            case ir.RecordSet(fields):
                parts = tuple(self.value(e, env, path) for _, e in fields)
                return Lazy("record", parts, tuple(name for name, _ in fields))
            case ir.Except(function, selectors, at, new):
                old = self.value(function, env, path)
                keys = [self.value(s, env, path) for s in selectors]
                return self._except(old, keys, (at, new, env), path, expr.span)
            case ir.Named(body=body):
                return self.value(body, env, path)
            case _:
                assert_never(expr)

    def _junction(self, items: tuple[ir.Expr, ...], env: Env, path: Path, *, stop: bool) -> Truth:
        found: list[Truth] = []
        inner = path
        for item in items:
            truth = self.truth(item, env, inner)
            found.append(truth)
            further = inner.given(self.terms.no(truth) if stop else truth, self.terms)
            if further is None:
                return stop  # no path leads past this item, so the items up to it decide
            inner = further
        return self.terms.any(found) if stop else self.terms.all(found)

    def _cases(
        self,
        arms: Sequence[tuple[ir.Expr, ir.Expr]],
        other: ir.Expr | None,
        env: Env,
        path: Path,
        span: Span,
    ) -> Sym:
        ways: list[tuple[Truth, Sym]] = []
        rest = path
        for guard, body in arms:
            test = self.truth(guard, env, rest)
            if (inner := rest.given(test, self.terms)) is not None:
                ways.append((test, self.value(body, env, inner)))
            further = rest.given(self.terms.no(test), self.terms)
            if further is None:
                return self.cases(ways, path, span)
            rest = further
        if other is not None:
            ways.append((True, self.value(other, env, rest)))
        else:
            self.fault(rest, "no arm of this CASE is TRUE, and it has no OTHER", span)
        return self.cases(ways, path, span)

    # ------------------------------------------------------------------------------------ bound names

    def bind(self, bound: ir.Bound, value: Sym, env: Env, path: Path) -> Env:
        """Return the environment with one element bound to the name or names."""
        if not bound.pattern:
            return {**env, bound.locals[0].slot: value}
        span = bound.domain.span
        parts = self.fields(value, path, span) or {}
        if list(parts) != list(range(1, len(bound.locals) + 1)):
            self.fault(path, "this element does not match the pattern", span)
            return {**env, **{local.slot: UNDEFINED for local in bound.locals}}
        return {**env, **{local.slot: parts[n] for n, local in enumerate(bound.locals, start=1)}}

    def each(self, bound: ir.Bound, env: Env, path: Path) -> Iterator[tuple[Truth, Value, Env, Path]]:
        """Yield every element that a bound can take: where, which, what it binds and the path it is on."""
        domain = self.value(bound.domain, env, path)
        for value, truth in sorted(
            self.members(domain, path, bound.domain.span).items(), key=lambda item: ir.sort_key(item[0])
        ):
            if (inner := path.given(truth, self.terms)) is not None:
                yield truth, value, self.bind(bound, value, env, inner), inner

    def rows(self, bounds: Sequence[ir.Bound], env: Env, path: Path) -> Iterator[tuple[Truth, Env, Path]]:
        """Yield every way of binding all the bounds; the one member of a set need not be known."""
        if not bounds:
            yield True, env, path
            return
        first, *others = bounds
        domain = self.value(first.domain, env, path)
        if isinstance(domain, Members) and domain.only is not None:
            yield from self.rows(others, self.bind(first, domain.only, env, path), path)
            return
        for truth, _, inner, there in self.each(first, env, path):
            for more, full, end in self.rows(others, inner, there):
                yield self.terms.all([truth, more]), full, end

    def _quantified(
        self, bounds: tuple[ir.Bound, ...], body: ir.Expr, env: Env, path: Path, *, every: bool
    ) -> Truth:
        found: list[Truth] = []
        rest = path  # on which the rows before have not decided
        for guard, inner, _ in self.rows(bounds, env, path):
            here = rest.given(guard, self.terms)
            if here is None:
                continue
            truth = self.truth(body, inner, here)
            found.append(self.terms.implies(guard, truth) if every else self.terms.all([guard, truth]))
            further = rest.given(found[-1] if every else self.terms.no(found[-1]), self.terms)
            if further is None:
                break
            rest = further
        return self.terms.all(found) if every else self.terms.any(found)

    def _choose(self, bound: ir.Bound, body: ir.Expr, env: Env, path: Path, span: Span) -> Sym:
        ways: list[tuple[Truth, Sym]] = []
        rest = path
        for truth, value, inner, _ in self.each(bound, env, path):
            here = rest.given(truth, self.terms)
            if here is None:
                continue
            test = self.terms.all([truth, self.truth(body, inner, here)])
            if test is not False:
                ways.append((test, value))
            further = rest.given(self.terms.no(test), self.terms)
            if further is None:
                return self.cases(ways, path, span)
            rest = further
        self.fault(rest, "CHOOSE: no element satisfies the condition", span)
        return self.cases(ways, path, span)

    # ------------------------------------------------------------------------------------ functions

    def _function(self, expr: ir.Function, env: Env, path: Path) -> Sym:
        if expr.recursive is not None:
            if _depends(expr, frozenset()):
                raise Unsupported(
                    "a recursive function that depends on the state is not translated", expr.span
                )
            try:
                return interp.evaluate(expr, self.constants)
            except EvalFault as fault:
                self.fault(path, fault.message, fault.span or expr.span)
                return UNDEFINED
        found: dict[Value, Sym] = {}
        for truth, inner, _ in self.rows(expr.bounds, env, path):
            if truth is not True:
                raise Unsupported("the domain of this function depends on the state", expr.span)
            keys = [self._argument(bound, inner) for bound in expr.bounds]
            if not all(map(is_known, keys)):
                raise Unsupported("the domain of this function depends on the state", expr.span)
            known = tuple(cast("Value", key) for key in keys)
            key = known[0] if len(known) == 1 else ir.tuple_value(known)
            found[key] = self.value(expr.body, inner, path)
        return Fields(dict(sorted(found.items(), key=lambda item: ir.sort_key(item[0]))))

    @staticmethod
    def _argument(bound: ir.Bound, env: Env) -> Sym:
        parts = [cast("Sym", env[local.slot]) for local in bound.locals]
        if not bound.pattern:
            return parts[0]
        return (
            ir.tuple_value(tuple(cast("Value", p) for p in parts)) if all(map(is_known, parts)) else UNDEFINED
        )

    def _except(
        self, old: Sym, keys: list[Sym], new: tuple[ir.Local, ir.Expr, Env], path: Path, span: Span
    ) -> Sym:
        if not keys:
            at, value, env = new
            return self.value(value, {**env, at.slot: old}, path)
        key, *inner = keys
        if (
            isinstance(old, Place)
            and isinstance(old.shape, FunctionShape)
            and isinstance(key, Term)
            and self.storage.indexable(old, key)
        ):
            before = self.fetched(self.storage.at(old, key), path)
            return Stored(old, key, self._except(before, inner, new, path, span))
        entries = dict(self.fields(old, path, span) or {})
        for truth, known in self.alternatives(key, path, span):
            there = path.given(truth, self.terms)
            if known in entries and there is not None:  # elsewhere TLC warns, and changes nothing
                after = self._except(entries[known], inner, new, there, span)
                entries[known] = self.merge(truth, after, entries[known], path, span)
        return Fields(entries)


def _depends(expr: ir.Expr, bound: frozenset[int]) -> bool:
    """Tell whether an expression reads the state, or a name that is bound outside."""
    match expr:
        case ir.Variable():
            return True
        case ir.Local(slot=slot):
            return slot not in bound
        case ir.Forall(bounds=bounds) | ir.Exists(bounds=bounds) | ir.Image(bounds=bounds):
            bound |= {local.slot for b in bounds for local in b.locals}
        case ir.Function(bounds=bounds, recursive=itself):
            bound |= {local.slot for b in bounds for local in b.locals}
            bound |= {itself.slot} if itself else set()
        case ir.Choose(bound=b) | ir.Filter(bound=b):
            bound |= {local.slot for local in b.locals}
        case ir.Let(local=local):
            bound |= {local.slot}
        case ir.Except(at=at):
            bound |= {at.slot}
    return any(_depends(child, bound) for child in ir.children(expr))
