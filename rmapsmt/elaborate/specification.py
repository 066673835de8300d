r"""`Spec == Init /\ [][Next]_vars /\ Fairness` taken apart, whatever definitions it is written with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.elaborate.scope import Closure, Scope, substituted
from rmapsmt.errors import Unsupported
from rmapsmt.tla import syntax

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rmapsmt.elaborate.unfold import Unfolder

_PROMISES = (" <>", " ~>")  # what must happen some day: no finite behaviour is without it


class Specification:
    """One specification: a temporal formula whose conjuncts are Init, [][Next]_vars and fairness."""

    def __init__(self, unfolder: Unfolder, name: str, closure: Closure, variables: Sequence[str]) -> None:
        """Take what the name stands for and the variables that it must speak of."""
        self.unfolder, self.name, self.closure, self.variables = unfolder, name, closure, variables

    def parts(self) -> tuple[ir.Expr, ir.Expr, tuple[str, ...]]:
        """Return Init, Next and what was set aside."""
        inits: list[ir.Expr] = []
        steps: list[ir.Expr] = []
        notes: list[str] = []
        for part, scope in self._conjuncts(self.closure.body, self.closure.scope):
            match part:
                case syntax.Apply("[]", (syntax.BoxAction(angle=False) as box,)):
                    steps.append(self._step(box, scope))
                case syntax.Fairness(kind):
                    notes.append(f"{kind} in {self.name} is ignored: it matters to liveness only")
                case syntax.Apply("[]", (inner,), span=span) if not self._temporal(inner, scope):
                    message = f"a second temporal conjunct, [], in {self.name} cuts behaviours off"
                    raise Unsupported(message, span, "put its content into Init or Next")
                case syntax.Refused(what, hint, span=span) if not what.endswith(_PROMISES):
                    raise Unsupported(what, span, hint)
                case _ if self._temporal(part, scope):
                    notes.append(
                        f"a temporal conjunct of {self.name} is ignored: it matters to liveness only"
                    )
                case _:
                    inits.append(self.unfolder.expr(part, scope))
        if len(steps) != 1 or not inits:
            raise Unsupported(
                f"{self.name} is not of the form Init /\\ [][Next]_vars",
                self.closure.span,
                "name INIT and NEXT instead",
            )
        init = inits[0] if len(inits) == 1 else ir.And(tuple(inits), inits[0].span)
        return init, steps[0], tuple(dict.fromkeys(notes))

    def _step(self, box: syntax.BoxAction, scope: Scope) -> ir.Expr:
        stays = self.unfolder.unchanged(box.subscript, scope, primed=False, span=box.span)
        kept = set(_variables(stays))
        if missing := [name for name in self.variables if name not in kept]:
            message = f"the subscript of [][...]_v leaves out {', '.join(missing)}"
            raise Unsupported(message, box.span, "name every variable in it")
        return self.unfolder.expr(box.action, scope)

    def _conjuncts(self, e: syntax.Expr, scope: Scope) -> Iterator[tuple[syntax.Expr, Scope]]:
        """Yield the conjuncts; a name whose definition is temporal is looked into."""
        match e:
            case syntax.Junction("/\\", items):
                for item in items:
                    yield from self._conjuncts(item, scope)
            case syntax.Apply():
                inside = self._inside(e, scope)
                if inside is not None and self._temporal(*inside):
                    yield from self._conjuncts(*inside)
                else:
                    yield e, scope
            case _:
                yield e, scope

    def _inside(self, e: syntax.Apply, scope: Scope) -> tuple[syntax.Expr, Scope] | None:
        """Return the definition's body that a name stands for."""
        if e.op in ("'", "UNCHANGED", "[]", "<>", "~>") and not e.path:
            return None
        found = self.unfolder.find(e, scope)
        if not isinstance(found, Closure) or len(found.params) != len(e.args):
            return None
        pairs = zip(found.params, e.args, strict=True)
        return found.body, found.scope.inside({p.name: substituted(a, scope, p) for p, a in pairs})

    def _temporal(self, e: syntax.Expr, scope: Scope) -> bool:
        """Tell whether a conjunct is a temporal formula, as far as its top shows."""
        match e:
            case syntax.Fairness() | syntax.Apply("[]" | "<>" | "~>") | syntax.Refused():
                return True
            case syntax.Junction(_, items):
                return any(self._temporal(item, scope) for item in items)
            case syntax.Apply("=>" | "<=>" | "~", args):
                return any(self._temporal(arg, scope) for arg in args)
            case syntax.Quantified(body=body):
                return self._temporal(body, scope)
            case syntax.Apply():
                inside = self._inside(e, scope)
                return inside is not None and self._temporal(*inside)
            case _:
                return False


def _variables(stays: ir.Expr) -> Iterator[str]:
    """Yield the variables of which an UNCHANGED says that they stay as they are."""
    match stays:
        case ir.And(items):
            for item in items:
                yield from _variables(item)
        case ir.Apply(ir.Op.EQ, (ir.Variable(name, _, True), ir.Variable())):
            yield name
