"""How far is looked where nobody says how far."""

from __future__ import annotations

DEEPEST = 64  # steps within which a witness is looked for
MOST_STATES = 20_000  # of a model whose states are visited one by one
STRIDE = 8  # steps by which a search goes deeper
CALLS = 20_000  # of Python: every layer walks expressions as deep as the front end admits
SELDOM = 1_000_000  # objects more, until Python looks for garbage
SHALLOW = 12  # steps up to which a search is over before it is known where each actor may be
