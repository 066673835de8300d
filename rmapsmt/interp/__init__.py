"""The concrete meaning of a transition system: explicit search and replay, without Z3."""

from rmapsmt.interp.evaluate import Evaluator, evaluate
from rmapsmt.interp.explore import (
    Deadlocked,
    Exploration,
    Faulted,
    Finished,
    LimitReached,
    Outcome,
    Violated,
    explore,
    reaches,
)
from rmapsmt.interp.model import Model, Successor
from rmapsmt.interp.reading import reads, reason
from rmapsmt.interp.replay import fault_in, replay, said_where
from rmapsmt.interp.switches import Switched, search

__all__ = [
    "Deadlocked", "Evaluator", "Exploration", "Faulted", "Finished", "LimitReached", "Model", "Outcome",
    "Successor", "Switched", "Violated", "evaluate", "explore", "fault_in", "reaches", "reads", "reason",
    "replay", "said_where", "search",
]  # fmt: skip
