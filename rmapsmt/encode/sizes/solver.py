"""Z3 as a reader of SMT-LIB 2 text, the same text that is given to other solvers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rmapsmt import meter
from rmapsmt.encode.sizes.term import disj, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.encode.sizes.term import Term, Truth

# Instances by patterns alone, of quantifiers side by side: what is false is mostly found so, in milliseconds.
# What is not is left open at once, where a search for a model may take for ever.
PATTERNS = ("smt.mbqi false", "smt.pull_nested_quantifiers true")
QUICK = (*PATTERNS, "smt.delay_units true", "smt.arith.solver 2")

# What else is tried, each in a solver of its own, and for how many seconds.  No one setting has to succeed.
LADDER = ((*PATTERNS, "smt.relevancy 1"), (), ("smt.random_seed 1",))
PATIENCE = 1.0


class Script:
    """A solver that has read some assertions, and is asked whether others can be true with them."""

    def __init__(
        self, prelude: str, patience: float = PATIENCE, seed: int = 0, options: Sequence[str] = QUICK
    ) -> None:
        """Read the prelude; no query may take longer than so many seconds."""
        self._limit = f"timeout {max(1, int(patience * 1000))}"
        self._seed = seed
        self._context = _context()
        self._frames: list[list[str]] = [[]]
        _read(self._context, self._options(options))
        self.know(prelude)

    def know(self, commands: str) -> None:
        """Read declarations and assertions."""
        self._frames[-1].append(commands)
        _read(self._context, commands)

    def begin(self, free: Sequence[Term], facts: Sequence[Truth]) -> None:
        """Assume facts about these variables, until the end."""
        self._frames.append([])
        _read(self._context, "(push)")
        self.know(declared(free) + asserted(facts))

    def end(self) -> None:
        """Forget what was assumed last."""
        self._frames.pop()
        _read(self._context, "(pop)")

    def excludes(self, some: Sequence[Truth], free: Sequence[Term] = ()) -> bool:
        """Tell whether it is found quickly that none of these can be true."""
        return self._first(some, free) == "unsat"

    def answer(self, some: Sequence[Truth], free: Sequence[Term] = ()) -> str:
        """Return `unsat` if none of these can be true, `sat` if one can, else `unknown`."""
        if (first := self._first(some, free)) in {"unsat", "sat"}:
            return first
        asked = "".join([*(said for frame in self._frames for said in frame), _query(some, free)])
        for options in LADDER:
            found = _read(_context(), self._options(options) + asked)
            if found in {"unsat", "sat"}:
                return found
        return "unknown"

    def _first(self, some: Sequence[Truth], free: Sequence[Term]) -> str:
        return _read(self._context, f"(push){_query(some, free)}(pop)")

    def _options(self, names: Sequence[str]) -> str:
        every = (self._limit, f"smt.random_seed {self._seed}", *names)
        return "".join(f"(set-option :{name})" for name in every)


def declared(names: Sequence[Term]) -> str:
    """Return the declarations of variables, each once."""
    return "".join(f"(declare-const {name.text} {name.sort})" for name in dict.fromkeys(names))


def asserted(facts: Sequence[Truth]) -> str:
    """Return assertions, without those that say nothing."""
    return "".join(f"(assert {text(fact)})\n" for fact in facts if fact is not True)


def _query(some: Sequence[Truth], free: Sequence[Term]) -> str:
    return f"{declared(free)}(assert {text(disj(*some))})(check-sat)"


def _context() -> Any:  # noqa: ANN401 - a class of Z3's
    import z3  # noqa: PLC0415 - whoever reads the questions alone need not have it

    return z3.Context()


def _read(context: Any, commands: str) -> str:  # noqa: ANN401 - as above
    import z3  # noqa: PLC0415

    with meter.solving():
        answer = str(z3.Z3_eval_smtlib2_string(context.ref(), commands)).strip()
    if "canceled" in answer or "interrupted" in answer:
        raise KeyboardInterrupt  # Z3 catches the signal itself
    return answer
