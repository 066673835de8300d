r"""Steps as Promela sees them: one guard, then assignments, for every way through an action.

The ways are found as TLC finds them: conjuncts from left to right, a choice at each `\/`, `\E`, IF and
CASE, the first `x' = e` for a variable assigns it and a later one is a test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, cast

from rmapsmt import ir
from rmapsmt.errors import FrameFault, Unsupported
from rmapsmt.export.promela.evaluate import NOTHING, Env, Evaluator, Thunk
from rmapsmt.export.promela.sets import Path
from rmapsmt.export.promela.storage import FunctionShape, Place, ScalarShape, SetShape
from rmapsmt.export.promela.terms import Term, Truth, sort_of
from rmapsmt.export.promela.value import UNDEFINED, Stored, Sym, is_known
from rmapsmt.ir import Op, Value
from rmapsmt.source import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rmapsmt.export.promela.terms import Scalar
    from rmapsmt.source import Span

MOST_STEPS = 20_000
Then: TypeAlias = Callable[[Path, Env], None]


@dataclass(frozen=True, slots=True)
class Assignment:
    """A cell and its new content."""

    cell: Place
    value: Scalar


@dataclass(frozen=True, slots=True)
class Step:
    """One way to take an action."""

    label: str
    named: ir.Named | None
    guard: Truth
    assignments: tuple[Assignment, ...]


class Steps:
    """Finds the steps of a next-state action."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Use this evaluator, which keeps what goes wrong."""
        self.e, self.t = evaluator, evaluator.terms
        self.found: list[Step] = []

    def of(self, action: ir.Expr) -> list[Step]:
        """Return the steps of an action."""
        self._open(action, None, Path(), NOTHING)
        return self.found

    def _open(self, expr: ir.Expr, named: ir.Named | None, path: Path, env: Env) -> None:
        """Take what may still be given a label by a definition within it."""
        match expr:
            case ir.Named(body=body):
                self._open(body, expr, path, env)
            case ir.And(items=(item,)):
                self._open(item, named, path, env)
            case ir.And() if (parts := ir.guarded(expr)) is not None:
                guards, action = parts
                self._all(guards, path, env, lambda p, e: self._open(action, named, p, e))
            case _ if not self._branches(expr, path, env, lambda body, p, e: self._open(body, named, p, e)):
                self._closed(expr, path, env, lambda p, e: self._report(named, p, e))

    def _branches(
        self, expr: ir.Expr, path: Path, env: Env, take: Callable[[ir.Expr, Path, Env], None]
    ) -> bool:
        """Take every branch of a choice; tell whether the expression is one."""
        match expr:
            case ir.Or(items):
                for item in items:
                    take(item, path, env)
            case ir.Exists(bounds, body):
                for guard, inner, _ in self.e.rows(bounds, env, path):
                    if (there := path.given(guard, self.t)) is not None:
                        take(body, there, inner)
            case ir.If(test, then, orelse):
                self._arms([(test, then)], orelse, path, env, take)
            case ir.Case(arms, other, span):
                rest = self._arms(arms, other, path, env, take)
                if rest is not None and other is None:
                    self.e.fault(rest, "no arm of this CASE is TRUE, and it has no OTHER", span)
            case ir.Let(local, value, body):
                take(body, path, {**env, local.slot: Thunk(value, env)})
            case _:
                return False
        return True

    def _arms(
        self,
        arms: list[tuple[ir.Expr, ir.Expr]] | tuple[tuple[ir.Expr, ir.Expr], ...],
        other: ir.Expr | None,
        path: Path,
        env: Env,
        take: Callable[[ir.Expr, Path, Env], None],
    ) -> Path | None:
        rest = path
        for guard, body in arms:
            test = self.e.truth(guard, env, rest)
            if (there := rest.given(test, self.t)) is not None:
                take(body, there, env)
            further = rest.given(self.t.no(test), self.t)
            if further is None:
                return None
            rest = further
        if other is not None:
            take(other, rest, env)
        return rest

    def _closed(self, expr: ir.Expr, path: Path, env: Env, then: Then) -> None:
        match expr:
            case ir.Named(body=body):
                self._closed(body, path, env, then)
            case ir.And(items):
                self._all(items, path, env, then)
            case ir.Implies(left, right) if _primed(right):
                self._arms(
                    [(left, right)],
                    ir.Literal(value=True),
                    path,
                    env,
                    lambda b, p, e: self._closed(b, p, e, then),
                )
            case ir.Forall(bounds, body) if _primed(body):
                self._every(list(self.e.rows(bounds, env, path)), body, path, env, then)
            case ir.Apply(Op.EQ, (left, right)) if (variable := _target(left)) is not None:
                if variable.index in path.following:
                    self._guard(expr, path, env, then)
                    return
                value = self.e.value(right, env, path)
                if value is not UNDEFINED:
                    then(_following(path, variable, value), env)
            case ir.Apply(Op.IN, (left, right), span) if (variable := _target(left)) is not None:
                if variable.index in path.following:
                    self._guard(expr, path, env, then)
                    return
                group = self.e.value(right, env, path)
                for value, truth in self.e.members(group, path, span).items():
                    if (there := path.given(truth, self.t)) is not None:
                        then(_following(there, variable, value), env)
            case _ if not _primed(expr) or not self._branches(
                expr, path, env, lambda body, p, e: self._closed(body, p, e, then)
            ):
                self._guard(expr, path, env, then)

    def _all(self, items: tuple[ir.Expr, ...], path: Path, env: Env, then: Then) -> None:
        if not items:
            then(path, env)
            return
        first, *others = items
        self._closed(first, path, env, lambda p, _: self._all(tuple(others), p, env, then))

    def _every(
        self, rows: list[tuple[Truth, Env, Path]], body: ir.Expr, path: Path, env: Env, then: Then
    ) -> None:
        if not rows:
            then(path, env)
            return
        (guard, inner, _), *others = rows
        if guard is not True:
            raise Unsupported("the elements for which this is done depend on the state", body.span)
        self._closed(body, path, inner, lambda p, _: self._every(others, body, p, env, then))

    def _guard(self, expr: ir.Expr, path: Path, env: Env, then: Then) -> None:
        there = path.given(self.e.truth(expr, env, path), self.t)
        if there is not None:
            then(there, env)

    # ------------------------------------------------------------------------------------ ends

    def _report(self, named: ir.Named | None, path: Path, env: Env) -> None:
        """Keep a step: the guard and what it changes."""
        changes: list[Assignment] = []
        for index, name in enumerate(self.e.variables):
            if index not in path.following:
                what = named.name if named is not None else "Next"
                hint = f"add UNCHANGED {name}"
                message = f"{what} does not say what becomes of {name}"
                raise FrameFault(message, named.span if named is not None else None, hint)
            span = named.span if named is not None else NOWHERE
            changes += self.changes(self.e.storage.places[name], path.following[index], path, span)
        label = self._label(named, path, env)
        step = Step(label, named, path.guard, tuple(changes))
        self.found.append(step)
        if len(self.found) > MOST_STEPS:
            raise Unsupported(
                "this action has too many ways to be written out", named.span if named else None
            )

    def _label(self, named: ir.Named | None, path: Path, env: Env) -> str:
        if named is None:
            return "Next"
        args = [self._shown(self.e.value(arg, env, path)) for arg in named.args]
        return f"{named.name}({', '.join(args)})" if args else named.name

    def _shown(self, value: Sym) -> str:
        if isinstance(value, Term):
            return value.text
        return ir.show(cast("Value", value)) if is_known(value) else "..."

    def _leaves_type(self, shape: ScalarShape, value: Sym) -> Truth:
        """Return where a value is none that the type allows."""
        if sort_of(value) is not shape.sort:
            return True
        if shape.values is None:
            return False
        if not isinstance(value, Term):
            return cast("Value", value) not in shape.values
        if value.options is not None:
            return self.t.no(self.t.among(value, shape.values))
        numbers = [v for v in shape.values if isinstance(v, int)]
        return self.t.no(
            self.t.all([self.e.at_most(min(numbers), value), self.e.at_most(value, max(numbers))])
        )

    def changes(self, place: Place, value: Sym, path: Path, span: Span) -> list[Assignment]:
        """Return the assignments that make a place hold a value; what it holds already needs none."""
        if value == place or value is UNDEFINED:
            return []
        if isinstance(value, Stored) and value.place == place:
            return self.changes(self.e.storage.at(place, value.key), value.value, path, span)
        if isinstance(place.shape, FunctionShape) and (fields := self._fields(place, value, path, span)):
            return [
                change
                for key, item in fields.items()
                for change in self.changes(self.e.storage.at(place, key), item, path, span)
            ]
        return [
            change
            for change in self.contents(place, value, path, span)
            if not _alike(self.e.storage.read(change.cell, path.facts), change.value)
        ]

    def contents(self, place: Place, value: Sym, path: Path, span: Span) -> list[Assignment]:
        """Return what every cell of a place holds where the place holds a value."""
        storage = self.e.storage
        leaves = f"{storage.text(place)} becomes what its type does not hold"
        match place.shape:
            case ScalarShape(sort):
                self.e.record(path, self._leaves_type(place.shape, value), leaves, span, types=True)
                return [Assignment(place, cast("Scalar", value))] if sort_of(value) is sort else []
            case SetShape(members):
                there = self.e.members(value, path, span)
                strange = self.t.any(t for v, t in there.items() if v not in members)
                self.e.record(path, strange, leaves, span, types=True)
                return [Assignment(storage.at(place, m), there.get(m, False)) for m in members]
            case FunctionShape():
                fields = self._fields(place, value, path, span) or {}
                return [
                    content
                    for key, item in fields.items()
                    for content in self.contents(storage.at(place, key), item, path, span)
                ]

    def _fields(self, place: Place, value: Sym, path: Path, span: Span) -> Mapping[Value, Sym] | None:
        """Return a function's values, if it has the domain that a place has."""
        assert isinstance(place.shape, FunctionShape)
        fields = self.e.fields(value, path, span)
        if fields is None or fields.keys() != {key for key, _ in place.shape.entries}:
            leaves = f"{self.e.storage.text(place)} becomes what its type does not hold"
            self.e.fault(path, leaves, span, types=True)
            return None
        return fields


def _alike(now: Sym, value: Scalar) -> bool:
    return type(now) is type(value) and now == value


def _following(path: Path, variable: ir.Variable, value: Sym) -> Path:
    return replace(path, following={**path.following, variable.index: value})


def _target(expr: ir.Expr) -> ir.Variable | None:
    """Return the primed variable that an expression is, if it is one."""
    while isinstance(expr, ir.Named):
        expr = expr.body
    return expr if isinstance(expr, ir.Variable) and expr.primed else None


def _primed(expr: ir.Expr) -> bool:
    if isinstance(expr, ir.Variable):
        return expr.primed
    return any(map(_primed, ir.children(expr)))
