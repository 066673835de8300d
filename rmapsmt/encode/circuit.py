"""Boolean formulas as a circuit of and-gates, hash-consed: equal formulas are one literal.

A literal is a signed number: 1 is TRUE, -1 is FALSE, `-x` is the negation of `x`.  Constants and
complements are folded as gates are made, so what a model fixes never reaches a solver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

TRUE = 1
FALSE = -1


class Circuit:
    """Inputs and and-gates; `gates[x]` is the sorted tuple of a gate's operands, None for an input."""

    def __init__(self) -> None:
        """Start with TRUE alone."""
        self.gates: list[tuple[int, ...] | None] = [None, None]
        self.names: dict[int, str] = {}
        self._known: dict[tuple[int, ...], int] = {}

    def input(self, name: str) -> int:
        """Return a new free literal; the name is for people."""
        self.gates.append(None)
        literal = len(self.gates) - 1
        self.names[literal] = name
        return literal

    def all(self, literals: Iterable[int]) -> int:
        """Return the conjunction."""
        items = set(literals)
        items.discard(TRUE)
        if FALSE in items:
            return FALSE
        if len(items) < 2:  # noqa: PLR2004 - a conjunction of one is that one
            return items.pop() if items else TRUE
        for item in items:
            if -item in items:
                return FALSE
        key = tuple(sorted(items))
        found = self._known.get(key)
        if found is None:
            self.gates.append(key)
            found = self._known[key] = len(self.gates) - 1
        return found

    def any(self, literals: Iterable[int]) -> int:
        """Return the disjunction."""
        return -self.all([-literal for literal in literals])

    def both(self, left: int, right: int) -> int:
        """Return the conjunction of two."""
        if left == TRUE:
            return right
        if right in (TRUE, left):
            return left
        if FALSE in (left, right) or left == -right:
            return FALSE
        key = (left, right) if left < right else (right, left)
        found = self._known.get(key)
        if found is None:
            self.gates.append(key)
            found = self._known[key] = len(self.gates) - 1
        return found

    def either(self, left: int, right: int) -> int:
        """Return the disjunction of two."""
        return -self.both(-left, -right)

    def implies(self, left: int, right: int) -> int:
        """Return the implication."""
        return -self.both(left, -right)

    def iff(self, left: int, right: int) -> int:
        """Return the equivalence."""
        if left == right:
            return TRUE
        if left == -right:
            return FALSE
        if abs(left) == TRUE:
            return right if left == TRUE else -right
        if abs(right) == TRUE:
            return left if right == TRUE else -left
        return self.both(-self.both(left, -right), -self.both(-left, right))

    def ite(self, test: int, then: int, orelse: int) -> int:
        """Return `IF test THEN then ELSE orelse`."""
        if test == TRUE or then == orelse:
            return then
        if test == FALSE:
            return orelse
        return self.both(-self.both(test, -then), -self.both(-test, -orelse))

    def support(self, literal: int) -> frozenset[int]:
        """Return the inputs that a literal depends on."""
        return self.inputs([literal])

    def inputs(self, literals: Iterable[int]) -> frozenset[int]:
        """Return the inputs that literals depend on."""
        return frozenset(x for x in self.below(literals) if self.gates[x] is None)

    def below(self, literals: Iterable[int]) -> list[int]:
        """Return the gates and inputs that these literals stand on, operands first."""
        seen, todo = {TRUE}, [abs(x) for x in literals]
        while todo:
            top = todo.pop()
            if top not in seen:
                seen.add(top)
                todo += [abs(x) for x in self.gates[top] or ()]
        seen.remove(TRUE)
        return sorted(seen)  # a gate comes after its operands

    def replaced(self, literals: Sequence[int], truths: Mapping[int, int]) -> list[int]:
        """Return the literals with inputs replaced by other literals, all at once."""
        made = {TRUE: TRUE}
        for x in self.below(literals):
            operands = self.gates[x]
            if operands is None:
                made[x] = truths.get(x, x)
            else:
                made[x] = self.all([made[abs(y)] if y > 0 else -made[abs(y)] for y in operands])
        return [made[abs(x)] if x > 0 else -made[abs(x)] for x in literals]

    def under(self, literal: int, truths: Mapping[int, int]) -> int:
        """Return one literal with inputs replaced by other literals."""
        return self.replaced([literal], truths)[0]

    def one_of(self, literals: Sequence[int]) -> int:
        """Return that exactly one is true: no literal is true after one that was."""
        before, rules = FALSE, []
        for literal in literals:
            rules.append(-self.both(before, literal))
            before = self.either(before, literal)
        return self.all([before, *rules])
