"""Names over sets: quantifiers, filters, images, CHOOSE and functions."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final, cast

from rmapsmt.interp.frame import Code, Frame, Run, fold, plain
from rmapsmt.interp.lazy import Filtered, Interval, cartesian
from rmapsmt.interp.values import (
    LazyFun,
    LazySet,
    Thing,
    describe,
    fault,
    make_sequence,
    make_set,
    member,
    ordered,
    sequence,
)
from rmapsmt.ir import Choose, Exists, Filter, Forall, Fun, Function, Image, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rmapsmt.interp.evaluate import Evaluator
    from rmapsmt.ir import Bound
    from rmapsmt.source import Span

_KEPT: Final = 10_000  # elements of a constant set that are kept in order


class Binder:
    """The names that some bounds bind, and the rows of elements they take."""

    def __init__(self, evaluator: Evaluator, bounds: tuple[Bound, ...], span: Span) -> None:
        """Compile the domains and reserve the cells."""
        self.span = span
        self.domains = [evaluator.compile(bound.domain) for bound in bounds]
        self.groups = [tuple(evaluator.cell(local.slot) for local in bound.locals) for bound in bounds]
        self.patterns = [bound.pattern for bound in bounds]
        self.cells = [cell for group in self.groups for cell in group]
        self.elements = [
            elements_of(domain, bound.domain.span) for domain, bound in zip(self.domains, bounds, strict=True)
        ]
        self.names = [local for bound in bounds for local in bound.locals]
        self.simple = len(bounds) == 1 and not bounds[0].pattern

    def rows(self, frame: Frame) -> Iterator[tuple[Value, ...]]:
        """Return every combination of elements, in order."""
        return product(*[elements(frame) for elements in self.elements])

    def each(self, frame: Frame) -> Iterator[None]:
        """Give the names one combination of elements after the other."""
        if self.simple:
            cell = self.cells[0]
            for item in self.elements[0](frame):
                frame[cell] = item
                yield
            return
        for row in self.rows(frame):
            self.bind(frame, row)
            yield

    def bind(self, frame: Frame, row: tuple[Value, ...]) -> None:
        """Give the names their elements."""
        for cells, pattern, value in zip(self.groups, self.patterns, row, strict=True):
            if pattern:
                items = sequence(value, self.span, "a tuple of bound names").items
                if len(items) != len(cells):
                    fault(f"{describe(value)} does not have {len(cells)} items", self.span)
                for cell, (_, item) in zip(cells, items, strict=True):
                    frame[cell] = item
            else:
                frame[cells[0]] = value

    def bind_argument(self, frame: Frame, argument: Value) -> None:
        """Give the names their elements from a function's argument."""
        if self.simple:
            frame[self.cells[0]] = argument
        elif len(self.groups) == 1:
            self.bind(frame, (argument,))
        else:
            self.bind(frame, tuple(cast("Fun", argument).get.values()))

    def argument(self, row: tuple[Value, ...]) -> Value:
        """Return the function's argument that the row stands for."""
        return row[0] if len(row) == 1 else make_sequence(row)


def elements_of(domain: Code, span: Span) -> Callable[[Frame], Iterable[Value]]:
    """Return code that yields the elements of a domain in order."""
    run = domain.run
    if domain.cells:
        return lambda frame: ordered(run(frame), span)
    if isinstance(domain.known, Interval):
        items: Iterable[Value] = domain.known.stream(span)
        return lambda _: items
    kept: list[Iterable[Value]] = []

    def constant(frame: Frame) -> Iterable[Value]:
        if kept:
            return kept[0]
        collection = run(frame)
        if not isinstance(collection, LazySet) or (collection.finite() and collection.size(span) <= _KEPT):
            kept.append(tuple(ordered(collection, span)))
            return kept[0]
        return ordered(collection, span)

    return constant


def quantified(evaluator: Evaluator, expr: Forall | Exists) -> Code:
    r"""Compile `\A` and `\E`."""
    binder = Binder(evaluator, expr.bounds, expr.span)
    body = evaluator.truth(expr.body, "\\A" if isinstance(expr, Forall) else "\\E")
    test, stop = body.run, isinstance(expr, Exists)
    if binder.simple:
        cell, elements = binder.cells[0], binder.elements[0]

        def run(frame: Frame) -> bool:
            for item in elements(frame):
                frame[cell] = item
                if test(frame) is stop:
                    return stop
            return not stop

    else:

        def run(frame: Frame) -> bool:
            for row in binder.rows(frame):
                binder.bind(frame, row)
                if test(frame) is stop:
                    return stop
            return not stop

    return fold(run, [*binder.domains, body], boolean=True, minus=binder.cells)


def choice(evaluator: Evaluator, expr: Choose) -> Code:
    """Compile CHOOSE: the first element that will do."""
    binder = Binder(evaluator, (expr.bound,), expr.span)
    body = evaluator.truth(expr.body, "CHOOSE")
    elements, test, span = binder.elements[0], body.run, expr.span

    def run(frame: Frame) -> Value:
        for item in elements(frame):
            binder.bind(frame, (item,))
            if test(frame):
                return item
        return fault("CHOOSE found no element that satisfies its condition", span)

    return fold(run, [*binder.domains, body], minus=binder.cells)


