"""What an exhaustive search of somebody's model found: plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rmapsmt.account import Account
    from rmapsmt.trace import Trace
    from rmapsmt.verdict import Result


@dataclass(frozen=True, slots=True)
class Search:
    """An exhaustive search of one model, up to its first violation; the counts are TLC's."""

    module: str
    distinct: int
    generated: int
    depth: int
    seconds: float
    invariants: tuple[str, ...]
    complete: bool = True  # every reachable state was seen, up to the first violation
    violated: str = ""  # the first invariant that fails
    deadlock: bool = False
    account: Account | None = None  # of the behaviour to the violation or the deadlock
    notes: tuple[str, ...] = ()  # what was set aside
    settled: tuple[Result, ...] = ()  # the same invariants by Z3, if it was asked for

    @property
    def trace(self) -> Trace | None:
        """Return that behaviour."""
        return self.account.trace if self.account else None
