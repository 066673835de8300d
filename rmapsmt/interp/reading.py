r"""Which cells of the state an evaluation reads, and which part of a predicate decides its value.

An action is read as a predicate over a step that is known: of a choice, the way that was taken.  What
`x' = e` reads of x itself, and an UNCHANGED, is no look at the state: the step writes or keeps it.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Final

from rmapsmt import ir
from rmapsmt.account import Cell, Read, Reason
from rmapsmt.errors import SpecError
from rmapsmt.interp.binders import Binder
from rmapsmt.interp.evaluate import Evaluator, deep_recursion
from rmapsmt.interp.frame import new_box
from rmapsmt.interp.values import member, write_out
from rmapsmt.ir import Fun, Op

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from rmapsmt.interp.frame import Frame
    from rmapsmt.interp.model import Model
    from rmapsmt.interp.values import Thing
    from rmapsmt.ir import Label, State, Value
    from rmapsmt.source import Span


MANY: Final = 1000  # elements of a set that are looked at one by one


def reads(
    model: Model, before: State, after: State, label: Label | None, unread: Collection[str] = ()
) -> tuple[Read, ...]:
    """Return what a step reads, in order; what is assigned to the variables `unread` is not looked into.

    Where sets are too large to look at each element, or have no last one, some of it may be missing.
    """
    looking = Looking(model, before, after, unread)
    with deep_recursion(), suppress(SpecError):
        if not looking.follow(model.system.next, label):
            looking.walk(model.system.next)
    return tuple(
        Read(cell, seen, None if ir.sort_key(seen) == ir.sort_key(actual) else actual)
        for cell, (seen, actual) in looking.seen.items()
    )


def reason(model: Model, name: str, state: State) -> Reason | None:
    """Return what makes a predicate false in a state, or true; None if it has no value there."""
    looking = Looking(model, state)
    with deep_recursion():
        try:
            expr = model.system.predicates[name]
            return looking.why(expr, holds=looking.holds(expr))
        except SpecError:
            return None


class Looking:
    """One evaluation, and the cells that it has read so far."""

    def __init__(self, model: Model, before: State, after: State = (), unread: Collection[str] = ()) -> None:
        """Start with nothing read and nothing bound."""
        self.evaluator = Evaluator(model.variables, model.constants)
        self.before, self.after, self.unread = before, after, unread
        self.bound: dict[int, Thing] = {}  # what the frame's cells hold beyond the two states
        self.lets: dict[int, ir.Expr] = {}  # by the name's slot
        self.seen: dict[Cell, tuple[Value, Value]] = {}  # what was seen, and what was there
        self.updated: str | None = None

    def value(self, expr: ir.Expr) -> Value:
        """Return the expression's value."""
        run = self.evaluator.compile(expr).run
        return write_out(run(self._frame()), expr.span)

    def holds(self, expr: ir.Expr) -> bool:
        """Tell whether a Boolean expression is TRUE; one without a value is not."""
        try:
            return self.value(expr) is True
        except SpecError:
            return False

    def _frame(self) -> Frame:
        frame = self.evaluator.frame(self.before, self.after)
        for cell, thing in self.bound.items():
            frame[cell] = thing
        return frame

    def follow(self, expr: ir.Expr, label: Label | None) -> bool:
        """Walk the way that led to this label; False if there is none."""
        match expr:
            case ir.Named(name=name, args=args, body=body):
                if label is not None and name == label.action and self._are(args, label) and self.holds(body):
                    self.walk(body)
                    return True
                return self.follow(body, label)
            case ir.And(items):
                if items and all(self.holds(item) for item in items[:-1]) and self.follow(items[-1], label):
                    for item in items[:-1]:
                        self.walk(item)
                    return True
                return False
            case ir.Or(items):
                return any(self.follow(item, label) for item in items)
            case ir.Exists(bounds, body, span):
                binder = Binder(self.evaluator, bounds, span)
                return any(self.follow(body, label) for _ in self._rows(binder))
            case ir.If(test, then, orelse):
                return self.follow(then if self.holds(test) else orelse, label)
            case ir.Case(arms, other):
                taken = next((body for guard, body in arms if self.holds(guard)), other)
                return taken is not None and self.follow(taken, label)
            case ir.Let(body=body):
                self._let(expr)
                return self.follow(body, label)
            case _:
                return False

    def _are(self, args: tuple[ir.Expr, ...], label: Label) -> bool:
        """Tell whether these are the label's arguments."""
        try:
            values = [self.value(arg) for arg in args]
        except SpecError:
            return False
        return values == [*label.args] and [*map(ir.kind, values)] == [*map(ir.kind, label.args)]

    def walk(self, expr: ir.Expr) -> None:
        """Note what the evaluation reads."""
        match expr:
            case ir.Local(slot=slot):
                if (value := self.lets.pop(slot, None)) is not None:
                    self.walk(value)
            case ir.Variable() | ir.Apply(op=Op.APPLY):
                self._look(expr)
            case ir.Apply(op=Op.EQ | Op.IN, args=(ir.Variable(name=name, primed=True), right)) if self.after:
                self._assigned(name, expr, right)
            case ir.And(items) | ir.Or(items):
                self._junction(items, stop=isinstance(expr, ir.Or))
            case ir.Implies(left, right):
                self.walk(left)
                if self.holds(left):
                    self.walk(right)
            case ir.If(test, then, orelse):
                self.walk(test)
                self.walk(then if self.holds(test) else orelse)
            case ir.Case(arms, other):
                for guard, body in arms:
                    self.walk(guard)
                    if self.holds(guard):
                        self.walk(body)
                        return
                if other is not None:
                    self.walk(other)
            case ir.Let(body=body):
                self._let(expr)
                self.walk(body)
            case ir.Except():
                self._except(expr)
            case ir.Forall(bounds, body, span) | ir.Exists(bounds, body, span):
                self._quantified(bounds, body, span, stop=isinstance(expr, ir.Exists))
            case ir.Choose(bound, body, span) | ir.Filter(bound, body, span):
                self._every((bound,), body, span)
            case ir.Image(body, bounds, span) | ir.Function(bounds, body, None, span):
                self._every(bounds, body, span)
            case ir.Function():
                pass  # recursive: which of its values are asked for is for the evaluator to know
            case _:
                for child in ir.children(expr):
                    self.walk(child)

    def _look(self, expr: ir.Variable | ir.Apply) -> None:
        """Note the cell that a chain of applications stands for."""
        keys: list[ir.Expr] = []
        base: ir.Expr = expr
        while isinstance(base, ir.Named) or (isinstance(base, ir.Apply) and base.op is Op.APPLY):
            if isinstance(base, ir.Named):
                base = base.body
            else:
                base, key = base.args
                keys.insert(0, key)
        for key in keys:
            self.walk(key)
        if not isinstance(base, ir.Variable):
            self.walk(base)
        elif not base.primed and base.name != self.updated:
            try:
                cell = Cell(base.name, tuple(map(self.value, keys)))
                value = self.value(expr)
                self.seen.setdefault(cell, (value, value))
            except SpecError:
                pass  # outside the domain: there is no such cell

    def _assigned(self, name: str, expr: ir.Apply, right: ir.Expr) -> None:
        r"""Note what is read for `x' = e`, or for a choice `x' \in S`."""
        if name in self.unread:
            return
        outer, self.updated = self.updated, name
        if expr.op is Op.IN:
            self._chosen(right, self.value(expr.args[0]))
        else:
            self.walk(right)
        self.updated = outer

    def _chosen(self, domain: ir.Expr, value: Value) -> None:
        """Note the reads of a set out of which this value was taken.

        Where the set holds what one cell may look like, the cell's own value among them, the value that
        was taken is what has been read there.
        """
        outer, self.seen = self.seen, {}
        self.walk(domain)
        held = [cell for cell, (_, now) in self.seen.items() if self._among(now, domain)]
        if len(held) == 1:
            self.seen[held[0]] = value, self.seen[held[0]][1]
        for cell, now in self.seen.items():
            outer.setdefault(cell, now)
        self.seen = outer

    def _among(self, value: Value, domain: ir.Expr) -> bool:
        try:
            return member(value, self.evaluator.compile(domain).run(self._frame()), domain.span)
        except SpecError:  # a value of another kind than the set's
            return False

    def _junction(self, items: tuple[ir.Expr, ...], *, stop: bool) -> None:
        if stop and self.after and any(map(ir.speaks_of_next, items)):  # a choice: the one that was made
            items = tuple(item for item in items if self.holds(item))[:1]
        for item in items:
            self.walk(item)
            if self.holds(item) is stop:
                return

    def _let(self, expr: ir.Let) -> None:
        cell = self.evaluator.bind_let(expr)
        if cell is not None:
            self.bound[cell] = new_box()
        self.lets[expr.local.slot] = expr.value

    def _except(self, expr: ir.Except) -> None:
        self.walk(expr.function)
        for key in expr.path:
            self.walk(key)
        old: Value | None = self.value(expr.function)
        for key in expr.path:
            old = old.get.get(self.value(key)) if isinstance(old, Fun) else None
        if old is not None:
            self.bound[self.evaluator.cell(expr.at.slot)] = old
            self.walk(expr.value)

    def _quantified(self, bounds: tuple[ir.Bound, ...], body: ir.Expr, span: Span, *, stop: bool) -> None:
        binder = Binder(self.evaluator, bounds, span)
        taken = stop and bool(self.after)
        if not taken:
            for bound in bounds:
                self.walk(bound.domain)
        for row in islice(self._rows(binder), MANY):
            found = self.holds(body)
            if taken and found:
                for bound, value in zip(bounds, row, strict=True):
                    self._chosen(bound.domain, value)
            if found or not taken:
                self.walk(body)
            if found is stop:
                return

    def _every(self, bounds: tuple[ir.Bound, ...], body: ir.Expr, span: Span) -> None:
        for bound in bounds:
            self.walk(bound.domain)
        for _ in islice(self._rows(Binder(self.evaluator, bounds, span)), MANY):
            self.walk(body)

    def _rows(self, binder: Binder) -> Iterator[tuple[Value, ...]]:
        """Yield the elements that the names may stand for, each while they stand for them."""
        frame = self._frame()
        one = ((element,) for element in binder.elements[0](frame))  # a product lists all of its factors
        for row in one if len(binder.elements) == 1 else binder.rows(frame):
            frame = self._frame()
            binder.bind(frame, row)
            self.bound |= {cell: frame[cell] for cell in binder.cells}
            yield row

    def why(self, expr: ir.Expr, *, holds: bool) -> Reason:
        """Return the innermost part that decides an expression's value, and what it reads."""
        match expr:
            case ir.Named(body=body) if _looked_into(body):
                return self.why(body, holds=holds)
            case ir.Implies(left, right) if not holds:
                return self.why(right, holds=False) if self.holds(left) else self._leaf(expr, holds=holds)
            case ir.And(items) if not holds:
                return self.why(next(item for item in items if not self.holds(item)), holds=False)
            case ir.Or(items) if holds:
                return self.why(next(item for item in items if self.holds(item)), holds=True)
            case ir.Forall(bounds, body, span) | ir.Exists(bounds, body, span) if (
                isinstance(expr, ir.Exists) is holds
            ):
                for _ in self._rows(Binder(self.evaluator, bounds, span)):
                    if self.holds(body) is holds:
                        return self.why(body, holds=holds)
                return self._leaf(expr, holds=holds)
            case ir.If(test, then, orelse):
                return self.why(then if self.holds(test) else orelse, holds=holds)
            case ir.Let(body=body):
                self._let(expr)
                return self.why(body, holds=holds)
            case _:
                return self._leaf(expr, holds=holds)

    def _leaf(self, expr: ir.Expr, *, holds: bool) -> Reason:
        self.seen = {}
        self.walk(expr)
        cells = tuple(Read(cell, value) for cell, (_, value) in self.seen.items())
        return Reason(written(expr), cells, holds)


def _looked_into(expr: ir.Expr) -> bool:
    """Tell whether a definition is of a form that has a deciding part."""
    return isinstance(expr, ir.Named | ir.Implies | ir.And | ir.Or | ir.Forall | ir.Exists | ir.If | ir.Let)


def written(expr: ir.Expr) -> str:
    """Return the expression's text, as the specification has it; a list of several lines joined in one."""
    if isinstance(expr, ir.And | ir.Or) and len(expr.items) > 1:
        symbol = "/\\" if isinstance(expr, ir.And) else "\\/"
        return f" {symbol} ".join(written(item) for item in expr.items)
    span = expr.used if isinstance(expr, ir.Named) else expr.span
    return span.source.line(span.line)[span.column - 1 :][: span.length]
