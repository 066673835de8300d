"""Which case answers the other way round for want of a hunk: what a picture has beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.errors import ManifestFault
from rmapsmt.manifest.case import SHOWN
from rmapsmt.manifest.text import near

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rmapsmt.manifest.case import Case
    from rmapsmt.manifest.manifest import Manifest


def opposite(manifest: Manifest, case: Case) -> Case | None:
    """Return the case with the same claim, other hunks alone, and an answer that must be the other way round.

    Of several the one that this one names as `beside`, or else that fewest hunks tell from it, the first
    of those.
    """
    opposed = [one for one in manifest.cases if _opposes(one, case, manifest.hunks)]
    if case.beside is not None:
        return next(one for one in opposed if one.name == case.beside.name)
    return min(opposed, key=lambda one: len(_differing(case, one)), default=None)


def check_beside(cases: Sequence[Case], hunks: Collection[str]) -> None:
    """Raise a fault at the first case that is to stand beside one that is not its opposite."""
    by_name = {one.name: one for one in cases}
    for one in cases:
        if one.beside is None:
            continue
        if (other := by_name.get(one.beside.name)) is None:
            message = f"there is no case {one.beside} to stand beside {one.name}"
            raise ManifestFault(message, one.beside.span, near(one.beside.name, by_name))
        if not _opposes(other, one, hunks):
            message = f"{other.name} does not answer what {one.name} asks the other way round"
            hint = "the two have the same claim, models that differ in hunks, and opposite answers"
            raise ManifestFault(message, one.beside.span, hint)


def _opposes(one: Case, other: Case, hunks: Collection[str]) -> bool:
    return (
        (one.claim.name, one.kind) == (other.claim.name, other.kind)
        and (one.expect in SHOWN) is not (other.expect in SHOWN)
        and all(name in hunks for name in _differing(one, other))
    )


def _differing(one: Case, other: Case) -> list[str]:
    """Return the constants that have another value in another case, or none."""
    given = {name: ir.sort_key(value) for name, value in one.constants.items()}
    others = {name: ir.sort_key(value) for name, value in other.constants.items()}
    return [name for name in {**given, **others} if given.get(name) != others.get(name)]
