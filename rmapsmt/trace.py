"""A behaviour as plain data: what every engine hands out and `interp` can replay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rmapsmt.source import NOWHERE, Span

if TYPE_CHECKING:
    from rmapsmt import ir
    from rmapsmt.source import Tag


@dataclass(frozen=True, slots=True)
class Step:
    """One state and the action that led to it; the initial state has no label."""

    label: ir.Label | None
    state: ir.State
    tags: tuple[Tag, ...] = ()
    span: Span = NOWHERE  # of the action's definition

    @property
    def actor(self) -> ir.Value | None:
        """Return the process that took the step, if the action's first argument names one."""
        return self.label.actor if self.label is not None else None


@dataclass(frozen=True, slots=True)
class Trace:
    """A finite behaviour from an initial state on."""

    system: str
    variables: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def depth(self) -> int:
        """Return how many steps were taken from the initial state."""
        return len(self.steps) - 1

    @property
    def last(self) -> ir.State:
        """Return the state in which the behaviour ends."""
        return self.steps[-1].state
