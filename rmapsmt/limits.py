"""How far is looked where nobody says how far."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    Patience: TypeAlias = Callable[[], float | None]  # how many seconds the next query may take

DEEPEST = 64  # steps within which a witness is looked for
MOST_STATES = 20_000  # of a model whose states are visited one by one
STRIDE = 8  # steps by which a search goes deeper
CALLS = 20_000  # of Python: every layer walks expressions as deep as the front end admits
SELDOM = 1_000_000  # objects more, until Python looks for garbage
SHALLOW = 12  # steps up to which a search is over before it is known where each actor may be
OUT_OF_TIME = "out of time"  # why nothing more was asked


def endless() -> float | None:
    """Return how many seconds the next query may take: there is no limit (None)."""
    return None


def over(patience: Patience) -> bool:
    """Tell whether there is no time for another query."""
    return (seconds := patience()) is not None and seconds <= 0
