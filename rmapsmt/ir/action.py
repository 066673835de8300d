r"""Where the steps of an action get their names.

A step is named by the innermost definition on the way to it.  The way leads through definitions and
choices (`\/`, `\E`, IF, CASE), and past guards that choose between actions, as in
`Racer = "a" /\ A(t)`; a conjunction of any other form belongs to the definition that it stands in.
"""

from __future__ import annotations

from rmapsmt.ir.expression import And, Case, Exists, Expr, If, Let, Local, Named, Or, Variable, children


def guarded(action: And) -> tuple[tuple[Expr, ...], Expr] | None:
    r"""Return the guards of `guards /\ action` and the action, if its steps have names of their own.

    They have if the action is a choice between definitions or a definition with tags, and where the
    guards speak of constants alone.
    """
    if not action.items:
        return None
    guards, last = action.items[:-1], action.items[-1]
    if not _names_steps(last) and not (isinstance(last, Named) and all(map(_constant, guards))):
        return None
    return None if any(map(speaks_of_next, guards)) else (guards, last)


def _names_steps(expr: Expr) -> bool:
    match expr:
        case Named(body=body, tags=tags):
            return bool(tags) or _names_steps(body)
        case And((item,)):
            return _names_steps(item)
        case And():
            return guarded(expr) is not None
        case Or(items):
            return any(map(_leads_to_name, items))
        case If(_, then, orelse):
            return _leads_to_name(then) or _leads_to_name(orelse)
        case Case(arms, other):
            bodies = [body for _, body in arms] + ([] if other is None else [other])
            return any(map(_leads_to_name, bodies))
        case Exists(_, body):
            return _leads_to_name(body)
        case Let(_, _, body):
            return _names_steps(body)
        case _:
            return False


def _leads_to_name(choice: Expr) -> bool:
    return isinstance(choice, Named) or _names_steps(choice)


def speaks_of_next(expr: Expr) -> bool:
    """Tell whether a primed variable stands in the expression."""
    return expr.primed if isinstance(expr, Variable) else any(map(speaks_of_next, children(expr)))


def _constant(expr: Expr) -> bool:
    return not isinstance(expr, Variable | Local) and all(map(_constant, children(expr)))
