"""The words of the errors about names."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from rmapsmt.errors import NameFault
from rmapsmt.source import NOWHERE, Span
from rmapsmt.tla.names import Names, Symbol, standard_home
from rmapsmt.tla.symbols import SYMBOLS, spellings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rmapsmt.tla.syntax import Apply


def count(arguments: int) -> str:
    """Return so many arguments in words."""
    return "no arguments" if not arguments else "1 argument" if arguments == 1 else f"{arguments} arguments"


def name_span(expr: Apply) -> Span:
    """Return the place of the operator's name in an application."""
    span = expr.span
    if expr.path:
        last = expr.path[-1].span
        return Span(span.source, last.line, last.column + last.length + 1, len(expr.op))
    symbol = SYMBOLS.get(expr.op)
    if symbol is None:
        return Span(span.source, span.line, span.column, len(expr.op))
    if symbol.fix in ("infix", "nfix", "postfix") and expr.args:
        return _find(expr.op, expr.args[0].span)
    return Span(span.source, span.line, span.column, 1 if expr.op == "-." else len(expr.op))


def _find(op: str, operand: Span) -> Span:
    """Return the place of a symbol that comes after its first operand."""
    column = operand.column - 1 + operand.length
    for line in range(operand.line, operand.line + 5):
        text = operand.source.line(line)
        for spelling in spellings(op):
            if (found := text.find(spelling, column)) >= 0:
                return Span(operand.source, line, found + 1, len(spelling))
        column = 0
    return operand


def already(before: Symbol, at: Span) -> NameFault:
    """Return the error of a name that has a meaning here."""
    match before:
        case Symbol(span=span) if span is not NOWHERE and span.source.name == at.source.name:
            where = f"at line {span.line}"
        case Symbol(span=span) if span is not NOWHERE:
            where = f"at {span}"
        case Symbol(module=module) if module:
            where = f"in module {module}"
        case _:
            return NameFault(f"{before.name} is already built in", at, "choose another name")
    verb = {"constant": "declared as a constant", "variable": "declared as a variable", "bound": "bound"}
    what = verb.get(before.kind, "a parameter" if before.kind == "parameter" else "defined")
    hint = "choose another name: TLA+ lets no name be hidden by another"
    return NameFault(f"{before.name} is already {what} {where}", at, hint)


def arity(symbol: Symbol, given: int, at: Span) -> NameFault:
    """Return the error of a wrong number of arguments."""
    message = f"{symbol.name} takes {count(len(symbol.arities))}, here it has {given or 'none'}"
    hint = ""
    if not given and symbol.params and symbol.kind != "built in":
        hint = f"write `{symbol.name}({', '.join(['...'] * len(symbol.params))})`"
    return NameFault(message, at, hint)


def unknown(
    expr: Apply, known: dict[str, Symbol], below: dict[str, Span], defining: list[str], module: str
) -> NameFault:
    """Return the error of a name without a meaning here."""
    name, at = expr.op, name_span(expr)
    if module:
        at = expr.path[0].span if expr.path else at
        return NameFault(
            f"unknown name {name}: module {module} defines nothing of that name", at, near(name, known)
        )
    if name in defining:
        hint = rf"write a recursive function over a finite set: `{name}[n \in S] == ...`"
        return NameFault(f"unknown name {name}: an operator cannot refer to itself", at, hint)
    what = "operator" if name in SYMBOLS else "name"
    if home := standard_home(name):
        sign = "prefix -" if name == "-." else name
        return NameFault(f"unknown {what} {sign}", at, f"module {home} defines it: EXTENDS {home}")
    if name in below:
        hint = f"it is defined below, at line {below[name].line}: move the definition above its use"
        return NameFault(f"unknown name {name}", at, hint)
    return NameFault(f"unknown {what} {name}", at, near(name, known))


def no_instance(step: Apply, known: dict[str, Symbol], module: str) -> NameFault:
    """Return the error of a prefix `I!` that is no instance."""
    name, at = step.op, name_span(step)
    if name in known:
        hint = "a path into an expression is not supported: give the part a name of its own"
        return NameFault(f"{name} is not an instance of a module", at, hint)
    where = f" in module {module}" if module else ""
    instances = [key for key, symbol in known.items() if symbol.kind == "instance"]
    return NameFault(f"unknown instance {name}{where}", at, near(name, instances))


def no_target(name: str, module: Names, at: Span) -> NameFault:
    """Return the error of a WITH for something that the module does not declare."""
    message = f"module {module.name} declares no constant or variable {name}"
    return NameFault(message, at, near(name, module.declared))


def no_value(target: Symbol, module: Names, at: Span) -> NameFault:
    """Return the error of a declared name that an INSTANCE gives no value."""
    message = f"the {target.kind} {target.name} of module {module.name} has no value here"
    return NameFault(message, at, f"add `WITH {target.name} <- ...`, or declare {target.name}")


def near(name: str, known: Iterable[str]) -> str:
    """Return a hint with the known name that is most like this one."""
    found = get_close_matches(name, [each for each in known if each not in SYMBOLS], 1)
    return f"did you mean {found[0]}?" if found else ""
