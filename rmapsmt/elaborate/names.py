"""What becomes of a name: arguments bound, definitions unfolded, instances entered, LET shared.

A value that is used more than once is bound once, by an `ir.Let`, unless it speaks of the next state.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, assert_never

from rmapsmt import ir
from rmapsmt.elaborate import builtin
from rmapsmt.elaborate.scope import (
    Binding,
    Closure,
    FunctionClosure,
    InstanceClosure,
    Known,
    KnownVariable,
    Operator,
    Scope,
    Thunk,
    World,
    closure,
    instantiate,
    substituted,
)
from rmapsmt.errors import LevelFault, NameFault, SortFault, Unsupported
from rmapsmt.tla import syntax
from rmapsmt.tla.symbols import REFUSED

if TYPE_CHECKING:
    from rmapsmt.elaborate.scope import Part as _Part
    from rmapsmt.source import Span


_OF_STEPS = frozenset(("'", "UNCHANGED", "[]", "<>", "~>"))


class Unfolded:
    """The names of one world, and what they unfold to.

    `standard` holds what a configuration puts in the place of standard operators.
    """

    def __init__(self, world: World) -> None:
        """Start with nothing unfolded."""
        self.world = world
        self.standard: dict[str, Binding] = {}
        self._slots = count()
        self._primes: dict[int, tuple[ir.Expr, bool]] = {}
        self._varying: set[int] = set()  # the slots of LET values that vary
        self._instances: dict[int, tuple[InstanceClosure, Scope]] = {}

    def local(self, name: str, span: Span) -> ir.Local:
        """Return a new bound name."""
        return ir.Local(name, next(self._slots), span)

    def has_primes(self, expr: ir.Expr) -> bool:
        """Tell whether an expression speaks of the next state."""
        if isinstance(expr, ir.Variable):
            return expr.primed
        if not (below := ir.children(expr)):
            return False
        known = self._primes.get(id(expr))
        if known is None:  # it is kept alive, or its id would be used again
            known = self._primes[id(expr)] = (expr, any(map(self.has_primes, below)))
        return known[1]

    def _varies(self, expr: ir.Expr) -> bool:
        """Tell whether a value is decided by the state, by IF or by CASE, be it under the name of LET."""
        match expr:
            case ir.Variable() | ir.If() | ir.Case():
                return True
            case ir.Local(slot=slot):
                return slot in self._varying
            case _:
                return any(map(self._varies, ir.children(expr)))

    def expr(self, e: syntax.Expr, scope: Scope, primed: bool = False) -> ir.Expr:
        """Unfold one expression."""
        raise NotImplementedError

    def bounds(
        self, bounds: tuple[syntax.Bound, ...], scope: Scope, primed: bool
    ) -> tuple[tuple[ir.Bound, ...], Scope]:
        """Return the bounds, one name or pattern each, and the scope of what they bind."""
        raise NotImplementedError

    def all(self, items: tuple[syntax.Expr, ...], scope: Scope, primed: bool) -> tuple[ir.Expr, ...]:
        """Unfold several expressions."""
        return tuple([self.expr(item, scope, primed) for item in items])

    # Names

    def apply(self, e: syntax.Apply, scope: Scope, primed: bool) -> ir.Expr:
        """Unfold an operator with its arguments, or a name."""
        if e.op in _OF_STEPS and not e.path:
            match e.op, e.args:
                case "'", (inner,):
                    if primed:
                        raise LevelFault(
                            "a prime inside a primed expression", e.span, "there is one next state"
                        )
                    return self.expr(inner, scope, True)
                case "UNCHANGED", (inner,):
                    return self.unchanged(inner, scope, primed, e.span)
                case "[]" | "<>" | "~>", _:
                    message = f"{e.op} makes a temporal formula"
                    raise Unsupported(message, e.span, "state the claim as a state predicate, without it")
        found = self.find(e, scope)
        if found is not None:
            return self._use(found, e, scope, primed)
        return self._builtin(e, scope, primed)

    def find(self, e: syntax.Apply, scope: Scope) -> Binding | None:
        """Return what an operator's name stands for; None if it is built in."""
        within = scope
        for step in e.path:
            within = self._instance(step, within, scope)
        found = within.find(e.op) or self.standard.get(e.op)
        if found is None and e.path and not builtin.known(e.op):
            raise NameFault(f"{e.op} is not defined in that instance", e.span)
        return found

    def _instance(self, step: syntax.Apply, within: Scope, scope: Scope) -> Scope:
        found = within.find(step.op)
        if not isinstance(found, InstanceClosure):
            raise NameFault(f"{step.op} is not an instance", step.span)
        cached = self._instances.get(id(found))
        if cached is not None:
            return cached[1]
        definition = found.definition
        self._same_arity(step.op, len(definition.params), step)
        given = {p.name: substituted(a, scope, p) for p, a in zip(definition.params, step.args, strict=True)}
        result = instantiate(self.world, definition.instance, found.scope.inside(given))
        if not definition.params:
            self._instances[id(found)] = (found, result)
        return result

    def _same_arity(self, name: str, wanted: int, use: syntax.Apply) -> None:
        if wanted != len(use.args):
            takes = "takes no argument" if not wanted else f"takes {wanted} argument{'s' * (wanted > 1)}"
            raise NameFault(f"{name} {takes}, {len(use.args)} given", use.span)

    def _use(self, found: Binding, e: syntax.Apply, scope: Scope, primed: bool) -> ir.Expr:
        match found:
            case Known(expr, arity):
                self._same_arity(e.op, arity, e)
                if isinstance(expr, ir.Local):
                    return ir.Local(expr.name, expr.slot, e.span)
                return ir.Constant(expr.name, e.span)
            case KnownVariable(name, index):
                self._same_arity(e.op, 0, e)
                return ir.Variable(name, index, primed, e.span)
            case Thunk():
                self._same_arity(e.op, 0, e)
                value = self._force(found, primed)
                return ir.Local(value.name, value.slot, e.span) if isinstance(value, ir.Local) else value
            case Closure():
                self._same_arity(e.op, len(found.params), e)
                return self._call(found, e, scope, primed)
            case FunctionClosure():
                self._same_arity(e.op, 0, e)
                if primed not in found.cache:
                    found.cache[primed] = self._function(found.definition, found.scope, primed)
                return found.cache[primed]
            case Operator(op):
                if (other := self.standard.get(op)) is not None:
                    return self._use(other, e, scope, primed)
                return self._builtin(syntax.Apply(op, e.args, (), e.span), scope, primed)
            case InstanceClosure():
                raise NameFault(f"{e.op} is an instance, not a value", e.span, f"write {e.op}!Name")
            case _:
                assert_never(found)

    def _call(self, found: Closure, e: syntax.Apply, scope: Scope, primed: bool) -> ir.Expr:
        if not found.params:
            if primed not in found.cache:
                body = self.expr(found.body, found.scope, primed)
                found.cache[primed] = self._name(found, (), body, e.span)
            return found.cache[primed]
        given = {
            p.name: substituted(a, scope, p, shared=True) for p, a in zip(found.params, e.args, strict=True)
        }
        mine = [
            t for t, a in zip(given.values(), e.args, strict=True) if isinstance(t, Thunk) and t.body is a
        ]
        for param in found.params:
            if param.arity and not isinstance(given[param.name], Closure | Operator | Known):
                raise SortFault(f"{found.name} wants an operator for {param.name}", e.span)
        body = self.expr(found.body, found.scope.inside(given), primed)
        args = tuple(
            self._force(binding, primed, inline=True)
            if isinstance(binding, Thunk)
            else self._plain(binding, primed)
            for binding in given.values()
            if not isinstance(binding, Closure | Operator | FunctionClosure | InstanceClosure)
        )
        if self.has_primes(body):
            args = args[:1] + tuple(arg for arg in args[1:] if not self._varies(arg))
        return self._name(found, args, self._bind(mine, body, e.span), e.span)

    def _plain(self, binding: Binding, primed: bool) -> ir.Expr:
        if isinstance(binding, KnownVariable):
            return ir.Variable(binding.name, binding.index, primed)
        assert isinstance(binding, Known)
        return binding.expr

    def _name(self, found: Closure, args: tuple[ir.Expr, ...], body: ir.Expr, used: Span) -> ir.Expr:
        if not found.named or isinstance(body, ir.Variable):  # `X == x` is one more name of x
            return body
        return ir.Named(found.name, args, body, found.tags, found.span or used, used)

    def _force(self, thunk: Thunk, primed: bool, *, inline: bool = False) -> ir.Expr:
        """Return the value of a thunk, or the local that shares it."""
        if primed:
            if thunk.primed is None:
                thunk.primed = self._thunk_body(thunk, True)
            return thunk.primed
        if thunk.value is None:
            thunk.value = self._thunk_body(thunk, False)
        atomic = isinstance(thunk.value, ir.Literal | ir.Constant | ir.Variable | ir.Local | ir.InfiniteSet)
        if inline or atomic or not thunk.shared or self.has_primes(thunk.value):
            return thunk.value
        if thunk.local is None:
            thunk.local = self.local(thunk.name, thunk.body.span)
            if self._varies(thunk.value):
                self._varying.add(thunk.local.slot)
        return thunk.local

    def _thunk_body(self, thunk: Thunk, primed: bool) -> ir.Expr:
        if isinstance(thunk.body, syntax.FunctionDefinition):
            return self._function(thunk.body, thunk.scope, primed)
        return self.expr(thunk.body, thunk.scope, primed)

    def _bind(self, thunks: list[Thunk], body: ir.Expr, span: Span) -> ir.Expr:
        """Wrap a body in the locals that its thunks turned out to need, the first outermost."""
        for thunk in reversed(thunks):
            if thunk.local is not None and thunk.value is not None:
                body = ir.Let(thunk.local, thunk.value, body, span)
        return body

    def let(
        self,
        definitions: tuple[syntax.Definition | syntax.FunctionDefinition | syntax.InstanceDefinition, ...],
        body: syntax.Expr,
        scope: Scope,
        primed: bool,
        span: Span,
    ) -> ir.Expr:
        """Unfold LET: its values are shared by the whole body."""
        names: dict[str, Binding] = {}
        inner = scope.inside(names)
        for unit in definitions:
            if isinstance(unit, syntax.Definition) and not unit.params:
                names[unit.name] = Thunk(unit.body, inner, unit.name, shared=True)
            elif isinstance(unit, syntax.FunctionDefinition):
                names[unit.name] = Thunk(unit, inner, unit.name, shared=True)
            else:
                names[unit.name] = closure(unit, inner, named=isinstance(unit, syntax.Definition))
        result = self.expr(body, inner, primed)
        return self._bind([b for b in names.values() if isinstance(b, Thunk)], result, span)

    def _function(self, definition: syntax.FunctionDefinition, scope: Scope, primed: bool) -> ir.Expr:
        bounds, within = self.bounds(definition.bounds, scope, primed)
        itself = self.local(definition.name, definition.span)
        body = self.expr(definition.body, within.inside({definition.name: Known(itself)}), primed)
        return ir.Function(bounds, body, itself if ir.mentions(body, itself) else None, definition.span)

    # Built-in operators

    def _builtin(self, e: syntax.Apply, scope: Scope, primed: bool) -> ir.Expr:
        if (op := builtin.STRICT.get(e.op)) is not None:
            self._same_arity(e.op, builtin.ARITY[e.op], e)
            return ir.Apply(op, self.all(e.args, scope, primed), e.span)
        if (text := builtin.PRELUDE.get(e.op)) is not None:
            return self._call(Closure(e.op, text.params, text.body, Scope(), named=False), e, scope, primed)
        if e.op in REFUSED:
            raise Unsupported(f"{e.op} is not supported", e.span, REFUSED[e.op])
        if e.op not in builtin.ARITY:
            raise NameFault(f"{e.op} is not known", e.span)
        self._same_arity(e.op, builtin.ARITY[e.op], e)
        return builtin.apply(e.op, self.all(e.args, scope, primed), e.span)

    def unchanged(self, e: syntax.Expr, scope: Scope, primed: bool, span: Span) -> ir.Expr:
        """Return `e' = e`, one conjunct for each part of a tuple, as TLC takes it."""
        if primed:
            raise LevelFault("UNCHANGED inside a primed expression", span, "there is one next state")
        parts = tuple([self._stays(part, span) for part in self._parts(e, scope)])
        return parts[0] if len(parts) == 1 else ir.And(parts, span)

    def _stays(self, part: _Part, span: Span) -> ir.Expr:
        if isinstance(part, KnownVariable):
            name, index = part.name, part.index
            pair = ir.Variable(name, index, True, span), ir.Variable(name, index, False, span)
            return ir.Apply(ir.Op.EQ, pair, span)
        return ir.Apply(ir.Op.EQ, (self.expr(*part, True), self.expr(*part)), span)

    def _parts(self, e: syntax.Expr, scope: Scope) -> list[_Part]:
        """Return what the tuples are made of that an UNCHANGED speaks of, through the names they have."""
        if isinstance(e, syntax.Tuple):
            return [part for item in e.items for part in self._parts(item, scope)]
        if isinstance(e, syntax.Apply) and not e.args:
            match self.find(e, scope):
                case KnownVariable() as variable:
                    return [variable]
                case Closure(params=()) as found:
                    if found.parts is None:
                        found.parts = self._parts(found.body, found.scope)
                    return found.parts
                case Thunk(body=body, scope=within) if not isinstance(body, syntax.FunctionDefinition):
                    return self._parts(body, within)
        return [(e, scope)]
