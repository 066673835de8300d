"""What a name stands for: its kind, its arity, its level, and where it comes from.

A level is how much of a behaviour an expression speaks of: 0 constants, 1 one state, 2 one step,
3 all of it.  The level of a definition depends on what its parameters, and the constants of its
module, will be: `Level.names` are those that count, `limits` those that may not exceed a level.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, Literal

from rmapsmt.source import NOWHERE, Span
from rmapsmt.tla.symbols import STANDARD, SYMBOLS

CONSTANT, STATE, ACTION, TEMPORAL = 0, 1, 2, 3

Kind = Literal["constant", "variable", "operator", "parameter", "bound", "instance", "built in", "statement"]


@dataclass(frozen=True, slots=True)
class Level:
    """A level that is at least `base`, and at least that of each of `names`."""

    base: int = CONSTANT
    names: frozenset[str] = frozenset()

    def __or__(self, other: Level) -> Level:
        """Return the higher of two levels."""
        if not other.names and other.base <= self.base:
            return self
        return Level(max(self.base, other.base), self.names | other.names)


NO_LEVEL: Final = Level()


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a name stands for.

    `params` and `arities` are the parameters' names and arities; `limits` says which of `params`,
    or of the module's constants, may not exceed which level.  Two symbols are the same thing exactly
    if their `origin` is equal.  An instance has its module's `exports`, already substituted.
    """

    name: str
    kind: Kind
    arities: tuple[int, ...] = ()
    span: Span = NOWHERE
    origin: object = None
    level: Level = NO_LEVEL
    params: tuple[str, ...] = ()
    limits: dict[str, int] = field(default_factory=dict)
    local: bool = False
    exports: dict[str, Symbol] = field(default_factory=dict)
    module: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """What a module offers: `symbols` to who extends it, the `declared` ones to be substituted.

    `modules` are its inner modules and those that come with what it extends.
    """

    name: str
    symbols: dict[str, Symbol] = field(default_factory=dict)
    declared: dict[str, Symbol] = field(default_factory=dict)
    modules: dict[str, Names] = field(default_factory=dict)

    @property
    def operators(self) -> dict[str, Symbol]:
        """Return what an INSTANCE of the module defines."""
        return {name: symbol for name, symbol in self.symbols.items() if name not in self.declared}

    @property
    def constant(self) -> bool:
        """Tell whether the module declares no variables."""
        return all(symbol.kind == "constant" for symbol in self.declared.values())


def _positional(name: str, arities: tuple[int, ...], kind: Kind, origin: object) -> Symbol:
    params = tuple(f"{name}.{i}" for i in range(len(arities)))
    return Symbol(name, kind, arities, origin=origin, level=Level(CONSTANT, frozenset(params)), params=params)


BUILT_IN: Final[dict[str, Symbol]] = {
    name: _positional(name, arities, "built in", name)
    for name, arities in [
        *((symbol.name, (0,) * symbol.arity) for symbol in SYMBOLS.values() if symbol.builtin),
        ("BOOLEAN", ()),
        ("STRING", ()),
    ]
}
"""The operators that every module has."""


def standard(name: str) -> Names:
    """Return what a standard module offers."""
    module = STANDARD[name]
    symbols: dict[str, Symbol] = {}
    for extended in module.extends:
        symbols |= standard(extended).symbols
    for operator, arities in module.operators.items():
        symbol = _positional(operator, arities, "operator", (name, operator))
        symbols[operator] = replace(symbol, module=name)
    return Names(name, symbols)


def standard_home(name: str) -> str:
    """Return the standard module that defines a name, or nothing."""
    return next((module.name for module in STANDARD.values() if name in module.operators), "")
