"""What this process has spent its time on so far; a piece of work is what it adds.

Kept for the process as a whole, so that whoever spends the time need not know who asks.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by what they were for, and how much there was to do; gates and clauses are a family's."""

    encoding: float = 0.0
    solving: float = 0.0
    replay: float = 0.0  # by the interpreter: behaviours, and states visited one by one
    queries: int = 0
    states: int = 0
    gates: int = 0
    clauses: int = 0

    @property
    def seconds(self) -> float:
        """All of the time."""
        return self.encoding + self.solving + self.replay

    def share(self, number: int) -> Spent:
        """Return what falls to one of so many that have shared it; what it was is still one whole."""
        return replace(
            self,
            encoding=self.encoding / number,
            solving=self.solving / number,
            replay=self.replay / number,
            queries=self.queries // number,
            states=self.states // number,
        )

    def __add__(self, other: Spent) -> Spent:
        """Return both together; they may share an encoding."""
        found = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(Spent)}
        largest = {name: max(getattr(self, name), getattr(other, name)) for name in ("gates", "clauses")}
        return Spent(**(found | largest))


@dataclass(slots=True)
class _Meter:
    reading: float = 0.0
    solving: float = 0.0
    replay: float = 0.0
    queries: int = 0
    states: int = 0


_METER = _Meter()


@contextmanager
def reading() -> Iterator[None]:
    """Count what follows as reading a specification: from its text to a transition system."""
    began = time.perf_counter()
    try:
        yield
    finally:
        _METER.reading += time.perf_counter() - began


def read() -> float:
    """Return the seconds that specifications have taken to read."""
    return _METER.reading


@contextmanager
def solving() -> Iterator[None]:
    """Count what follows as one query."""
    began = time.perf_counter()
    try:
        yield
    finally:
        _METER.solving += time.perf_counter() - began
        _METER.queries += 1


@contextmanager
def replaying() -> Iterator[None]:
    """Count what follows as the interpreter's."""
    began = time.perf_counter()
    try:
        yield
    finally:
        _METER.replay += time.perf_counter() - began


def visited(states: int) -> None:
    """Count states that were visited."""
    _METER.states += states


class Since:
    """What is spent from now on."""

    def __init__(self) -> None:
        """Begin to count."""
        self._began = time.perf_counter()
        self._before = replace(_METER)

    def spent(self) -> Spent:
        """Return what was spent; what neither the solver nor the interpreter has is the encoding's."""
        before, seconds = self._before, time.perf_counter() - self._began
        solver, interpreter = _METER.solving - before.solving, _METER.replay - before.replay
        return Spent(
            encoding=max(0.0, seconds - solver - interpreter),
            solving=solver,
            replay=interpreter,
            queries=_METER.queries - before.queries,
            states=_METER.states - before.states,
        )
