"""What a command asks for, through manifest, engine and interpreter.

prove(manifest, cases, options, progress)    each case's verdict, compared with the expected one
settle(manifest, cases, options, progress)   the same, in the order in which they are found
trace(manifest, case, options)               the behaviour that shows one verdict
picture(manifest, case, options, progress)   that, and beside it what the other variant makes of its order
tell(model, trace, decided)                  what is to be said of a behaviour
explain(manifest, case, options, progress)   what one verdict depends on
with_lemmas_used(why, manifest, case, …)     that, and what its proof for all sizes needs of each lemma
explore(system, config, options, progress)   an exhaustive search of somebody's TLC model
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from rmapsmt.run.gate import prove, settle
from rmapsmt.run.options import Clock, Means, Options, place

if TYPE_CHECKING:
    from rmapsmt.run.account import tell, tell_of
    from rmapsmt.run.beside import picture
    from rmapsmt.run.cases import Shown, shown, trace
    from rmapsmt.run.models import explore
    from rmapsmt.run.remote import connect
    from rmapsmt.run.why import explain, with_lemmas_used

__all__ = [
    "Clock",
    "Means",
    "Options",
    "Shown",
    "connect",
    "explain",
    "explore",
    "picture",
    "place",
    "prove",
    "settle",
    "shown",
    "tell",
    "tell_of",
    "trace",
    "with_lemmas_used",
]

# What loads the solver is loaded when it is asked for: a run that the cache answers does without.
_LATER = {
    "tell": "account",
    "tell_of": "account",
    "connect": "remote",
    "picture": "beside",
    "Shown": "cases",
    "shown": "cases",
    "trace": "cases",
    "explore": "models",
    "explain": "why",
    "with_lemmas_used": "why",
}


def __getattr__(name: str) -> object:
    """Load what is asked for."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
