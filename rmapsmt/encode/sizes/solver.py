"""Z3 as a reader of SMT-LIB 2 text, the same text that is given to other solvers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from rmapsmt.encode.sizes.term import disj, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.encode.sizes.term import Term, Truth


class Script:
    """A solver that has read a prelude, and is asked about one group of assertions after another."""

    def __init__(self, prelude: str, timeout: float | None = None) -> None:
        """Read the prelude; no query may take longer than so many seconds."""
        self._context = z3.Context()
        if timeout is not None:
            self.say(f"(set-option :timeout {max(1, int(timeout * 1000))})")
        self.say(prelude)

    def say(self, commands: str) -> str:
        """Read commands and return what is printed."""
        return str(z3.Z3_eval_smtlib2_string(self._context.ref(), commands)).strip()

    def excludes(self, some: Sequence[Truth], free: Sequence[Term]) -> str:
        """Return `unsat` if none of these can be true, else what the solver says."""
        declared = "".join(f"(declare-const {name.text} {name.sort})" for name in dict.fromkeys(free))
        return self.say(f"(push){declared}(assert {text(disj(*some))})(check-sat)(pop)")
