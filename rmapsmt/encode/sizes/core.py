"""What an induction needs: a set of conjuncts from which none can be left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from rmapsmt.encode.sizes.induct import Inductive


def core(whole: Inductive, claim: str, progress: Callable[[str], None]) -> set[int] | None:
    """Return the numbers of conjuncts that prove the claim by induction, none of which can be left out.

    Without any one of them the rest is not inductive, or is not found to be so quickly.  None means that
    the whole is not found quickly to be inductive.
    """
    wanted = {number for number, part in enumerate(whole.parts) if part.predicate == claim}
    left = whole.needed(wanted)
    if not whole.proves(left):
        left = set(range(len(whole.parts)))
        if not whole.proves(left):
            return None
    every = range(-1, len(whole.problem.ways))
    used = whole.uses(left, every) or dict.fromkeys(every, left)
    for group in [*_named(whole, left), *({number} for number in sorted(left, reverse=True))]:
        smaller = left - (group - wanted)
        if smaller != left:
            progress(f"{len(left)} conjuncts prove {claim}; leaving out {whole.parts[min(group)].name}")
            concerned = [number for number, conjuncts in used.items() if conjuncts & (left - smaller)]
            without = whole.uses(smaller, concerned)
            if without is not None:
                left, used = smaller, used | without
    return left if whole.proves(left) else None


def _named(whole: Inductive, those: set[int]) -> list[set[int]]:
    """Return the conjuncts that have one name, for each name of several."""
    groups: dict[str, set[int]] = {}
    for number in sorted(those, reverse=True):
        groups.setdefault(whole.parts[number].name, set()).add(number)
    return [group for group in groups.values() if len(group) > 1]
