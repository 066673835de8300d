r"""Initial states and successors, found as TLC finds them.

An action is compiled to closures that pass control on: each part, where it is satisfied, calls what
comes after it, once for every choice (`\/`, `\E`, `x' \in S`).  The first `x' = e` for a variable
assigns it, later ones are tests.  Init is treated in the same way, over unprimed variables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias, cast

from rmapsmt import ir
from rmapsmt.errors import FrameFault
from rmapsmt.interp.binders import Binder, elements_of
from rmapsmt.interp.frame import UNSET, Frame, Run, Test, new_box
from rmapsmt.interp.values import equal, fault, member
from rmapsmt.ir import Label, Named, Op, State, Value

if TYPE_CHECKING:
    from rmapsmt.interp.evaluate import Evaluator
    from rmapsmt.interp.values import Thing
    from rmapsmt.source import Span

Then: TypeAlias = Callable[[Frame], None]


class Brancher:
    """Compiles one action (or Init): running it reports every way to satisfy it."""

    def __init__(self, evaluator: Evaluator, *, primed: bool, action: str, labelled: bool) -> None:
        """Choose the cells that are assigned, and whether labels are wanted."""
        count = len(evaluator.variables)
        self._evaluator, self._primed, self._labelled = evaluator, primed, labelled
        self._low, self._high = (count, 2 * count) if primed else (0, count)
        self._action = action  # the name of what has no definition of its own
        self.found: list[State] = []
        self.take: Callable[[State], object] = self.found.append  # is given each state as it is found
        self.actor: Value | None = None  # whoever is asked about, if others need not be tried
        self.labels: list[tuple[Label, Named | None]] = []
        self._actors: list[ir.Expr | None] = []  # of the steps that were opened, as the text names them

    def open(self, expr: ir.Expr, named: Named | None = None) -> Then:
        """Compile what may still be given a label by a definition within it."""
        match expr:
            case ir.Named(body=body):
                return self.open(body, expr)
            case ir.And(items=(item,)):
                return self.open(item, named)
            case ir.And() if (parts := ir.guarded(expr)) is not None:
                guards, action = parts
                return self._all(list(guards), self.open(action, named))
            case ir.Or(items):
                return _choices([self.open(item, named) for item in items])
            case ir.Exists(bounds, body, span):
                return self._somebody(Binder(self._evaluator, bounds, span), body, named)
            case ir.If(test, then, orelse):
                return self._if(test, self.open(then, named), self.open(orelse, named))
            case ir.Case():
                return self._case(expr, lambda body: self.open(body, named))
            case ir.Let():
                return self._let(expr, lambda body: self.open(body, named))
            case _:
                actor = named.args[0] if named is not None and named.args else None
                self._actors.append(actor)
                return self._own(actor, self._closed(expr, self._report(named)))

    def _closed(self, expr: ir.Expr, then: Then) -> Then:
        match expr:
            case ir.Named(body=body):
                return self._closed(body, then)
            case ir.And():
                return self._all(_flat(expr), then)
            case ir.Or(items):
                return _choices([self._closed(item, then) for item in items])
            case ir.Exists(bounds, body, span):
                return self._some(Binder(self._evaluator, bounds, span), self._closed(body, then))
            case ir.Forall():
                return self._every(expr, then)
            case ir.Implies(left, right):
                return self._if(left, self._closed(right, then), then)
            case ir.If(test, yes, no):
                return self._if(test, self._closed(yes, then), self._closed(no, then))
            case ir.Case():
                return self._case(expr, lambda body: self._closed(body, then))
            case ir.Let():
                return self._let(expr, lambda body: self._closed(body, then))
            case ir.Apply(Op.EQ) if self._target(expr) is not None:
                return self._assign([expr], then)
            case ir.Apply(Op.IN) if self._target(expr) is not None:
                return self._pick(expr, then)
            case _:
                return _guard(self._evaluator.test(expr, "an action" if self._primed else "Init"), then)

    def _target(self, expr: ir.Apply) -> int | None:
        """Return the cell of the variable on the left side, if that is what stands there."""
        left = expr.args[0]
        while isinstance(left, ir.Named):
            left = left.body
        if isinstance(left, ir.Variable) and left.primed is self._primed:
            return self._low + left.index
        return None

    def _all(self, items: list[ir.Expr], then: Then) -> Then:
        """Compile a conjunction; what stands behind a guard is compiled once it is met.

        A behaviour takes few of a specification's actions, and to compile takes longer than to run it.
        """
        if self._primed and len(items) > 1 and not ir.speaks_of_next(items[0]):
            return self._closed(items[0], self._later(lambda: self._each(items[1:], then)))
        return self._each(items, then)

    def _later(self, compiled: Callable[[], Then]) -> Then:
        code: Then | None = None
        fit = self._evaluator.fit

        def run(frame: Frame) -> None:
            nonlocal code
            if code is None:
                code = compiled()
            fit(frame)
            code(frame)

        return run

    def _each(self, items: list[ir.Expr], then: Then) -> Then:
        """Compile a conjunction from its end; neighbouring assignments become one loop."""
        run: list[ir.Apply] = []
        for item in reversed(items):
            if isinstance(item, ir.Apply) and item.op is Op.EQ and self._target(item) is not None:
                run.insert(0, item)
                continue
            if run:
                then, run = self._assign(run, then), []
            then = self._closed(item, then)
        return self._assign(run, then) if run else then

    def _assign(self, items: list[ir.Apply], then: Then) -> Then:
        cells = [cast("int", self._target(item)) for item in items]
        values = [self._evaluator.value(item.args[1]) for item in items]
        steps = [(cell, value, item.span) for cell, value, item in zip(cells, values, items, strict=True)]
        if len(steps) == 1:
            return _one_assignment(*steps[0], then)

        def run(frame: Frame) -> None:
            assigned = []
            for cell, value, span in steps:
                if frame[cell] is UNSET:
                    frame[cell] = value(frame)
                    assigned.append(cell)
                elif not equal(frame[cell], value(frame), span):
                    break
            else:
                then(frame)
            for cell in assigned:
                frame[cell] = UNSET

        return run

    def _pick(self, expr: ir.Apply, then: Then) -> Then:
        cell, span = cast("int", self._target(expr)), expr.span
        domain = self._evaluator.compile(expr.args[1])
        elements = elements_of(domain, expr.args[1].span)

        def run(frame: Frame) -> None:
            if frame[cell] is UNSET:
                for item in elements(frame):
                    frame[cell] = item
                    then(frame)
                frame[cell] = UNSET
            elif member(frame[cell], domain.run(frame), span):
                then(frame)

        return run

    def _some(self, binder: Binder, then: Then) -> Then:
        def run(frame: Frame) -> None:
            for _ in binder.each(frame):
                then(frame)

        return run

    def _somebody(self, binder: Binder, body: ir.Expr, named: Named | None) -> Then:
        """Compile a choice of actors, of whom one alone is chosen if that one is asked about.

        It is such a choice if every step within it has the chosen element for its actor.
        """
        before = len(self._actors)
        then = self.open(body, named)
        names = binder.names if binder.simple else ()
        if not self._labelled or any(actor not in names for actor in self._actors[before:]):
            return self._some(binder, then)
        cell = binder.cells[0]

        def run(frame: Frame) -> None:
            for _ in binder.each(frame):
                if self.actor is None or self.actor == frame[cell]:
                    then(frame)

        return run

    def _own(self, actor: ir.Expr | None, then: Then) -> Then:
        """Compile a step; that of an actor who is known beforehand is not tried if another is asked about."""
        if not self._labelled or not isinstance(actor, ir.Literal | ir.Constant):
            return then
        known = self._evaluator.compile(actor).run

        def run(frame: Frame) -> None:
            if self.actor is None or self.actor == known(frame):
                then(frame)

        return run

    def _every(self, expr: ir.Forall, then: Then) -> Then:
        r"""Compile `\A`, a conjunction whose items are known when it runs: one row after the other."""
        binder = Binder(self._evaluator, expr.bounds, expr.span)
        if self._is_test(expr.body):
            return self._test_each(binder, expr.body, then)
        rest = self._evaluator.spare_cell()  # holds the rows still to come, linked

        def step(frame: Frame) -> None:
            link = cast("tuple[tuple[Value, ...], object] | None", frame[rest])
            if link is None:
                then(frame)
            else:
                row, following = link
                binder.bind(frame, row)
                frame[rest] = cast("Thing", following)
                body(frame)
                frame[rest] = cast("Thing", link)

        bound = 2 * len(self._evaluator.variables)

        def after(frame: Frame) -> None:
            saved = frame[bound:]  # the next row runs the same body, which has choices of this row open
            step(frame)
            frame[bound:] = saved

        body = self._closed(expr.body, after)

        def run(frame: Frame) -> None:
            link: object = None
            for row in reversed(list(binder.rows(frame))):
                link = (row, link)
            frame[rest] = cast("Thing", link)
            step(frame)

        return run

    def _is_test(self, expr: ir.Expr) -> bool:
        """Tell whether there is nothing to choose and nothing to assign: one way to satisfy it, or none."""
        match expr:
            case ir.Or() | ir.Exists():
                return False
            case ir.Named(body=body) | ir.Let(body=body) | ir.Forall(body=body) | ir.Implies(right=body):
                return self._is_test(body)
            case ir.And(items):
                return all(map(self._is_test, items))
            case ir.If(_, yes, no):
                return self._is_test(yes) and self._is_test(no)
            case ir.Case(arms, other):
                bodies = [body for _, body in arms] + ([] if other is None else [other])
                return all(map(self._is_test, bodies))
            case ir.Apply(Op.EQ | Op.IN):
                return self._target(expr) is None
            case _:
                return True

    def _test_each(self, binder: Binder, body: ir.Expr, then: Then) -> Then:
        met = self._evaluator.spare_cell()

        def mark(frame: Frame) -> None:
            frame[met] = True

        code = self._closed(body, mark)

        def run(frame: Frame) -> None:
            for _ in binder.each(frame):
                frame[met] = False
                code(frame)
                if frame[met] is False:
                    return
            then(frame)

        return run

    def _if(self, test: ir.Expr, yes: Then, no: Then) -> Then:
        ask = self._evaluator.test(test, "IF")

        def run(frame: Frame) -> None:
            if ask(frame):
                yes(frame)
            else:
                no(frame)

        return run

    def _case(self, expr: ir.Case, compiled: Callable[[ir.Expr], Then]) -> Then:
        arms = [(self._evaluator.test(guard, "CASE"), compiled(body)) for guard, body in expr.arms]
        other = compiled(expr.other) if expr.other is not None else None
        span = expr.span

        def run(frame: Frame) -> None:
            for guard, body in arms:
                if guard(frame):
                    body(frame)
                    return
            if other is None:
                fault("no arm of this CASE is TRUE, and it has no OTHER", span)
            other(frame)

        return run

    def _let(self, expr: ir.Let, compiled: Callable[[ir.Expr], Then]) -> Then:
        cell = self._evaluator.bind_let(expr)
        body = compiled(expr.body)
        if cell is None:
            return body

        def run(frame: Frame) -> None:
            frame[cell] = new_box()
            body(frame)

        return run

    def _report(self, named: Named | None) -> Then:
        """Compile the end of every way: the state is complete, or the action is at fault."""
        low, high = self._low, self._high
        name = named.name if named is not None else self._action
        args: list[Run] = []
        if self._labelled and named is not None:
            args = [self._evaluator.value(arg) for arg in named.args]

        def report(frame: Frame) -> None:
            state = tuple(frame[low:high])
            for value in state:
                if value is UNSET:
                    self._incomplete(state, name, named)
            self.take(cast("State", state))
            if self._labelled:
                values = tuple(cast("Value", arg(frame)) for arg in args)
                self.labels.append((Label(name, values), named))

        return report

    def _incomplete(self, state: tuple[Thing, ...], name: str, named: Named | None) -> None:
        missing = [v for v, value in zip(self._evaluator.variables, state, strict=True) if value is UNSET]
        names = ", ".join(missing)
        if self._primed:
            message = f"{name} does not say what becomes of {names}"
            hint = f"add UNCHANGED {names}" if len(missing) == 1 else f"add UNCHANGED <<{names}>>"
        else:
            message = f"{name} gives no value to {names}"
            hint = f"add a conjunct {missing[0]} = ..."
        raise FrameFault(message, named.span if named is not None else None, hint)


def _flat(expr: ir.Expr) -> list[ir.Expr]:
    """Return the conjuncts, through nested conjunctions and definitions."""
    while isinstance(expr, ir.Named):
        expr = expr.body
    return [part for item in expr.items for part in _flat(item)] if isinstance(expr, ir.And) else [expr]


def _choices(branches: list[Then]) -> Then:
    def run(frame: Frame) -> None:
        for branch in branches:
            branch(frame)

    return run


def _guard(test: Test, then: Then) -> Then:
    def run(frame: Frame) -> None:
        if test(frame):
            then(frame)

    return run


def _one_assignment(cell: int, value: Run, span: Span, then: Then) -> Then:
    def run(frame: Frame) -> None:
        if frame[cell] is UNSET:
            frame[cell] = value(frame)
            then(frame)
            frame[cell] = UNSET
        elif equal(frame[cell], value(frame), span):
            then(frame)

    return run
