r"""SANY's rules for the names in expressions and definitions.

A name has one meaning at a place: TLA+ lets nothing be shadowed.  Arities must fit, an operator is
no value, and a prime applies to what speaks of one state.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from rmapsmt.errors import LevelFault, NameFault
from rmapsmt.tla import messages, syntax
from rmapsmt.tla.names import ACTION, CONSTANT, NO_LEVEL, STATE, TEMPORAL, Level, Symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rmapsmt.source import Span
    from rmapsmt.tla.syntax import Expr


class Scope:
    """The names that are known at a place."""

    def __init__(self, known: dict[str, Symbol]) -> None:
        """Start with these names."""
        self.known = known

    def declare(self, symbol: Symbol, at: Span | None = None) -> None:
        """Make a name known; `at` is the place to blame if it is already."""
        before = self.known.get(symbol.name)
        if before is None:
            self.known[symbol.name] = symbol
        elif before.origin != symbol.origin:
            raise messages.already(before, at or symbol.span)

    @contextmanager
    def inside(self, symbols: Iterable[Symbol] = ()) -> Iterator[None]:
        """Know these names, and those declared meanwhile, only inside."""
        count = len(self.known)
        for symbol in symbols:
            self.declare(symbol)
        yield
        while len(self.known) > count:
            self.known.popitem()


class Rules(Scope):
    """Checks expressions; the answer is their level."""

    def __init__(self, known: dict[str, Symbol]) -> None:
        """Start with these names."""
        super().__init__(known)
        self.limits: dict[str, int] = {}
        self.updating = 0
        self.below: dict[str, Span] = {}
        self.defining: list[str] = []

    def all(self, exprs: Iterable[Expr]) -> Level:
        """Check several expressions; the answer is the highest of their levels."""
        level = NO_LEVEL
        for expr in exprs:
            level |= self.expr(expr)
        return level

    def expr(self, expr: Expr) -> Level:
        """Check an expression that stands where a value does."""
        match expr:
            case syntax.Number() | syntax.String() | syntax.Boolean():
                return NO_LEVEL
            case syntax.Apply():
                return self.apply(expr)
            case syntax.Junction(op, items):
                levels = list(map(self.expr, items))
                if any(x.base == TEMPORAL for x in levels) and any(x.base == ACTION for x in levels):
                    raise LevelFault(
                        f"{op} joins a temporal formula and an action", expr.span, "write `[][A]_v`"
                    )
                return _highest(levels)
            case syntax.Quantified(bounds=bounds, body=body) | syntax.SetMap(body, bounds):
                return self.binder(bounds, body)
            case syntax.Function(bounds, body):
                return self.binder(bounds, body)
            case syntax.Choose(bound, body) | syntax.SetFilter(bound, body):
                return self.binder((bound,), body)
            case syntax.If(test, then, orelse):
                return self.all((test, then, orelse))
            case syntax.Case(arms, other):
                level = self.all(part for arm in arms for part in arm)
                return level if other is None else level | self.expr(other)
            case syntax.Let(definitions, body):
                with self.inside():
                    self.below_of(definitions)
                    for definition in definitions:
                        self.definition(definition)
                    return self.expr(body)
            case syntax.Lambda(params, body):
                return self.operator_body([syntax.Parameter(name, 0, expr.span) for name in params], body)[0]
            case syntax.SetLiteral(items) | syntax.Tuple(items) | syntax.Product(items):
                return self.all(items)
            case syntax.FunctionApply(function, args):
                return self.expr(function) | self.all(args)
            case syntax.FunctionSet(domain, codomain):
                return self.all((domain, codomain))
            case syntax.Record(fields) | syntax.RecordSet(fields):
                return self.all(value for _, value in fields)
            case syntax.Field(record):
                return self.expr(record)
            case syntax.At():
                if not self.updating:
                    raise NameFault(
                        "@ stands outside EXCEPT",
                        expr.span,
                        "@ is the old value in `[f EXCEPT ![a] = @ + 1]`",
                    )
                return NO_LEVEL
            case syntax.Except():
                return self.update(expr)
            case syntax.BoxAction(action, subscript):
                level = self.expr(action) | self.state(subscript, "the subscript of an action")
                return Level(ACTION, level.names)
            case syntax.Fairness(_, subscript, action):
                level = self.state(subscript, "the subscript of an action") | self.expr(action)
                return Level(TEMPORAL, level.names)
            case syntax.Label(_, body):
                return self.expr(body)
            case syntax.Refused(parts=parts):
                self.all(parts)
                return NO_LEVEL

    def update(self, expr: syntax.Except) -> Level:
        """Check an EXCEPT; only in its new values has @ a meaning."""
        level = self.expr(expr.function)
        for selectors, value in expr.updates:
            outside, self.updating = self.updating, 0
            level |= self.all(selectors)
            self.updating = outside + 1
            level |= self.expr(value)
            self.updating = outside
        return level

    def binder(self, bounds: tuple[syntax.Bound, ...], body: Expr) -> Level:
        """Check what binds names; its sets do not know them."""
        level = self.all(bound.domain for bound in bounds)
        with self.inside(_bound_symbols(bounds)):
            return level | self.expr(body)

    def state(self, expr: Expr, what: str) -> Level:
        """Check an expression that must speak of one state."""
        level = self.expr(expr)
        if level.base > STATE:
            already = "already has a prime" if level.base == ACTION else "is a temporal formula"
            raise LevelFault(f"{what} {already}", expr.span)
        for name in level.names:
            self.limits[name] = STATE
        return level

    # Names applied

    def apply(self, expr: syntax.Apply) -> Level:
        """Check an operator with its arguments, or a name."""
        name = expr.op
        if name == "'" and not expr.path and len(expr.args) == 1:
            return Level(ACTION, self.state(expr.args[0], "the operand of '").names)
        if name == "UNCHANGED" and len(expr.args) == 1:
            return Level(ACTION, self.state(expr.args[0], "the operand of UNCHANGED").names)
        if name == "[]" and len(expr.args) == 1:
            level = self.expr(expr.args[0])
            if level.base == ACTION and not isinstance(expr.args[0], syntax.BoxAction):
                raise LevelFault("[] stands before an action", expr.span, "write `[][A]_v`")
            return Level(TEMPORAL, level.names)
        symbol, outer = self.resolve(expr)
        if len(expr.args) != len(symbol.arities):
            raise messages.arity(symbol, len(expr.args), messages.name_span(expr))
        return outer | (self.arguments(symbol, expr.args) if symbol.params else symbol.level)

    def arguments(self, symbol: Symbol, args: tuple[Expr, ...]) -> Level:
        """Check the arguments of an operator that takes so many; the answer is the level of the whole."""
        level = Level(symbol.level.base, symbol.level.names.difference(symbol.params))
        for param, arity, arg in zip(symbol.params, symbol.arities, args, strict=True):
            given = self.argument(symbol, arity, arg)
            if given.base > symbol.limits.get(param, TEMPORAL):
                raise LevelFault(f"{symbol.name} primes this argument, and it already has a prime", arg.span)
            if param in symbol.limits:
                self.limits |= dict.fromkeys(given.names, symbol.limits[param])
            if param in symbol.level.names:
                level |= given
        return level

    def argument(self, symbol: Symbol, arity: int, arg: Expr) -> Level:
        """Check one argument: a value, or an operator of so many arguments."""
        if not arity:
            if isinstance(arg, syntax.Lambda):
                raise NameFault(f"{symbol.name} wants a value here, not an operator", arg.span)
            return self.expr(arg)
        match arg:
            case syntax.Lambda(params):
                count, what = len(params), "this LAMBDA"
                level = self.expr(arg)
            case syntax.Apply(name, ()):
                passed, level = self.resolve(arg)
                count, what = len(passed.arities), name
                if any(passed.arities):
                    raise NameFault(f"{name} takes operators as arguments and cannot be one", arg.span)
                level |= Level(passed.level.base, passed.level.names.difference(passed.params))
            case _:
                message = f"{symbol.name} wants an operator of {messages.count(arity)} here, not a value"
                raise NameFault(message, arg.span)
        if count != arity:
            message = f"{symbol.name} wants an operator of {messages.count(arity)} here, {what} takes {count}"
            raise NameFault(message, arg.span)
        return level

    def resolve(self, expr: syntax.Apply) -> tuple[Symbol, Level]:
        """Return what a name stands for, and the level that its instance prefixes bring."""
        known, level, module = self.known, NO_LEVEL, ""
        for step in expr.path:
            symbol = known.get(step.op)
            if symbol is None or symbol.kind != "instance":
                raise messages.no_instance(step, known, module)
            if len(step.args) != len(symbol.arities):
                raise messages.arity(symbol, len(step.args), messages.name_span(step))
            level |= self.arguments(symbol, step.args)
            known, module = symbol.exports, symbol.module
        found = known.get(expr.op)
        if found is None:
            raise messages.unknown(expr, known, self.below, self.defining, module)
        if found.kind == "instance":
            hint = f"write `{expr.op}!Name` for a name that it defines"
            raise NameFault(
                f"{expr.op} is an instance of {found.module}, not a value", messages.name_span(expr), hint
            )
        return found, level

    # Definitions

    def operator_body(self, params: Iterable[syntax.Parameter], body: Expr) -> tuple[Level, dict[str, int]]:
        """Check a body with its parameters known; the answer tells what the level depends on."""
        symbols = [parameter(param, "parameter") for param in params]
        with self.inside(symbols):
            level = self.expr(body)
        limits = {s.name: self.limits.pop(s.name) for s in symbols if s.name in self.limits}
        return level, limits

    def definition(
        self, unit: syntax.Definition | syntax.FunctionDefinition | syntax.InstanceDefinition
    ) -> None:
        """Check a definition and make its name known."""
        if (before := self.known.get(unit.name)) is not None:
            raise messages.already(before, unit.span)
        if not isinstance(unit, syntax.FunctionDefinition):
            for param in unit.params:
                if param.name == unit.name:
                    raise messages.already(Symbol(unit.name, "operator", span=unit.span), param.span)
        self.below.pop(unit.name, None)
        self.defining.append(unit.name)
        match unit:
            case syntax.Definition(name, params, body):
                level, limits = self.operator_body(params, body)
                names = tuple(param.name for param in params)
                arities = tuple(param.arity for param in params)
                symbol = Symbol(
                    name, "operator", arities, unit.span, unit.span, level, names, limits, unit.local
                )
            case syntax.FunctionDefinition(name, bounds, body):
                level = self.all(bound.domain for bound in bounds)
                symbol = Symbol(name, "operator", (), unit.span, unit.span, local=unit.local)
                with self.inside([symbol, *_bound_symbols(bounds)]):
                    symbol = replace(symbol, level=level | self.expr(body))
            case syntax.InstanceDefinition(name, params, instance):
                inner = [parameter(param, "parameter") for param in params]
                with self.inside(inner):
                    module, exports = self.instance(instance)
                names = tuple(param.name for param in params)
                limits = {s.name: self.limits.pop(s.name) for s in inner if s.name in self.limits}
                arities = tuple(param.arity for param in params)
                level = Level(CONSTANT, frozenset(names))
                symbol = Symbol(
                    name,
                    "instance",
                    arities,
                    unit.span,
                    unit.span,
                    level,
                    names,
                    limits,
                    unit.local,
                    exports,
                    module,
                )
        self.defining.pop()
        self.declare(symbol)

    def below_of(self, units: Iterable[syntax.Unit]) -> None:
        """Note what is defined further down, for the hints of error messages."""
        for unit in units:
            match unit:
                case syntax.Definition() | syntax.FunctionDefinition() | syntax.InstanceDefinition():
                    self.below[unit.name] = unit.span
                case syntax.Variables(names):
                    self.below |= {each.name: each.span for each in names}
                case syntax.Constants(params):
                    self.below |= {each.name: each.span for each in params}
                case _:
                    pass

    def instance(self, instance: syntax.Instance) -> tuple[str, dict[str, Symbol]]:
        """Return the module of an INSTANCE and what the INSTANCE defines."""
        raise NotImplementedError


def parameter(param: syntax.Parameter, kind: str) -> Symbol:
    """Return what a parameter or a declared constant stands for."""
    positions = tuple(f"{param.name}.{i}" for i in range(param.arity))
    level = Level(CONSTANT, frozenset((param.name, *positions)))
    return Symbol(
        param.name,
        "constant" if kind == "constant" else "parameter",
        (0,) * param.arity,
        param.span,
        param.span,
        level,
        positions,
    )


def _bound_symbols(bounds: tuple[syntax.Bound, ...]) -> list[Symbol]:
    return [
        Symbol(name, "bound", (), span, span)
        for bound in bounds
        for name, span in zip(bound.names, bound.spans, strict=True)
    ]


def _highest(levels: Iterable[Level]) -> Level:
    level = NO_LEVEL
    for each in levels:
        level |= each
    return level
