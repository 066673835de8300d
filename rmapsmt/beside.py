"""Two models of one specification in the same order of processes: plain data, made by `run`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rmapsmt import ir
    from rmapsmt.account import Account
    from rmapsmt.verdict import Result


@dataclass(frozen=True, slots=True)
class Turn:
    """What becomes of one turn in both behaviours, each step by the number of the state that it leads to.

    None stands for no step: the first behaviour has ended, or the process has to wait in the second.
    """

    actor: ir.Value | None
    first: int | None
    second: int | None
    waiting: frozenset[ir.Value] = frozenset()  # who waits in the second behaviour after this turn


@dataclass(frozen=True, slots=True)
class Side:
    """A behaviour, and of each of its states whether the race is open and the claim holds."""

    result: Result
    constants: Mapping[str, ir.Value]
    account: Account
    window: tuple[bool, ...]  # empty where the specification names none
    claim: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The behaviour that shows a case; and beside it, where there is one, the case that answers otherwise."""

    case: str  # the one that was asked for
    first: Side
    second: Side | None
    turns: tuple[Turn, ...]
