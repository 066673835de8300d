r"""SANY's rules for names, on typed syntax: what is declared, once, before it is used, and how.

A name has one meaning at a place: TLA+ lets nothing be shadowed.  Arities must fit, an operator is
no value, and a prime applies to what speaks of one state.  Where SANY only warns of a name declared
twice, this is an error.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rmapsmt.errors import LevelFault, NameFault
from rmapsmt.tla import messages, syntax
from rmapsmt.tla.names import (
    BUILT_IN,
    CONSTANT,
    NO_LEVEL,
    STATE,
    TEMPORAL,
    Level,
    Names,
    Symbol,
    standard,
)
from rmapsmt.tla.rules import Rules, parameter
from rmapsmt.tla.symbols import STANDARD

if TYPE_CHECKING:
    from rmapsmt.source import Span


def check(program: syntax.Program) -> None:
    """Raise the first error of the program's modules against the rules for names."""
    _Modules(program).module(program.root)


class _Modules:
    """The modules of a program, each checked once."""

    def __init__(self, program: syntax.Program) -> None:
        self.program = program
        self.done: dict[str, Names] = {}

    def names(self, name: str, at: Span) -> Names:
        """Return what a module offers that is no inner one."""
        if name not in self.done:
            if name not in STANDARD and name not in self.program.modules:
                raise NameFault(f"there is no module {name} here", at, "an inner module stands above its use")
            self.done[name] = standard(name) if name in STANDARD else self.module(self.program.modules[name])
        return self.done[name]

    def module(self, module: syntax.Module) -> Names:
        if module.name not in self.done:
            self.done[module.name] = _Units(self, module, dict(BUILT_IN), {}).names
        return self.done[module.name]


class _Units(Rules):
    """Checks one module, outer or inner, unit by unit."""

    def __init__(
        self, modules: _Modules, module: syntax.Module, known: dict[str, Symbol], inner: dict[str, Names]
    ) -> None:
        super().__init__(known)
        self.modules, self.inner = modules, dict(inner)
        self.names = Names(module.name)
        self.below_of(module.units)
        for name, span in module.extends:
            extended = self.find(name, span)
            for symbol in extended.symbols.values():
                self.declare(symbol, span)
                self.names.symbols[symbol.name] = symbol
            self.names.declared.update(extended.declared)
            self.names.modules.update(extended.modules)
        self.inner |= self.names.modules
        for unit in module.units:
            self.unit(unit)

    def find(self, name: str, at: Span) -> Names:
        """Return what a module offers that this one names."""
        return self.inner.get(name) or self.modules.names(name, at)

    def unit(self, unit: syntax.Unit) -> None:
        match unit:
            case syntax.Constants(params):
                for param in params:
                    self.own(parameter(param, "constant"))
            case syntax.Variables(variables):
                for each in variables:
                    self.own(Symbol(each.name, "variable", (), each.span, each.span, Level(STATE)))
            case syntax.Assume(name, body, span):
                level = self.expr(body)
                if level.base > CONSTANT:
                    which = "a variable" if level.base == STATE else "a prime"
                    raise LevelFault(f"ASSUME speaks of constants only, and this of {which}", body.span)
                if name:
                    self.own(Symbol(name, "statement", (), span, span, level))
            case syntax.Theorem(name, theorem, span):
                level = NO_LEVEL if theorem is None else self.expr(theorem)
                if name:
                    self.own(Symbol(name, "statement", (), span, span, level))
            case syntax.Definition() | syntax.FunctionDefinition() | syntax.InstanceDefinition():
                self.definition(unit)
                if not unit.local:
                    self.names.symbols[unit.name] = self.known[unit.name]
            case syntax.Instance():
                _, exports = self.instance(unit)
                for symbol in exports.values():
                    self.declare(symbol, unit.module_span)
                    if not unit.local:
                        self.names.symbols[symbol.name] = symbol
            case syntax.Module(name):
                names = _Units(self.modules, unit, dict(self.known), self.inner).names
                self.inner[name] = self.names.modules[name] = names

    def own(self, symbol: Symbol) -> None:
        """Declare a name of this module."""
        if (before := self.known.get(symbol.name)) is not None:
            raise messages.already(before, symbol.span)
        self.below.pop(symbol.name, None)
        self.declare(symbol)
        self.names.symbols[symbol.name] = symbol
        if symbol.kind != "statement":
            self.names.declared[symbol.name] = symbol

    def instance(self, instance: syntax.Instance) -> tuple[str, dict[str, Symbol]]:
        module = self.find(instance.module, instance.module_span)
        given: dict[str, Level] = {}
        same = True
        for (name, value), span in zip(instance.substitutions, instance.spans, strict=True):
            target = module.declared.get(name)
            if target is None:
                raise messages.no_target(name, module, span)
            if name in given:
                raise NameFault(f"{name} is already substituted", span)
            given[name] = self.argument(target, len(target.arities), value)
            self.fits(module, target, given[name], value.span)
            same = same and isinstance(value, syntax.Apply) and self.known.get(value.op) is target
        for name, target in module.declared.items():
            if name in given:
                continue
            found = self.known.get(name)
            if found is None or found.kind == "instance":
                raise messages.no_value(target, module, instance.span)
            if len(found.arities) != len(target.arities):
                raise messages.arity(found, len(target.arities), instance.span)
            given[name] = found.level if found.kind != "parameter" else Level(CONSTANT, frozenset((name,)))
            self.fits(module, target, given[name], instance.span)
            same = same and found is target
        origin = None if same else instance.substitutions
        return module.name, {s.name: _substituted(s, given, origin) for s in module.operators.values()}

    def fits(self, module: Names, target: Symbol, level: Level, span: Span) -> None:
        """Check the level of what is substituted."""
        most = STATE if target.kind == "variable" else TEMPORAL if module.constant else CONSTANT
        if level.base > most:
            what = "the value of one state" if most == STATE else "a constant"
            raise LevelFault(f"{target.name} of {module.name} stands for {what}", span)
        if most < TEMPORAL:
            self.limits |= dict.fromkeys(level.names, most)


def _substituted(symbol: Symbol, given: dict[str, Level], origin: object) -> Symbol:
    if symbol.kind == "operator" and symbol.module in STANDARD:
        return symbol  # nothing in it can be substituted: it is the same wherever it comes from
    level = Level(symbol.level.base, symbol.level.names.difference(given))
    for name in symbol.level.names.intersection(given):
        level |= given[name]
    exports = {name: _substituted(each, given, origin) for name, each in symbol.exports.items()}
    return replace(
        symbol,
        level=level,
        exports=exports,
        origin=symbol.origin if origin is None else (symbol.origin, origin),
    )