def filtered(evaluator: Evaluator, expr: Filter) -> Code:
    r"""Compile `{x \in S : p}`; over a lazy set it is lazy too."""
    binder = Binder(evaluator, (expr.bound,), expr.span)
    body = evaluator.truth(expr.body, "a set filter")
    domain, elements, test = binder.domains[0], binder.elements[0], body.run
    lazy = domain.lazy and not isinstance(domain.known, Interval)

    def run(frame: Frame) -> Thing:
        if lazy:
            base = domain.run(frame)
            if isinstance(base, LazySet) and not (base.finite() and base.size(expr.span) <= _KEPT):
                return later(base, frame[:])
        kept = []
        if binder.simple:
            cell = binder.cells[0]
            for item in elements(frame):
                frame[cell] = item
                if test(frame):
                    kept.append(item)
        else:
            for item in elements(frame):
                binder.bind(frame, (item,))
                if test(frame):
                    kept.append(item)
        return frozenset(kept)

    def later(base: LazySet, copy: Frame) -> Thing:
        def accepts(item: Value) -> bool:
            binder.bind(copy, (item,))
            return cast("bool", test(copy))

        return Filtered(base, accepts)

    return fold(run, [domain, body], lazy=lazy, minus=binder.cells)


def image(evaluator: Evaluator, expr: Image) -> Code:
    r"""Compile `{e : x \in S}`."""
    binder = Binder(evaluator, expr.bounds, expr.span)
    body = evaluator.compile(expr.body)
    value, span = plain(body, expr.span), expr.span

    def run(frame: Frame) -> Thing:
        items = []
        for row in binder.rows(frame):
            binder.bind(frame, row)
            items.append(cast("Value", value(frame)))
        return make_set(items, span)

    return fold(run, [*binder.domains, body], minus=binder.cells)


class Computed(LazyFun):
    """A function whose values are computed when it is applied, and kept."""

    __slots__ = ("_arguments", "_binder", "_body", "_frame", "_known", "_span")

    def __init__(self, binder: Binder, body: Run, frame: Frame, arguments: Thing, span: Span) -> None:
        """Keep the frame that the body runs on; it must be a copy."""
        self._binder, self._body, self._frame = binder, body, frame
        self._arguments, self._span = arguments, span
        self._known: dict[tuple[type, Value], Value] = {}

    def __str__(self) -> str:
        """Return the function in outline."""
        return f"[x \\in {describe(self._arguments)} |-> ...]"

    def apply(self, argument: Value, span: Span) -> Value:
        """Compute the value, or look it up."""
        key = (type(argument), argument)
        value = self._known.get(key)
        if value is None:
            if not member(argument, self._arguments, span):
                fault(f"attempted to apply {self} to {describe(argument)}, which is not in its domain", span)
            frame = self._frame[:]
            self._binder.bind_argument(frame, argument)
            try:
                value = cast("Value", self._body(frame))
            except RecursionError:
                fault("the recursion of this function is too deep", self._span)
            self._known[key] = value
        return value

    def domain(self) -> Thing:
        """Return the set of arguments."""
        return self._arguments

    def written_out(self, span: Span) -> Fun:
        """Compute all values."""
        return Fun.of_sorted({item: self.apply(item, span) for item in ordered(self._arguments, span)})


def function(evaluator: Evaluator, expr: Function) -> Code:
    r"""Compile `[x \in S |-> e]`: at once over a finite set, on demand when recursive or infinite."""
    binder = Binder(evaluator, expr.bounds, expr.span)
    minus = list(binder.cells)
    itself = -1
    if expr.recursive is not None:
        itself = evaluator.cell(expr.recursive.slot)
        evaluator.lazy_cells.add(itself)
        minus.append(itself)
    body = evaluator.compile(expr.body)
    value, span = plain(body, expr.span), expr.span
    domains = binder.domains
    # A function with a lazy domain may be over an infinite set; only when it runs can one tell.
    lazy = itself >= 0 or any(domain.lazy and not isinstance(domain.known, Interval) for domain in domains)

    def later(frame: Frame) -> Thing:
        factors = [domain.run(frame) for domain in domains]
        arguments = factors[0] if len(factors) == 1 else cartesian(factors)
        copy = frame[:]
        result = Computed(binder, value, copy, arguments, span)
        if itself >= 0:
            copy[itself] = result
        return result

    def at_once(frame: Frame) -> Thing:
        table: dict[Value, Value] = {}
        if binder.simple:
            cell = binder.cells[0]
            for item in binder.elements[0](frame):
                frame[cell] = item
                table[item] = cast("Value", value(frame))
        else:
            for row in binder.rows(frame):
                binder.bind(frame, row)
                table[binder.argument(row)] = cast("Value", value(frame))
        return Fun.of_sorted(table)

    def either(frame: Frame) -> Thing:
        sets = [domain.run(frame) for domain in domains]
        finite = all(not isinstance(one, LazySet) or one.finite() for one in sets)
        return at_once(frame) if finite else later(frame)

    run = later if itself >= 0 else either if lazy else at_once
    return fold(run, [*domains, body], lazy=lazy, minus=minus)


__all__ = ["Binder", "choice", "elements_of", "filtered", "function", "image", "quantified"]
