"""Z3 as a reader of SMT-LIB 2 text, the same text that is given to other solvers."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rmapsmt import meter
from rmapsmt.encode.sizes.term import disj, text
from rmapsmt.limits import endless, over

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rmapsmt.encode.sizes.term import Term, Truth
    from rmapsmt.limits import Patience

# What Z3 has where nobody sets it.  A new solver takes these from the process; so each is set for it,
# and then set back.
USUAL = {
    "timeout": "4294967295",
    "smt.random_seed": "0",
    "smt.mbqi": "true",
    "smt.pull_nested_quantifiers": "false",
    "smt.delay_units": "false",
    "smt.arith.solver": "6",
    "smt.relevancy": "2",
    "rlimit": "0",
}

# Instances by patterns alone, of quantifiers side by side: what is false is mostly found so, in milliseconds.
# What is not is left open at once, where a search for a model may take for ever.
PATTERNS = {"smt.mbqi": "false", "smt.pull_nested_quantifiers": "true"}
QUICK = {**PATTERNS, "smt.delay_units": "true", "smt.arith.solver": "2"}

# What else is tried, each in a solver of its own.  No one setting has to succeed.
LADDER: tuple[dict[str, str], ...] = ({**PATTERNS, "smt.relevancy": "1"}, {}, {"smt.random_seed": "1"})

# How much a query may take, in Z3's own measure, so that a busy machine finds what a quiet one does: a second
# or two where nothing else runs, and ten times what any proof of the bundled specification needs.
EFFORT = 10_000_000
MOST_SECONDS = 20.0  # of one query, for what that measure does not see

# Most of what few facts exclude takes less than half of this, and what they do not several times as much.
LITTLE = 2000


class Script:
    """A solver that has read some assertions, and is asked whether others can be true with them."""

    def __init__(
        self,
        prelude: str,
        patience: Patience = endless,
        seed: int = 0,
        options: Mapping[str, str] = QUICK,
        *,
        blames: bool = False,
    ) -> None:
        """Read the prelude; before each query `patience` is asked how many seconds it may take."""
        self._patience, self._seed = patience, seed
        self._first_said = "(set-option :produce-unsat-cores true)" if blames else ""
        self._frames: list[list[str]] = [[prelude]]
        self._options = dict(options)
        self._context = self._fresh(options)

    def know(self, commands: str) -> None:
        """Read declarations and assertions."""
        self._frames[-1].append(commands)
        _read(self._context, commands)

    def name(self, facts: Mapping[str, Truth]) -> None:
        """Assume facts, each under a name by which `blamed` calls it."""
        self.know("".join(f"(assert (! {text(fact)} :named {name}))\n" for name, fact in facts.items()))

    def blamed(
        self,
        some: Sequence[Truth],
        free: Sequence[Term] = (),
        ladder: Sequence[Mapping[str, str]] = LADDER,
    ) -> set[str] | None:
        """Return named facts that exclude all of these, if that is found quickly, or by other settings."""
        first, core = self._context, ""
        if self._asked(first, self._options, f"(push){_query(some, free)}") == "unsat":
            core = _read(first, "(get-unsat-core)")
        _read(first, "(pop)")
        for options in () if core or over(self._patience) else ladder:
            other = self._fresh(options)
            if self._asked(other, options, _query(some, free)) == "unsat":
                core = _read(other, "(get-unsat-core)")
                break
        return set(core.strip("()").split()) if core else None

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

    def possible(self, some: Iterable[tuple[Sequence[Truth], Sequence[Term]]]) -> list[int]:
        """Return the numbers of those whose facts, about such variables, are not found to exclude each other.

        It is looked for with little effort.
        """
        found = []
        with _set(self._always(self._options)):
            for number, (facts, free) in enumerate(some):
                asked = f"(push){declared(free)}{asserted(facts)}{_check(LITTLE)}(pop)"
                if _read(self._context, asked) != "unsat":
                    found.append(number)
        return found

    def answer(self, some: Sequence[Truth], free: Sequence[Term] = ()) -> str:
        """Return `unsat` if none of these can be true, `sat` if one can, else `unknown`."""
        if (first := self._first(some, free)) in {"unsat", "sat"}:
            return first
        for options in () if over(self._patience) else LADDER:
            found = self._asked(self._fresh(options), options, _query(some, free))
            if found in {"unsat", "sat"}:
                return found
        return "unknown"

    def _first(self, some: Sequence[Truth], free: Sequence[Term]) -> str:
        return self._asked(self._context, self._options, f"(push){_query(some, free)}(pop)")

    def _asked(self, context: Any, options: Mapping[str, str], query: str) -> str:  # noqa: ANN401 - a class of Z3's
        """Ask a solver that was made with these options: where one is told, the others are read again."""
        if over(self._patience):
            return "unknown"
        with _set(self._always(options)):
            return _read(context, query)

    def _always(self, options: Mapping[str, str]) -> dict[str, str]:
        """Return these options with what goes for every query now."""
        seconds = self._patience()
        most = MOST_SECONDS if seconds is None else min(seconds, MOST_SECONDS)
        timeout = {"timeout": str(max(1, int(most * 1000))), "smt.random_seed": str(self._seed)}
        return {**USUAL, **timeout, **options}

    def _fresh(self, options: Mapping[str, str]) -> Any:  # noqa: ANN401 - a class of Z3's
        """Return a solver that knows what this one does."""
        import z3  # noqa: PLC0415 - whoever reads the questions alone need not have it

        with _set(self._always(options)):
            made = z3.Context()
            _read(made, "".join([self._first_said, *(said for frame in self._frames for said in frame)]))
        return made


@contextmanager
def _set(options: Mapping[str, str]) -> Iterator[None]:
    """Give the process these options within: a solver takes them where it is made, or told of one."""
    import z3  # noqa: PLC0415 - as above

    for name, value in options.items():
        z3.set_param(name, value)
    try:
        yield
    finally:
        for name, value in USUAL.items():
            z3.set_param(name, value)


def declared(names: Sequence[Term]) -> str:
    """Return the declarations of variables, each once."""
    return "".join(f"(declare-const {name.text} {name.sort})" for name in dict.fromkeys(names))


def asserted(facts: Sequence[Truth]) -> str:
    """Return assertions, each once, without those that say nothing."""
    return "".join(f"(assert {text(fact)})\n" for fact in dict.fromkeys(facts) if fact is not True)


def _query(some: Sequence[Truth], free: Sequence[Term]) -> str:
    return f"{declared(free)}(assert {text(disj(*some))}){_check(EFFORT)}"


def _check(effort: int) -> str:
    return f"(set-option :rlimit {effort})(check-sat)(set-option :rlimit 0)"


def _read(context: Any, commands: str) -> str:  # noqa: ANN401 - as above
    import z3  # noqa: PLC0415

    with meter.solving():
        answer = str(z3.Z3_eval_smtlib2_string(context.ref(), commands)).strip()
    if "canceled" in answer or "interrupted" in answer:
        raise KeyboardInterrupt  # Z3 catches the signal itself
    return answer
