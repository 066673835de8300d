r"""A trace as commit messages draw races: one column per actor, time running down.

Plain ASCII, at most 75 columns wide, so that it survives a mail.  An action shows the statement
that its tag names (`\* @key FILE FUNCTION STATEMENT`), or its own name where it has no tag.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from rmapsmt import ir

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from rmapsmt.tla.syntax import Tag
    from rmapsmt.trace import Step, Trace

WIDTH = 75
_NUMBER = 4  # columns for the number of the step
_GAP = 2
_NARROWEST = 18
_TAG = re.compile(r"(?P<file>\S*[./]\S*)\s+(?P<function>\w+)\s+(?P<statement>.+)")
_SILENT = {"role"}  # tags that say nothing about a step


def ladder(trace: Trace, ending: str = "", hidden: Collection[str] = ()) -> str:
    """Return the trace as text; `ending` is its last line, `hidden` names variables that are not shown."""
    actors = _actors(trace)
    headings = [_heading(actor) for actor in actors] or ["step"]
    room = (WIDTH - _NUMBER) // len(headings)
    if room < _NARROWEST:  # too many for columns of their own: one column, each step with its actor's name
        headings, room, merged = ["step"], WIDTH - _NUMBER, True
    else:
        merged = False
    lines = [*_initial(trace, hidden), ""]
    lines.append((" " * _NUMBER + "".join(heading.ljust(room) for heading in headings)).rstrip())
    before = trace.steps[0].state
    for number, step in enumerate(trace.steps[1:], start=1):
        actor = _actor(step)
        column = actors.index(actor) if actor is not None and not merged else 0
        prefix = f"{_heading(actor)}: " if merged and actor is not None else ""
        texts = _wrapped(prefix + statement(step), room - _GAP, "  ")
        for name, old, new in zip(trace.variables, before, step.state, strict=True):
            if name not in hidden:
                for change in changes(name, old, new):
                    texts += ["  " + line for line in _wrapped(change, room - _GAP - 2, "  ")]
        margin = " " * (_NUMBER + column * room)
        lines += [f"{number:>{_NUMBER - 1}} {margin[_NUMBER:]}{texts[0]}"]
        lines += [margin + line for line in texts[1:]]
        before = step.state
    if ending:
        lines += ["", *_wrapped(_ascii(ending), WIDTH, "  ")]
    return "\n".join(line.rstrip() for line in lines)


def statement(step: Step) -> str:
    """Return what a step does, in the words of its tag, or its label."""
    return tagged(step.tags) or _ascii(str(step.label) if step.label else "initial state")


def tagged(tags: Iterable[Tag]) -> str:
    """Return the words of the first tag that has any to say."""
    for tag in tags:
        if tag.key not in _SILENT:
            match = _TAG.fullmatch(tag.text.strip())
            return _ascii(f"{match['function']}: {match['statement']}" if match else tag.text)
    return ""


def changes(path: str, old: ir.Value, new: ir.Value) -> Iterator[str]:
    """Yield what differs between two values, as deep inside functions as it lies."""
    if ir.sort_key(old) == ir.sort_key(new):
        return
    if isinstance(old, ir.Fun) and isinstance(new, ir.Fun) and old.get.keys() == new.get.keys() and old.items:
        for key, value in old.items:
            inner = (
                f"{path}.{key}" if isinstance(key, str) and key.isidentifier() else f"{path}[{ir.show(key)}]"
            )
            yield from changes(inner, value, new.get[key])
        return
    yield _ascii(f"{path}: {ir.show(old)} -> {ir.show(new)}")


def unshown(variables: Iterable[ir.VariableDecl]) -> frozenset[str]:
    r"""Return what a trace reads better without: `\* @role pc` and `\* @role auxiliary`.

    The statements beside them say as much as program counters; what a proof adds to the state is not
    there in what it is about.
    """
    return frozenset(variable.name for variable in variables if variable.role in {"pc", "auxiliary"})


def _initial(trace: Trace, hidden: Collection[str]) -> Iterator[str]:
    """Yield the lines of the first state."""
    yield "initially"
    for name, value in zip(trace.variables, trace.steps[0].state, strict=True):
        if name not in hidden:
            yield from (
                "  " + line for line in _wrapped(_ascii(f"{name} = {ir.show(value)}"), WIDTH - 2, "  ")
            )


def _actor(step: Step) -> ir.Value | None:
    """Return who takes the step, if the first argument of its label can name anybody."""
    return None if isinstance(step.actor, bool | frozenset | ir.Fun) else step.actor


def _actors(trace: Trace) -> list[ir.Value]:
    """Return everybody who takes a step, in `sort_key` order."""
    acting = {actor for step in trace.steps if (actor := _actor(step)) is not None}
    return sorted(acting, key=ir.sort_key)


def _heading(actor: ir.Value) -> str:
    return f"CPU {actor}" if isinstance(actor, int) else _ascii(ir.show(actor).strip('"'))


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    """Return the text in lines no longer than this."""
    return textwrap.wrap(text, width, subsequent_indent=indent, break_on_hyphens=False) or [""]


def _ascii(text: str) -> str:
    """Return the text with everything outside ASCII escaped."""
    return text.encode("ascii", "backslashreplace").decode()
