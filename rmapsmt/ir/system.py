"""Systems: variables, Init, Next and the predicates asked for; and the labels of steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rmapsmt.ir.value import Fun, Value, show
from rmapsmt.source import NOWHERE, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rmapsmt.ir.expression import Expr
    from rmapsmt.source import Tag


def _span() -> Span:
    return field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ConstantDecl:
    """A declared constant."""

    name: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class VariableDecl:
    """A declared variable and the tags beside it (its role, for reports)."""

    name: str
    tags: tuple[Tag, ...] = ()
    span: Span = _span()

    @property
    def role(self) -> str:
        r"""Return the first word of its `\* @role` tag, or nothing."""
        return next((word for tag in self.tags if tag.key == "role" for word in tag.text.split()[:1]), "")


@dataclass(frozen=True, slots=True)
class TransitionSystem:
    r"""A specification, ready to be given a meaning.

    `init` is a state predicate.  `next` is an action: evaluated as TLC does, conjuncts from left to
    right, the first `x' = e` or `x' \in S` for a variable assigns it and a later one is a test.
    `predicates` are the operators that the caller asked for, by name, each a state predicate.
    """

    name: str
    constants: tuple[ConstantDecl, ...]
    variables: tuple[VariableDecl, ...]
    assumptions: tuple[Expr, ...]
    init: Expr
    next: Expr
    predicates: Mapping[str, Expr]
    notes: tuple[str, ...] = ()  # what was set aside, to be said to the user (fairness)
    operators: Mapping[str, Span] = field(default_factory=dict)  # of the root, without parameters


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a step: the innermost definition on the way to it, with its arguments' values."""

    action: str
    args: tuple[Value, ...] = ()

    @property
    def actor(self) -> Value | None:
        """Return who acts: the first argument, if it can name anybody."""
        first = self.args[0] if self.args else None
        return None if isinstance(first, bool | frozenset | Fun) else first

    def __str__(self) -> str:
        """Return the label as it would be written in TLA+."""
        return f"{self.action}({', '.join(map(show, self.args))})" if self.args else self.action
