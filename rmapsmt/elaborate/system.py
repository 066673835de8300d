"""A program to a transition system: constants, variables, Init, Next and the predicates asked for."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rmapsmt import ir
from rmapsmt.elaborate import builtin
from rmapsmt.elaborate.frame import check_frame
from rmapsmt.elaborate.scope import (
    Binding,
    Closure,
    FunctionClosure,
    Known,
    KnownVariable,
    Scope,
    World,
    forwarding,
)
from rmapsmt.elaborate.sorts import check_sorts
from rmapsmt.elaborate.specification import Specification
from rmapsmt.elaborate.unfold import Unfolder
from rmapsmt.errors import ClaimFault, LevelFault, NameFault, Unsupported
from rmapsmt.tla import syntax

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rmapsmt.source import Span
    from rmapsmt.tla.syntax import Program

_DEEP: Final = 20_000  # Python calls: what `unfold.DEEPEST` levels may need


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Which operators make the system: a specification, or Init and Next; at least one is given."""

    spec: str | None = None
    init: str | None = None
    next: str | None = None


def operators(program: Program) -> frozenset[str]:
    """Return the root's operators without parameters: what a manifest may name as a predicate."""
    found = _Root(program, {}, frozenset()).scope.names.items()
    return frozenset(
        n for n, b in found if isinstance(b, FunctionClosure) or (isinstance(b, Closure) and not b.params)
    )


def elaborate(
    program: Program,
    behaviour: Behaviour,
    predicates: Iterable[str] = (),
    *,
    overrides: Mapping[str, str] | None = None,
    assigned: Iterable[str] = (),
) -> ir.TransitionSystem:
    """Return the transition system of a program.

    `predicates` are names of operators without parameters.  `overrides` are the `Name <- Other` of a
    TLC configuration, `assigned` the names that it gives a value with `=`.  Raises a SpecError that
    says where the modules are at fault: a ClaimFault where that depends on what is asked for, and a
    NameFault without a place for a name that does not exist.
    """
    with _deep_recursion():
        root = _Root(program, overrides or {}, frozenset(assigned))
        init, step, notes = root.behaviour(behaviour)
        found = {name: root.operator(name) for name in predicates}
        assumptions = tuple(root.unfolder.expr(a.body, scope) for a, scope in root.world.assumptions)
        for assumption in assumptions:
            if (primed := root.primed(assumption)) is not None:
                raise LevelFault(f"ASSUME speaks of the next state: {primed.name}'", primed.span)
        for name, predicate in found.items():
            if (primed := root.primed(predicate)) is not None:
                message = f"{name} speaks of the next state: {primed.name}'"
                raise ClaimFault(name, message, primed.span, "a claim is about one state: drop the prime")
        system = ir.TransitionSystem(
            program.root.name,
            tuple(root.constants),
            tuple(root.variables),
            assumptions,
            init,
            step,
            found,
            notes,
            {
                n: b.span
                for n, b in root.scope.names.items()
                if isinstance(b, Closure) and b.span and not b.params
            },
        )
        check_sorts(system)
        check_frame(system)
        return system


class _Root:
    """The root module's names, and what all modules declare."""

    def __init__(self, program: Program, overrides: Mapping[str, str], assigned: frozenset[str]) -> None:
        self.overrides, self.assigned = overrides, assigned
        self.constants: list[ir.ConstantDecl] = []
        self.variables: list[ir.VariableDecl] = []
        self._late = Scope()  # what an override names may be defined below it
        self.world = World(program, self._constant, self._variable, self._replaced)
        self.unfolder = Unfolder(self.world)
        self.scope = self._late.outer = self.world.module(program.root)
        for name in sorted({*overrides, *assigned}):
            if builtin.known(name) and self.scope.find(name) is None:
                found = self._replaced(name, builtin.arity(name), program.root.span)
                assert found is not None
                self.unfolder.standard[name] = found

    def _constant(self, name: str, arity: int, span: Span) -> Binding:
        if name in self.overrides:
            return forwarding(syntax.Apply(self.overrides[name], span=span), arity, self._late)
        if arity:
            hint = f"give it one with {name} <- Definition"
            raise Unsupported(f"the constant operator {name} has no definition", span, hint)
        self.constants.append(ir.ConstantDecl(name, span))
        return Known(ir.Constant(name, span))

    def _variable(self, v: syntax.Variable) -> Binding:
        self.variables.append(ir.VariableDecl(v.name, v.tags, v.span))
        return KnownVariable(v.name, len(self.variables) - 1)

    def _replaced(self, name: str, arity: int, span: Span) -> Binding | None:
        """Return what a configuration puts in the place of a definition."""
        if name in self.overrides:
            return forwarding(syntax.Apply(self.overrides[name], span=span), arity, self._late)
        if name not in self.assigned:
            return None
        if arity:
            raise Unsupported(f"{name} takes arguments and cannot be given a value", span)
        if all(constant.name != name for constant in self.constants):
            self.constants.append(ir.ConstantDecl(name, span))
        return Known(ir.Constant(name, span))

    def behaviour(self, behaviour: Behaviour) -> tuple[ir.Expr, ir.Expr, tuple[str, ...]]:
        """Return Init, Next and what was set aside."""
        notes: tuple[str, ...] = ()
        if behaviour.spec is None:
            init, step = self.operator(behaviour.init or "Init"), self.operator(behaviour.next or "Next")
        else:
            closure = self.scope.find(behaviour.spec)
            if not isinstance(closure, Closure) or closure.params:
                raise NameFault(f"there is no specification {behaviour.spec}")
            names = [v.name for v in self.variables]
            init, step, notes = Specification(self.unfolder, behaviour.spec, closure, names).parts()
        if (primed := self.primed(init)) is not None:
            message = f"{behaviour.init or 'Init'} speaks of the next state: {primed.name}'"
            raise LevelFault(message, primed.span, "drop the prime")
        return init, step, notes

    def operator(self, name: str) -> ir.Expr:
        """Return what an operator without parameters unfolds to."""
        found = self.scope.find(name)
        if not isinstance(found, Closure | FunctionClosure | KnownVariable | Known):
            raise NameFault(f"there is no operator {name}")
        if isinstance(found, Closure) and found.params:
            raise NameFault(f"{name} takes parameters", found.span, "name an operator without any")
        return self.unfolder.expr(syntax.Apply(name, span=self.world.program.root.span), self.scope)

    def primed(self, expr: ir.Expr) -> ir.Variable | None:
        """Return the first primed variable of an expression, if there is one."""
        while self.unfolder.has_primes(expr):
            if isinstance(expr, ir.Variable):
                return expr
            expr = next(filter(self.unfolder.has_primes, ir.children(expr)))
        return None


@contextmanager
def _deep_recursion() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEEP))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
