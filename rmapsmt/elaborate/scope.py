"""What a name stands for, module by module.

A `World` is one way of reading a set of modules: the root's, or that of one INSTANCE, in which the
instantiated module's constants and variables stand for what the substitution says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from rmapsmt.errors import NameFault
from rmapsmt.source import Span, Tag
from rmapsmt.tla import syntax

if TYPE_CHECKING:
    from rmapsmt import ir
    from rmapsmt.tla.syntax import Program


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A constant, a variable or a bound name: it stands for itself."""

    expr: ir.Constant | ir.Local
    arity: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class KnownVariable:
    """A state variable of the system."""

    name: str
    index: int


@dataclass(slots=True, eq=False)
class Closure:
    """A definition with the scope that it was written in.

    `cache` keeps what it unfolds to, `parts` what UNCHANGED takes it for.
    """

    name: str
    params: tuple[syntax.Parameter, ...]
    body: syntax.Expr
    scope: Scope
    tags: tuple[Tag, ...] = ()
    span: Span | None = None
    named: bool = True
    cache: dict[bool, ir.Expr] = field(default_factory=dict)
    parts: list[Part] | None = None


@dataclass(slots=True, eq=False)
class FunctionClosure:
    r"""`f[x \in S] == e` with its scope."""

    definition: syntax.FunctionDefinition
    scope: Scope
    cache: dict[bool, ir.Expr] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Thunk:
    """An argument or a LET value: unfolded where it is used.

    A shared thunk is bound by whoever made it; `local` is set once a use without prime has been met.
    """

    body: syntax.Expr | syntax.FunctionDefinition
    scope: Scope
    name: str
    shared: bool = False
    value: ir.Expr | None = None
    primed: ir.Expr | None = None
    local: ir.Local | None = None


@dataclass(frozen=True, slots=True, eq=False)
class InstanceClosure:
    """`I(x) == INSTANCE M WITH ...` with its scope."""

    definition: syntax.InstanceDefinition
    scope: Scope


@dataclass(frozen=True, slots=True, eq=False)
class Operator:
    """A built-in operator used as an argument."""

    op: str


Binding: TypeAlias = "Known | KnownVariable | Closure | FunctionClosure | Thunk | InstanceClosure | Operator"


@dataclass(slots=True, eq=False)
class Scope:
    """Names and what they stand for; what is not here is asked of the outer scope."""

    outer: Scope | None = None
    names: dict[str, Binding] = field(default_factory=dict)
    local: set[str] = field(default_factory=set)  # not passed on by EXTENDS or INSTANCE
    modules: dict[str, Inner] = field(default_factory=dict)  # inner ones, each with what is around it

    def find(self, name: str) -> Binding | None:
        """Return what the name stands for, or None."""
        scope: Scope | None = self
        while scope is not None:
            if (found := scope.names.get(name)) is not None:
                return found
            scope = scope.outer
        return None

    def inner(self, name: str) -> Inner | None:
        """Return the inner module of that name that can be seen from here."""
        scope: Scope | None = self
        while scope is not None:
            if (found := scope.modules.get(name)) is not None:
                return found
            scope = scope.outer
        return None

    def inside(self, names: dict[str, Binding]) -> Scope:
        """Return a scope within this one that knows these names too."""
        return Scope(self, names)


Part: TypeAlias = "KnownVariable | tuple[syntax.Expr, Scope]"
Inner: TypeAlias = "tuple[syntax.Module, Scope]"
Declare = Callable[[str, int, Span], Binding]
Replace = Callable[[str, int, Span], "Binding | None"]


def as_written(_name: str, _arity: int, _span: Span) -> None:
    """Let a definition stand for itself."""


