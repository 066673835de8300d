"""Syntax to IR expressions: every name replaced by what it stands for.

`primed` says that the expression is read in the next state; the prime is pushed down to variables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from rmapsmt import ir
from rmapsmt.elaborate.names import Unfolded
from rmapsmt.elaborate.scope import Binding, Known, KnownVariable, Scope
from rmapsmt.errors import NameFault, SortFault, Unsupported
from rmapsmt.tla import syntax

if TYPE_CHECKING:
    from rmapsmt.source import Span

DEEPEST = 1000


class Unfolder(Unfolded):
    """Unfolds the expressions of one world."""

    depth = 0

    def expr(self, e: syntax.Expr, scope: Scope, primed: bool = False) -> ir.Expr:
        """Unfold one expression."""
        if isinstance(e, syntax.Apply) and not e.args and not e.path:  # half of all: a name
            match scope.find(e.op):
                case KnownVariable(name, index):
                    return ir.Variable(name, index, primed, e.span)
                case Known(ir.Local(name, slot), 0):
                    return ir.Local(name, slot, e.span)
        self.depth += 1
        if self.depth > DEEPEST:
            message = "this unfolds into itself, or too deeply"
            raise Unsupported(message, e.span, "what a configuration puts in its place must not use it")
        found = self._expr(e, scope, primed)
        self.depth -= 1
        return found

    def _expr(self, e: syntax.Expr, scope: Scope, primed: bool) -> ir.Expr:
        match e:
            case syntax.Apply():  # what is met most comes first
                return self.apply(e, scope, primed)
            case syntax.Number(value, span) | syntax.String(value, span) | syntax.Boolean(value, span):
                return ir.Literal(value, span)
            case syntax.FunctionApply(function, args, span):
                values = self.all(args, scope, primed)
                argument = values[0] if len(values) == 1 else ir.Apply(ir.Op.TUPLE_OF, values, span)
                return ir.Apply(ir.Op.APPLY, (self.expr(function, scope, primed), argument), span)
            case syntax.Junction(op, items, span):
                parts = tuple(self.expr(item, scope, primed) for item in items)
                return ir.And(parts, span) if op == "/\\" else ir.Or(parts, span)
            case syntax.Quantified(kind, bounds, body, span):
                bound, within = self.bounds(bounds, scope, primed)
                make = ir.Forall if kind == "\\A" else ir.Exists
                return make(bound, self.expr(body, within, primed), span)
            case syntax.Choose(bound_, body, span):
                bound, within = self.bounds((bound_,), scope, primed)
                return ir.Choose(bound[0], self.expr(body, within, primed), span)
            case syntax.SetFilter(bound_, body, span):
                bound, within = self.bounds((bound_,), scope, primed)
                return ir.Filter(bound[0], self.expr(body, within, primed), span)
            case syntax.SetMap(body, bounds, span):
                bound, within = self.bounds(bounds, scope, primed)
                return ir.Image(self.expr(body, within, primed), bound, span)
            case syntax.Function(bounds, body, span):
                bound, within = self.bounds(bounds, scope, primed)
                return ir.Function(bound, self.expr(body, within, primed), None, span)
            case syntax.If(test, then, orelse, span):
                return ir.If(
                    self.expr(test, scope, primed),
                    self.expr(then, scope, primed),
                    self.expr(orelse, scope, primed),
                    span,
                )
            case syntax.Case(arms, other, span):
                return ir.Case(
                    tuple((self.expr(g, scope, primed), self.expr(v, scope, primed)) for g, v in arms),
                    None if other is None else self.expr(other, scope, primed),
                    span,
                )
            case syntax.Let(definitions, body, span):
                return self.let(definitions, body, scope, primed, span)
            case syntax.SetLiteral(items, span):
                return ir.Apply(ir.Op.SET_OF, self.all(items, scope, primed), span)
            case syntax.Tuple(items, span):
                return ir.Apply(ir.Op.TUPLE_OF, self.all(items, scope, primed), span)
            case syntax.Product(factors, span):
                return ir.Apply(ir.Op.PRODUCT, self.all(factors, scope, primed), span)
            case syntax.FunctionSet(domain, codomain, span):
                return ir.Apply(ir.Op.FUNCTION_SET, self.all((domain, codomain), scope, primed), span)
            case syntax.Field(record, name, span):
                return ir.Apply(ir.Op.APPLY, (self.expr(record, scope, primed), ir.Literal(name, span)), span)
            case syntax.Record(fields, span):
                return ir.Record(tuple((k, self.expr(v, scope, primed)) for k, v in fields), span)
            case syntax.RecordSet(fields, span):
                return ir.RecordSet(tuple((k, self.expr(v, scope, primed)) for k, v in fields), span)
            case syntax.Except(function, updates, span):
                return self._except(function, updates, scope, primed, span)
            case syntax.At(span):
                found = scope.find("@")
                if not isinstance(found, Known):
                    raise NameFault("@ stands outside EXCEPT", span)
                return found.expr
            case syntax.BoxAction(action, subscript, angle, span):
                step = self.expr(action, scope, primed)
                stays = self.unchanged(subscript, scope, primed, span)
                if angle:
                    return ir.And((step, ir.Apply(ir.Op.NOT, (stays,), span)), span)
                return ir.Or((step, stays), span)
            case syntax.Label(name, body, span):
                return ir.Named(name, (), self.expr(body, scope, primed), (), span, span)
            case syntax.Lambda(span=span):
                raise SortFault(
                    "LAMBDA stands where a value is wanted", span, "pass it as an operator argument"
                )
            case syntax.Fairness(kind, span=span):
                raise Unsupported(
                    f"{kind} is a temporal formula", span, "state the claim as a state predicate"
                )
            case syntax.Refused(what, hint, span):
                raise Unsupported(what, span, hint)
            case _:
                assert_never(e)

    def bounds(
        self, bounds: tuple[syntax.Bound, ...], scope: Scope, primed: bool
    ) -> tuple[tuple[ir.Bound, ...], Scope]:
        """Return the bounds, one name or pattern each, and the scope of what they bind."""
        found: list[ir.Bound] = []
        names: dict[str, Binding] = {}
        for bound in bounds:
            domain = self.expr(bound.domain, scope, primed)
            spans = bound.spans or (bound.domain.span,) * len(bound.names)
            locals_ = tuple(self.local(n, s) for n, s in zip(bound.names, spans, strict=True))
            names.update({local.name: Known(local) for local in locals_})
            if bound.pattern:
                found.append(ir.Bound(locals_, True, domain))
            else:
                found += [ir.Bound((local,), False, domain) for local in locals_]
        return tuple(found), scope.inside(names)

    def _except(
        self,
        function: syntax.Expr,
        updates: tuple[tuple[tuple[syntax.Expr, ...], syntax.Expr], ...],
        scope: Scope,
        primed: bool,
        span: Span,
    ) -> ir.Expr:
        result = self.expr(function, scope, primed)
        for path, value in updates:
            at = self.local("@", span)
            new = self.expr(value, scope.inside({"@": Known(at)}), primed)
            result = ir.Except(result, self.all(path, scope, primed), at, new, span)
        return result
