"""Small modules written inside tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.elaborate import Behaviour, elaborate
from rmapsmt.source import Source
from rmapsmt.tla import syntax
from rmapsmt.tla.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rmapsmt.ir import TransitionSystem

STANDARD = "Integers, Sequences, FiniteSets, TLC"


def system(body: str, predicates: Iterable[str] = (), spec: str | None = None) -> TransitionSystem:
    """Return the system of a module with this body; its text begins in line 3."""
    text = f"---- MODULE Test ----\nEXTENDS {STANDARD}\n{body}\n====\n"
    module = parse(Source("Test.tla", text))
    behaviour = Behaviour(spec) if spec else Behaviour(None, "Init", "Next")
    return elaborate(syntax.Program(module, {module.name: module}), behaviour, predicates)
