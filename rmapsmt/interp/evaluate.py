"""The meaning of expressions: the IR, compiled to Python closures once per model.

Knows nothing of Z3.  `encode` gives the same expressions a symbolic meaning; the two share no code,
so that each can be used to doubt the other.  The meaning is TLC's: strict about kinds, lazy about
large sets, and a partial operator outside its domain is an error at its place.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from operator import itemgetter
from typing import TYPE_CHECKING, Final, assert_never, cast

from rmapsmt import ir
from rmapsmt.errors import ConfigFault, EvalFault
from rmapsmt.interp import binders
from rmapsmt.interp.frame import UNSET, Code, Frame, Run, Test, boxed, fold, known, new_box, plain
from rmapsmt.interp.lazy import InfiniteValues, Records
from rmapsmt.interp.operators import BOOLEAN, LAZY, OPERATORS
from rmapsmt.interp.shortcuts import NUMERIC, application, equality, numeric
from rmapsmt.interp.values import Thing, describe, fault, has_key, truth, write_out
from rmapsmt.ir import Fun, Op, Value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence


_INFINITE: Final = {kind: InfiniteValues(kind) for kind in ir.Infinite}
_DEEP: Final = 20_000  # Python calls; some two thousand levels of a recursive function


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Give recursive functions of a specification room; what needs still more is a located error."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEEP))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


class Evaluator:
    """Compiles expressions over some variables, for one assignment of the constants.

    With `partial`, unprimed variables may be unassigned when they are read, as in Init.  The `free`
    constants are read when the code runs: `constants` may be exchanged for others of the same names.
    """

    def __init__(
        self,
        variables: Sequence[str],
        constants: Mapping[str, Value],
        *,
        partial: bool = False,
        free: Collection[str] = (),
    ) -> None:
        """Reserve a cell for every variable, every primed one and every free constant."""
        self.variables, self.constants, self.partial = tuple(variables), constants, partial
        self.lazy_cells: set[int] = set()
        self._size = 2 * len(self.variables)
        self._free = {name: self.spare_cell() for name in free}
        self._cells: dict[int, int] = {}
        self._lets: dict[int, Code] = {}
        self._done: dict[int, tuple[ir.Expr, Code]] = {}

    def frame(self, state: Sequence[Thing] = (), following: Sequence[Thing] = ()) -> Frame:
        """Return a fresh frame that holds this state and the next."""
        count = len(self.variables)
        frame = [UNSET] * self._size
        frame[: len(state)] = state
        frame[count : count + len(following)] = following
        for name, cell in self._free.items():
            frame[cell] = self.constants[name]
        return frame

    def fit(self, frame: Frame) -> None:
        """Give a frame the cells of what was compiled since it was made."""
        if len(frame) < self._size:
            frame += [UNSET] * (self._size - len(frame))

    def cell(self, slot: int) -> int:
        """Return the cell of a bound name."""
        if slot not in self._cells:
            self._cells[slot] = self._size
            self._size += 1
        return self._cells[slot]

    def spare_cell(self) -> int:
        """Return a cell of nobody's."""
        self._size += 1
        return self._size - 1

    def compile(self, expr: ir.Expr) -> Code:
        """Return the code of an expression."""
        done = self._done.get(id(expr))
        if done is None:
            done = self._done[id(expr)] = (expr, self._compile(expr))
        return done[1]

    def truth(self, expr: ir.Expr, what: str) -> Code:
        """Return the code of an expression that must be TRUE or FALSE."""
        code = self.compile(expr)
        if code.boolean:
            return code
        run, span = code.run, expr.span

        def checked(frame: Frame) -> bool:
            value = run(frame)
            return value if value is True or value is False else truth(value, span, what)

        return fold(checked, [code], boolean=True)

    def test(self, expr: ir.Expr, what: str) -> Test:
        """Return the code of an expression that must be TRUE or FALSE, to be run."""
        return cast("Test", self.truth(expr, what).run)

    def value(self, expr: ir.Expr) -> Run:
        """Return code that yields a value, never a lazy thing."""
        return plain(self.compile(expr), expr.span)

    def _compile(self, expr: ir.Expr) -> Code:
        match expr:
            case ir.Literal(value):
                return known(value)
            case ir.InfiniteSet(kind):
                return known(_INFINITE[kind])
            case ir.Constant(name, span):
                if name not in self.constants:
                    raise ConfigFault(f"the constant {name} has no value", span)
                if name in self._free:
                    return Code(itemgetter(self._free[name]), frozenset((self._free[name],)))
                return known(self.constants[name])
            case ir.Variable():
                return self._variable(expr)
            case ir.Local():
                return self._local(expr)
            case ir.Apply():
                return self._apply(expr)
            case ir.And(items):
                return self._junction(items, "/\\", stop=False)
            case ir.Or(items):
                return self._junction(items, "\\/", stop=True)
            case ir.Implies(left, right):
                a, b = self.truth(left, "=>"), self.truth(right, "=>")
                if a.known is not UNSET:
                    return b if a.known is True else known(True)  # noqa: FBT003 - the value TRUE
                one, two = a.run, b.run
                return fold(lambda f: two(f) if one(f) else True, [a, b], boolean=True)
            case ir.If():
                return self._if(expr)
            case ir.Case():
                return self._case(expr)
            case ir.Let():
                return self._let(expr)
            case ir.Forall() | ir.Exists():
                return binders.quantified(self, expr)
            case ir.Choose():
                return binders.choice(self, expr)
            case ir.Filter():
                return binders.filtered(self, expr)
            case ir.Image():
                return binders.image(self, expr)
            case ir.Function():
                return binders.function(self, expr)
            case ir.Record(fields, span):
                pairs = sorted(fields)
                names = [name for name, _ in pairs]
                codes = [self.compile(item) for _, item in pairs]
                runs = [plain(code, span) for code in codes]
                return fold(
                    lambda f: Fun.of_sorted(
                        {name: cast("Value", run(f)) for name, run in zip(names, runs, strict=True)}
                    ),
                    codes,
                )
            case ir.RecordSet(fields):
                sets = {name: self.compile(item) for name, item in sorted(fields)}
                return fold(
                    lambda f: Records({name: code.run(f) for name, code in sets.items()}, is_product=False),
                    sets.values(),
                    lazy=True,
                )
            case ir.Except():
                return self._except(expr)
            case ir.Named(body=body):
                return self.compile(body)
            case _:
                assert_never(expr)

    def _variable(self, expr: ir.Variable) -> Code:
        cell = expr.index + len(self.variables) * expr.primed
        if not expr.primed and not self.partial:
            return Code(lambda f: f[cell], frozenset({cell}))
        name, span = expr.name + "'" * expr.primed, expr.span

        def checked(frame: Frame) -> Thing:
            value = frame[cell]
            if value is UNSET:
                fault(f"{name} is read before it has a value", span, f"assign {name} to the left of this")
            return value

        return Code(checked, frozenset({cell}))

    def _local(self, expr: ir.Local) -> Code:
        if expr.slot in self._lets:
            return self._lets[expr.slot]
        cell = self.cell(expr.slot)
        return Code(lambda f: f[cell], frozenset({cell}), lazy=cell in self.lazy_cells)

    def _junction(self, items: tuple[ir.Expr, ...], symbol: str, *, stop: bool) -> Code:
        codes: list[Code] = []
        for item in items:
            code = self.truth(item, symbol)
            if code.known is stop and not codes:
                return known(stop)
            if code.known is not (not stop):
                codes.append(code)
        if not codes:
            return known(not stop)
        if len(codes) == 1:
            return codes[0]
        runs = [code.run for code in codes]

        def run(frame: Frame) -> bool:
            for one in runs:
                if one(frame) is stop:
                    return stop
            return not stop

        return fold(run, codes, boolean=True)

    def _if(self, expr: ir.If) -> Code:
        test = self.truth(expr.test, "IF")
        if test.known is not UNSET:
            return self.compile(expr.then if test.known is True else expr.orelse)
        then, other = self.compile(expr.then), self.compile(expr.orelse)
        ask, one, two = test.run, then.run, other.run
        return fold(
            lambda f: one(f) if ask(f) else two(f),
            [test, then, other],
            boolean=then.boolean and other.boolean,
            lazy=then.lazy or other.lazy,
        )

    def _case(self, expr: ir.Case) -> Code:
        guards = [self.truth(guard, "CASE") for guard, _ in expr.arms]
        bodies = [self.compile(body) for _, body in expr.arms]
        arms = [(guard.run, body.run) for guard, body in zip(guards, bodies, strict=True)]
        other = self.compile(expr.other) if expr.other is not None else None
        span = expr.span

        def run(frame: Frame) -> Thing:
            for guard, body in arms:
                if guard(frame):
                    return body(frame)
            if other is not None:
                return other.run(frame)
            return fault("no arm of this CASE is TRUE, and it has no OTHER", span)

        results = bodies if other is None else [*bodies, other]
        return fold(
            run,
            guards + results,
            boolean=all(code.boolean for code in results),
            lazy=any(code.lazy for code in results),
        )

    def bind_let(self, expr: ir.Let) -> int | None:
        """Make the name of a LET known; return the cell that needs a new box, if one does."""
        value = self.compile(expr.value)
        if not value.cells or isinstance(expr.value, ir.Variable | ir.Local):
            self._lets[expr.local.slot] = value
            return None
        cell = self.cell(expr.local.slot)
        read = boxed(cell, value.run)
        # The reader depends on what the value does, and on its box.
        self._lets[expr.local.slot] = Code(read, value.cells | {cell}, value.boolean, value.lazy)
        return cell

    def _let(self, expr: ir.Let) -> Code:
        cell = self.bind_let(expr)
        body = self.compile(expr.body)
        if cell is None or cell not in body.cells:
            return body
        inner = body.run

        def run(frame: Frame) -> Thing:
            frame[cell] = new_box()
            return inner(frame)

        return Code(run, body.cells - {cell}, body.boolean, body.lazy)

    def _except(self, expr: ir.Except) -> Code:
        function = self.compile(expr.function)
        path = [self.compile(selector) for selector in expr.path]
        at = self.cell(expr.at.slot)
        value = self.compile(expr.value)
        base, new = plain(function, expr.function.span), plain(value, expr.value.span)
        selectors = [plain(code, expr.span) for code in path]
        span, last = expr.span, len(path) - 1

        def update(whole: Thing, keys: list[Thing], depth: int, frame: Frame) -> Thing:
            if type(whole) is not Fun:
                return fault(f"EXCEPT needs a function, not {describe(whole)}", span)
            key = cast("Value", keys[depth])
            old = whole.get.get(key)
            if old is None or not has_key(whole, key):
                return whole
            if depth == last:
                frame[at] = old
                changed = new(frame)
            else:
                changed = update(old, keys, depth + 1, frame)
            if changed is old:
                return whole
            table = whole.get.copy()
            table[key] = cast("Value", changed)
            return Fun.of_sorted(table)

        return fold(
            lambda f: update(base(f), [selector(f) for selector in selectors], 0, f),
            [function, *path, value],
            minus=[at],
        )

    def _apply(self, expr: ir.Apply) -> Code:
        op, span = expr.op, expr.span
        codes = [self.compile(arg) for arg in expr.args]
        runs = [code.run for code in codes]
        boolean = op in BOOLEAN
        lazy = op in LAZY and (
            op not in {Op.CUP, Op.CAP, Op.SET_MINUS, Op.PRINT, Op.DOMAIN} or any(code.lazy for code in codes)
        )
        match op, runs:
            case Op.APPLY, [function, argument]:
                return fold(application(function, argument, codes[1].known, span), codes)
            case ((Op.EQ | Op.NE), [left, right]):
                same = op is Op.EQ
                return fold(equality(left, right, codes[1].known, span, same=same), codes, boolean=True)
            case Op.ASSERT, [condition, message]:
                act = OPERATORS[op]
                run: Run = lambda f: condition(f) is True or act(condition(f), message(f), span)  # noqa: E731
            case _, [left, right] if op in NUMERIC:
                run = numeric(NUMERIC[op], OPERATORS[op], left, right, span)
            case _, [one]:
                act = OPERATORS[op]
                run = lambda f: act(one(f), span)  # noqa: E731
            case _, [left, right]:
                act = OPERATORS[op]
                run = lambda f: act(left(f), right(f), span)  # noqa: E731
            case _:
                act = OPERATORS[op]
                run = lambda f: act(*[one(f) for one in runs], span)  # noqa: E731
        return fold(run, codes, boolean=boolean, lazy=lazy)


def evaluate(
    expr: ir.Expr,
    constants: Mapping[str, Value],
    variables: Sequence[str] = (),
    state: Sequence[Value] = (),
    following: Sequence[Value] = (),
) -> Value:
    """Return the value of one expression in a state (and the next, for primed variables)."""
    evaluator = Evaluator(variables, constants)
    run = evaluator.compile(expr).run
    with deep_recursion():
        try:
            return write_out(run(evaluator.frame(state, following)), expr.span)
        except RecursionError:
            raise EvalFault("the recursion is too deep", expr.span) from None
