"""A trace as commit messages draw races: one column per actor, time running down.

Plain ASCII, at most 75 columns wide, so that it survives a mail.  Under each statement stands what it
changed, what it read of the shared cells, and what its actor believes that is true no more.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.account import heading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rmapsmt.account import Account, Belief, Event, Read

WIDTH = 75
_NUMBER = 4  # columns for the number of the step
_GAP = 2
_NARROWEST = 18


def ladder(account: Account, ending: str = "") -> str:
    """Return the behaviour as text; `ending` is its last line."""
    actors = account.actors
    headings = [_ascii(heading(actor)) for actor in actors] or ["step"]
    room = (WIDTH - _NUMBER) // len(headings)
    merged = room < _NARROWEST
    if merged:  # too many for columns of their own: one column, each step with its actor's name
        headings, room = ["step"], WIDTH - _NUMBER
    lines = [*_initial(account), ""]
    lines.append((" " * _NUMBER + "".join(name.ljust(room) for name in headings)).rstrip())
    for event in account.events:
        column = actors.index(event.actor) if event.actor is not None and not merged else 0
        prefix = f"{heading(event.actor)}: " if merged and event.actor is not None else ""
        texts = _wrapped(_ascii(prefix + event.statement.text), room - _GAP, "  ")
        for detail in details(event, account):
            texts += ["  " + line for line in _wrapped(_ascii(detail), room - _GAP - 2, "  ")]
        margin = " " * (_NUMBER + column * room)
        lines += [f"{event.number:>{_NUMBER - 1}} {margin[_NUMBER:]}{texts[0]}"]
        lines += [margin + line for line in texts[1:]]
    last = [*map(remembered, account.beliefs), *([ending] if ending else [])]
    for text in last:
        lines += ["", *_wrapped(_ascii(text), WIDTH, "  ")]
    return "\n".join(line.rstrip() for line in lines)


def details(event: Event, account: Account) -> Iterator[str]:
    """Yield what stands beneath a step, one text each."""
    for belief in event.stale:
        yield f"believes {believed(belief)}"
    yield from map(looked, event.reads)
    for change in event.changes:
        if change.cell.variable not in account.hidden:
            yield f"{change.cell}: {ir.show(change.old)} -> {ir.show(change.new)}"


def looked(read: Read) -> str:
    """Return what a step has seen in a cell."""
    older = f", where {ir.show(read.actual)} is" if read.actual is not None else ""
    return f"read {read.cell} = {ir.show(read.value)}{older}"


def remembered(belief: Belief) -> str:
    """Return what an actor believes wrongly in the end."""
    return f"{heading(belief.actor)} believes {believed(belief)}"


def believed(belief: Belief) -> str:
    """Return what is believed, since when, and what is so."""
    return (
        f"{belief.cell} = {ir.show(belief.believed)} since step {belief.since}, "
        f"but it is {ir.show(belief.actual)}"
    )


def _initial(account: Account) -> Iterator[str]:
    """Yield the lines of the first state."""
    yield "initially"
    for name, value in zip(account.trace.variables, account.trace.steps[0].state, strict=True):
        if name not in account.hidden:
            yield from (
                "  " + line for line in _wrapped(_ascii(f"{name} = {ir.show(value)}"), WIDTH - 2, "  ")
            )


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    """Return the text in lines no longer than this."""
    return textwrap.wrap(text, width, subsequent_indent=indent, break_on_hyphens=False) or [""]


def _ascii(text: str) -> str:
    """Return the text with everything outside ASCII escaped."""
    return text.encode("ascii", "backslashreplace").decode()