@dataclass(slots=True, eq=False)
class World:
    """The modules of a program as read through `constant` and `variable`.

    `replaced` tells what a configuration puts in the place of a definition.
    """

    program: Program
    constant: Declare
    variable: Callable[[syntax.Variable], Binding]
    replaced: Replace = as_written
    scopes: dict[str, Scope] = field(default_factory=dict)
    assumptions: list[tuple[syntax.Assume, Scope]] = field(default_factory=list)

    def module(self, module: syntax.Module, outer: Scope | None = None) -> Scope:
        """Return the names that a module declares, extends and defines."""
        if module.name in self.scopes:
            return self.scopes[module.name]
        scope = self.scopes[module.name] = Scope(outer)
        for name, _ in module.extends:
            extended, around = self.find(name, scope)
            if extended is not None:  # otherwise a standard module: its names are known everywhere
                other = self.module(extended, around)
                scope.names.update({k: v for k, v in other.names.items() if k not in other.local})
                scope.modules.update(other.modules)
        for unit in module.units:
            self._unit(scope, unit)
        return scope

    def find(self, name: str, scope: Scope) -> tuple[syntax.Module | None, Scope | None]:
        """Return a module and the names around it if it is an inner one; None for a standard module."""
        return scope.inner(name) or (self.program.modules.get(name), None)

    def _unit(self, scope: Scope, unit: syntax.Unit) -> None:
        match unit:
            case syntax.Constants(params):
                for param in params:
                    scope.names[param.name] = self.constant(param.name, param.arity, param.span)
            case syntax.Variables(declared):
                for variable in declared:
                    scope.names[variable.name] = self.variable(variable)
            case syntax.Assume():
                self.assumptions.append((unit, scope))
                if unit.name:
                    scope.names[unit.name] = Closure(unit.name, (), unit.body, scope, span=unit.span)
            case syntax.Theorem():
                if unit.name and unit.body is not None:
                    scope.names[unit.name] = Closure(unit.name, (), unit.body, scope, span=unit.span)
            case syntax.Definition() | syntax.FunctionDefinition() | syntax.InstanceDefinition():
                arity = 0 if isinstance(unit, syntax.FunctionDefinition) else len(unit.params)
                found = self.replaced(unit.name, arity, unit.span)
                scope.names[unit.name] = closure(unit, scope) if found is None else found
                if unit.local:
                    scope.local.add(unit.name)
            case syntax.Instance():
                names = instantiate(self, unit, scope).names
                scope.names.update(names)
                if unit.local:
                    scope.local.update(names)
            case syntax.Module():
                scope.modules[unit.name] = unit, scope


def closure(
    unit: syntax.Definition | syntax.FunctionDefinition | syntax.InstanceDefinition,
    scope: Scope,
    *,
    named: bool = True,
) -> Binding:
    """Return what a definition binds its name to."""
    match unit:
        case syntax.Definition(name, params, body, _, tags, span):
            return Closure(name, params, body, scope, tags, span, named)
        case syntax.FunctionDefinition():
            return FunctionClosure(unit, scope)
        case syntax.InstanceDefinition():
            return InstanceClosure(unit, scope)


def instantiate(world: World, instance: syntax.Instance, scope: Scope) -> Scope:
    """Return the exported names of `INSTANCE M WITH ...` as read in this scope."""
    module, around = world.find(instance.module, scope)
    if module is None:
        return Scope()  # a standard module: its operators are built in
    given = dict(instance.substitutions)

    def stands_for(name: str, arity: int, _: Span) -> Binding:
        if name in given:
            return substituted(given[name], scope, syntax.Parameter(name, arity))
        found = scope.find(name)
        if found is None:
            message = f"{instance.module} has a parameter {name} that is neither substituted nor known here"
            raise NameFault(message, instance.span, f"add WITH {name} <- ...")
        return found

    inner = World(world.program, stands_for, lambda v: stands_for(v.name, 0, v.span))
    exported = inner.module(module, around)
    return Scope(None, {k: v for k, v in exported.names.items() if k not in exported.local})


def substituted(expr: syntax.Expr, scope: Scope, param: syntax.Parameter, *, shared: bool = False) -> Binding:
    """Return the binding of an argument: an operator where one is wanted, otherwise a thunk."""
    if isinstance(expr, syntax.Lambda):
        params = tuple(syntax.Parameter(name) for name in expr.params)
        return Closure("LAMBDA", params, expr.body, scope, span=expr.span, named=False)
    if isinstance(expr, syntax.Apply) and not expr.args:
        if param.arity and expr.path:
            return forwarding(expr, param.arity, scope)
        found = None if expr.path else scope.find(expr.op)
        if param.arity:
            return found if found is not None else Operator(expr.op)
        if isinstance(found, Known | KnownVariable | Thunk):
            return found
    return Thunk(expr, scope, param.name, shared)


def forwarding(target: syntax.Apply, arity: int, scope: Scope) -> Closure:
    """Return an operator that hands its arguments on to another one."""
    params = tuple(
        syntax.Parameter(str(number)) for number in range(arity)
    )  # no identifiers: they hide nothing
    args = tuple(syntax.Apply(param.name) for param in params)
    body = syntax.Apply(target.op, args, target.path, target.span)
    return Closure(target.op, params, body, scope, span=target.span, named=False)
