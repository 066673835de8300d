"""Behaviours told for readers, by the model that they are behaviours of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt import account, interp
from rmapsmt.interp import Model
from rmapsmt.manifest import link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rmapsmt.account import Account, Read
    from rmapsmt.manifest import Case, Manifest
    from rmapsmt.trace import Step, Trace


def tell(model: Model, trace: Trace, decided: str = "") -> Account:
    """Return the account of a behaviour; `decided` is a predicate of which the last state shows the value."""
    auxiliary = {one.name for one in model.system.variables if one.role == account.AUXILIARY}

    def reads(before: Step, step: Step) -> Iterable[Read]:
        return interp.reads(model, before.state, step.state, step.label, auxiliary)

    known = decided in model.system.predicates
    reason = interp.reason(model, decided, trace.last) if known else None
    return account.tell(trace, model.system.variables, reads, decided, reason)


def tell_of(manifest: Manifest, case: Case, trace: Trace, decided: str = "") -> Account:
    """Return the account of a behaviour of a case's model."""
    return tell(Model(link.system(manifest), case.constants), trace, decided)
