"""Which cases one proof for all sizes is for, and what each of them has to offer for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rmapsmt.ir import Value
    from rmapsmt.manifest.case import Case
    from rmapsmt.manifest.manifest import Manifest


def sharing(manifest: Manifest, case: Case) -> list[Case]:
    """Return the cases that one proof for all sizes is for, this one among them.

    They say that they share it, or their models differ in their sizes alone.
    """
    others = [one for one in manifest.cases if one.every_size and one.name != case.name]
    if case.shares:
        alike = [one for one in others if one.shares == case.shares]
    else:
        constants = open_constants(manifest, case)
        alike = [one for one in others if not one.shares and open_constants(manifest, one) == constants]
    return sorted([case, *alike], key=lambda one: one.name)


def offered_alone(manifest: Manifest, case: Case) -> list[str]:
    """Return what a case has to offer by itself: the claim last."""
    types = [manifest.types] if manifest.types else []
    refs = [*types, *manifest.lemmas, *case.lemmas, *manifest.side, case.claim]
    return list(dict.fromkeys(ref.name for ref in refs))


def open_constants(manifest: Manifest, case: Case) -> dict[str, Value]:
    """Return the constants of a case that do not stay open when its sizes do."""
    fixed = {name: value for name, value in case.constants.items() if name not in manifest.sizes}
    return fixed | dict(manifest.unbounded)
