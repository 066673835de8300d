"""A behaviour as the text of a Mermaid sequence diagram: actors, and between them what they share.

A step is a note with its statement; then an arrow for each write, and a dashed one back for each read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.account import SHARED, heading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rmapsmt.account import Account, Belief, Event

_ESCAPED = {ord(sign): f"#{ord(sign)};" for sign in '#;<>&%"'}
_NOBODY = "step"


def diagram(account: Account) -> str:
    """Return the diagram's text, without a fence."""
    actors = {actor: f"a{number}" for number, actor in enumerate(account.actors)}
    touched = {read.cell.variable for event in account.events for read in event.reads}
    touched |= {change.cell.variable for event in account.events for change in event.changes}
    shown = [name for name in account.trace.variables if name in touched and account.roles[name] in SHARED]
    variables = {name: f"v{number}" for number, name in enumerate(shown)}
    heads = [f"participant {name} as {_text(heading(actor))}" for actor, name in actors.items()]
    if not actors or any(event.actor is None for event in account.events):
        heads.insert(0, f"participant {_NOBODY}")
    shared = [f"participant {name} as {_text(variable)}" for variable, name in variables.items()]
    lines = [*heads[:1], *shared, *heads[1:]]  # what is shared stands between those who share it
    for event in account.events:
        who = _NOBODY if event.actor is None else actors[event.actor]
        lines += _drawn(event, account, who, variables)
    for belief in account.beliefs:
        lines.append(f"Note over {actors[belief.actor]}: {_text(_believed(belief))}")
    return "\n".join(["sequenceDiagram", *("    " + line for line in lines)])


def _drawn(event: Event, account: Account, who: str, variables: dict[str, str]) -> Iterator[str]:
    """Yield a step: its statement, with what is not shared, and an arrow for each look and each write."""
    said = [f"{event.number}. {event.statement.text}", *map(_believed, event.stale)]
    arrows = [
        f"{variables[read.cell.variable]}-->>{who}: {_text(f'{read.cell} = {ir.show(read.value)}')}"
        for read in event.reads
    ]
    for change in event.changes:
        becomes = f"{change.cell} = {ir.show(change.new)}"
        if change.cell.variable in variables:
            arrows.append(f"{who}->>{variables[change.cell.variable]}: {_text(becomes)}")
        elif change.cell.variable not in account.hidden:
            said.append(becomes)
    yield f"Note over {who}: {'<br/>'.join(map(_text, said))}"
    yield from arrows


def _believed(belief: Belief) -> str:
    return f"believes {belief.cell} = {ir.show(belief.believed)}, but it is {ir.show(belief.actual)}"


def _text(text: str) -> str:
    """Return text in which nothing means anything to Mermaid."""
    return text.translate(_ESCAPED)
