"""Cases whose models differ in truths and strings alone: what one encoding, or one model, serves."""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.errors import ConfigFault, ManifestFault
from rmapsmt.interp import Model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.ir import TransitionSystem
    from rmapsmt.manifest import Case

TOGETHER = 32  # cases with one encoding: the choice between more costs more than another encoding


def families(cases: Sequence[Case]) -> list[list[Case]]:
    """Return the cases that share an encoding, each family from shallow to deep, the largest first.

    Truths and strings may differ within a family; they stay symbolic then.  A family that is too large
    is cut into equal pieces, those with the same strings side by side.  The more pieces, the later they
    come: whoever has nothing left to do at the end has waited for a small piece at most.
    """
    alike: dict[object, list[Case]] = defaultdict(list)
    for case in sorted(cases, key=lambda case: _values(case, str)):
        alike[_values(case, int, frozenset)].append(case)
    found = []
    for group in alike.values():
        size = ceil(len(group) / ceil(len(group) / TOGETHER))
        pieces = [group[at : at + size] for at in range(0, len(group), size)]
        found += [(len(pieces), sorted(piece, key=lambda case: case.bound or 0)) for piece in pieces]
    return [piece for _, piece in sorted(found, key=lambda one: (one[0], -len(one[1])))]


def _values(case: Case, *kinds: type) -> tuple[tuple[str, str], ...]:
    """Return a case's constants of these kinds, in the order of their names."""
    named = sorted(case.constants.items())
    return tuple((name, ir.show(value)) for name, value in named if type(value) in kinds)


def become(concrete: Model, case: Case, hint: str = "") -> None:
    """Be the case's model, which has to satisfy every ASSUME."""
    concrete.become(case.constants)
    try:
        concrete.check_assumptions()
    except ConfigFault as fault:
        message = f"{case.name}: {fault.message} ({fault.span})"
        raise ManifestFault(message, case.model_span, fault.hint or hint) from None


def model(system: TransitionSystem, cases: Sequence[Case]) -> Model:
    """Return what can become each of the cases' models."""
    differ = {n for n, v in cases[0].constants.items() if any(case.constants[n] != v for case in cases)}
    return Model(system, cases[0].constants, differ)
