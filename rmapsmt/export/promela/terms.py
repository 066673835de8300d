"""Promela expressions, each of one truth, number or word, simplified as they are built.

A term knows which values it can have and which cells it reads.  A test of one cell against constants
knows which values it allows, so that what a guard has settled is not asked again below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from rmapsmt import ir

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from rmapsmt.ir import Value

# How loosely an operator binds; as in C.
ATOM, UNARY, TIMES, PLUS, ORDER, EQUAL, AND, OR = range(8)
MOST_OPTIONS: Final = 4096  # values of one term that are kept one by one

# Promela's words, C's, and what the programs that SPIN and `write` make have of their own.
_RESERVED: Final = frozenset(
    """
    active assert atomic bit bool break byte chan c_code c_decl c_expr c_state c_track d_step do else empty
    enabled end eval fair false fi for full get_priority goto hidden if in init inline int len local ltl mtype
    ndet nempty never nfull notrace od of pid pc_value printf printm priority proctype product provided return
    run select set_priority short show skip timeout trace true typedef unless unsigned xr xs always eventually
    until weakuntil release implies equivalent next stronguntil U W V X
    auto case char const continue default double enum extern float long now register signed sizeof static
    struct switch union void volatile while restrict asm linux unix i386 NULL EOF stdin stdout stderr errno
    main signal exit free malloc abs index time STDIN define include undef
    uchar uint ulong ushort rand wasnew QUIT SYNC ASYNC WS BAD GLOBAL LOCAL DELTA CHUNK MERGED QUERY
    system refused states end_states end_refused defined TypeOK
    """.split()  # noqa: SIM905 - a table
)


class Sort(Enum):
    """What a term stands for."""

    TRUTH = "bool"
    NUMBER = "int"
    WORD = "mtype"  # a string or a model value


@dataclass(frozen=True, slots=True)
class Term:
    """A Promela expression; equal terms are written alike."""

    text: str
    sort: Sort
    level: int = field(default=ATOM, compare=False)
    options: frozenset[Value] | None = field(default=None, compare=False)  # none: any number
    reads: frozenset[str] = field(default=frozenset(), compare=False)
    subject: Term | None = field(default=None, compare=False)  # what it tests ...
    allowed: frozenset[Value] = field(default=frozenset(), compare=False)  # ... for these values
    parts: tuple[Term, ...] = field(default=(), compare=False)  # of a junction, or what is negated
    arms: tuple[Scalar, ...] = field(default=(), compare=False)  # the test and both sides of a choice
    source: Term | None = field(default=None, compare=False)  # the one term that it is computed from ...
    image: Mapping[Value, Value] = field(
        default_factory=dict, compare=False
    )  # ... and what becomes of each value


Truth: TypeAlias = bool | Term
Scalar: TypeAlias = "bool | int | str | ir.ModelValue | Term"
BOTH: Final[frozenset[Value]] = frozenset({False, True})


def sort_of(value: object) -> Sort | None:
    """Return what a scalar is; None for anything else."""
    match value:
        case Term(sort=sort):
            return sort
        case bool():
            return Sort.TRUTH
        case int():
            return Sort.NUMBER
        case str() | ir.ModelValue():
            return Sort.WORD
        case _:
            return None


class Names:
    """Identifiers that Promela, C and the other names leave free."""

    def __init__(self) -> None:
        """Begin with no names."""
        self._taken: set[str] = set()
        self.words: dict[Value, str] = {}

    def new(self, wanted: str) -> str:
        """Return an identifier like the one wanted, and nobody else's."""
        plain = re.sub(r"\W", "_", wanted, flags=re.ASCII)
        if not plain or plain[0].isdigit() or plain.startswith("_"):
            plain = f"n{plain}"
        while plain in _RESERVED or plain in self._taken:
            plain += "_"
        self._taken.add(plain)
        return plain

    def word(self, value: str | ir.ModelValue) -> str:
        """Return the name of a string or a model value."""
        if value not in self.words:
            self.words[value] = self.new(value.name if isinstance(value, ir.ModelValue) else value)
        return self.words[value]


class Terms:
    """Builds terms over one set of names."""

    def __init__(self, names: Names) -> None:
        """Write words by these names."""
        self.names = names

    def shown(self, value: Scalar, level: int = OR) -> str:
        """Return the text of a scalar, in parentheses if it binds more loosely than asked for."""
        match value:
            case Term(text=text):
                return text if value.level <= level else f"({text})"
            case bool():
                return "true" if value else "false"
            case int():
                return str(value) if value >= 0 or level > PLUS else f"({value})"
            case _:
                return self.names.word(value)

    # ------------------------------------------------------------------------------------ truths

    def among(self, subject: Term, allowed: Collection[Value]) -> Truth:
        """Return the test of a term with known options for being one of these values."""
        assert subject.options is not None
        options = subject.options
        kept, rest = options & frozenset(allowed), options - frozenset(allowed)
        if not rest:
            return True
        if not kept:
            return False
        if subject.source is not None:
            return self.among(subject.source, [v for v, image in subject.image.items() if image in kept])
        if subject.arms:
            test, *sides = subject.arms
            a, b = (self.among(s, kept) if isinstance(s, Term) else s in kept for s in sides)
            assert isinstance(test, Term)
            chosen = self.choice(test, a, b)
            assert isinstance(chosen, bool | Term)
            return chosen
        text, level = self._tests(subject, kept, rest)
        return Term(text, Sort.TRUTH, level, BOTH, subject.reads, subject, kept)

    def _tests(self, subject: Term, kept: frozenset[Value], rest: frozenset[Value]) -> tuple[str, int]:
        """Return the shortest text of a test, and how loosely it binds."""
        if subject.sort is Sort.TRUTH:
            return (subject.text, subject.level) if True in kept else (f"!{self.shown(subject, ATOM)}", UNARY)
        it = self.shown(subject, ORDER)
        if subject.sort is Sort.NUMBER and min(len(kept), len(rest)) > 1:
            inside, outside = (sorted(v for v in some if isinstance(v, int)) for some in (kept, rest))
            low, high = inside[0], inside[-1]
            if outside[0] > high:
                return f"{it} <= {high}", ORDER
            if outside[-1] < low:
                return f"{it} >= {low}", ORDER
            if not any(low < v < high for v in outside):
                return f"{it} >= {low} && {it} <= {high}", AND
        few = kept if len(kept) <= len(rest) else rest
        sign, joint, loose = ("==", " || ", OR) if few is kept else ("!=", " && ", AND)
        tests = [f"{it} {sign} {self.shown(cast('Scalar', v), ORDER)}" for v in sorted(few, key=ir.sort_key)]
        return joint.join(tests), loose if len(tests) > 1 else EQUAL

    def no(self, a: Truth) -> Truth:
        """Return the negation."""
        match a:
            case bool():
                return not a
            case Term(subject=Term(options=frozenset() as options) as subject):
                return self.among(subject, options - a.allowed)
            case Term(level=level, text=text) if level == UNARY and text.startswith("!"):
                return a.parts[0]
            case _:
                return Term(f"!{self.shown(a, ATOM)}", Sort.TRUTH, UNARY, BOTH, a.reads, parts=(a,))

    def all(self, truths: Iterable[Truth]) -> Truth:
        """Return the conjunction; tests of one subject become one."""
        return self._joined(truths, AND, " && ", lambda a, b: a & b, unit=True)

    def any(self, truths: Iterable[Truth]) -> Truth:
        """Return the disjunction; tests of one subject become one."""
        return self._joined(truths, OR, " || ", lambda a, b: a | b, unit=False)

    def _joined(
        self,
        truths: Iterable[Truth],
        level: int,
        sign: str,
        combined: Callable[[frozenset[Value], frozenset[Value]], frozenset[Value]],
        *,
        unit: bool,
    ) -> Truth:
        kept: list[Term] = []
        for truth in truths:
            for part in truth.parts if isinstance(truth, Term) and _is_junction(truth, level) else (truth,):
                if isinstance(part, bool):
                    if part is not unit:
                        return not unit
                elif part not in kept:
                    merged = self._merged(kept, part, combined)
                    if merged is (not unit):
                        return not unit
        if len(kept) < 2:  # noqa: PLR2004 - a junction joins two
            return kept[0] if kept else unit
        text = sign.join(self.shown(part, EQUAL) for part in kept)
        reads = frozenset(cell for part in kept for cell in part.reads)
        return Term(text, Sort.TRUTH, level, BOTH, reads, parts=tuple(kept))

    def _merged(
        self,
        kept: list[Term],
        part: Term,
        combined: Callable[[frozenset[Value], frozenset[Value]], frozenset[Value]],
    ) -> Truth:
        """Add a part to a junction: to the test of the same subject, if there is one."""
        for place, other in enumerate(kept):
            if part.subject is not None and other.subject == part.subject:
                assert other.subject is not None
                assert other.subject.options is not None
                assert part.subject.options is not None
                options = other.subject.options | part.subject.options
                wide = Term(
                    part.subject.text, part.subject.sort, part.subject.level, options, part.subject.reads
                )
                test = self.among(wide, combined(other.allowed, part.allowed))
                if isinstance(test, Term):
                    kept[place] = test
                else:
                    del kept[place]
                return test
        kept.append(part)
        return part

    def implies(self, a: Truth, b: Truth) -> Truth:
        """Return the implication."""
        return self.any([self.no(a), b])

    def iff(self, a: Truth, b: Truth) -> Truth:
        """Return the equivalence."""
        if isinstance(a, bool):
            return b if a else self.no(b)
        if isinstance(b, bool):
            return a if b else self.no(a)
        return True if a == b else self._binary("==", a, b, EQUAL)

    # ------------------------------------------------------------------------------------ scalars

    def equal(self, a: Scalar, b: Scalar) -> Truth:
        """Return where two scalars of one sort are equal."""
        if not isinstance(a, Term):
            a, b = b, a
        if not isinstance(a, Term):
            return type(a) is type(b) and a == b
        if a.sort is Sort.TRUTH:
            assert isinstance(b, bool | Term)
            return self.iff(a, b)
        if not isinstance(b, Term):
            if a.options is not None:
                return self.among(a, [b])
            text = f"{self.shown(a, ORDER)} == {self.shown(b, ORDER)}"
            return Term(text, Sort.TRUTH, EQUAL, BOTH, a.reads)
        if a == b:
            return True
        if a.options is not None and b.options is not None and not a.options & b.options:
            return False
        return self._binary("==", a, b, EQUAL)

    def compared(self, sign: str, a: Scalar, b: Scalar, holds: Callable[[int, int], bool]) -> Truth:
        """Return the comparison of two numbers, of which one is a term."""
        if isinstance(a, Term) and a.options is not None and isinstance(b, int):
            return self.among(a, [v for v in a.options if isinstance(v, int) and holds(v, b)])
        if isinstance(b, Term) and b.options is not None and isinstance(a, int):
            return self.among(b, [v for v in b.options if isinstance(v, int) and holds(a, v)])
        if isinstance(a, Term) and isinstance(b, Term) and a.options and b.options:
            truths = {holds(x, y) for x, y in _extremes(a, b)}
            if len(truths) == 1:
                return truths.pop()
        return self._binary(sign, a, b, ORDER)

    def _binary(self, sign: str, a: Scalar, b: Scalar, level: int) -> Term:
        text = f"{self.shown(a, level - 1)} {sign} {self.shown(b, level - 1)}"
        return Term(text, Sort.TRUTH, level, BOTH, _reads(a, b))

    def number(self, sign: str, a: Scalar, b: Scalar, result: Callable[[int, int], int]) -> Scalar:
        """Return a sum, a difference or a product."""
        if isinstance(a, int) and isinstance(b, int):
            return result(a, b)
        if (sign in "+-" and type(b) is int and b == 0) or (sign == "*" and type(b) is int and b == 1):
            return a
        if sign == "+" and type(a) is int and a == 0:
            return b
        if sign in "+-" and type(b) is int and b < 0:
            return self.number("+-"[sign == "+"], a, -b, lambda x, y: result(x, -y))
        level = TIMES if sign == "*" else PLUS
        text = f"{self.shown(a, level)} {sign} {self.shown(b, level - 1)}"
        if isinstance(a, Term) and a.options is not None and isinstance(b, int):
            return self._computed(text, level, a, {v: result(v, b) for v in a.options if isinstance(v, int)})
        return Term(text, Sort.NUMBER, level, _results(a, b, result), _reads(a, b))

    @staticmethod
    def _computed(text: str, level: int, source: Term, image: Mapping[Value, Value]) -> Term:
        options = frozenset(image.values())
        return Term(text, Sort.NUMBER, level, options, source.reads, source=source, image=image)

    def call(self, form: str, a: Term, result: Callable[[int], int]) -> Term:
        """Return a number written by a form with the place {}."""
        text = form.format(self.shown(a, UNARY))
        if a.options is None:
            return Term(text, Sort.NUMBER, ATOM, None, a.reads)
        return self._computed(text, ATOM, a, {v: result(v) for v in a.options if isinstance(v, int)})

    def count(self, truths: Iterable[Truth]) -> Scalar:
        """Return how many are true."""
        sure, terms = 0, []
        for truth in truths:
            if isinstance(truth, Term):
                terms.append(truth)
            else:
                sure += truth
        if not terms:
            return sure
        text = " + ".join([self.shown(term, UNARY) for term in terms] + [str(sure)] * (sure > 0))
        options = frozenset(range(sure, sure + len(terms) + 1))
        level = PLUS if len(terms) + (sure > 0) > 1 else UNARY
        return Term(text, Sort.NUMBER, level, options, _reads(*terms))

    def choice(self, test: Term, a: Scalar, b: Scalar) -> Scalar:
        """Return `a` where the test is true, else `b`; they are of one sort."""
        if type(a) is type(b) and a == b:
            return a
        sort = sort_of(a)
        assert sort is not None
        if isinstance(a, bool):
            assert isinstance(b, bool | Term)
            return self.any([test, b]) if a else self.all([self.no(test), b])
        if isinstance(b, bool):
            assert isinstance(a, Term)
            return self.any([self.no(test), a]) if b else self.all([test, a])
        options: frozenset[Value] | None = frozenset()
        for side in (a, b):
            own = side.options if isinstance(side, Term) else frozenset([side])
            options = None if options is None or own is None else options | own
        text = f"({test.text} -> {self.shown(a)} : {self.shown(b)})"
        return Term(text, sort, ATOM, options, _reads(test, a, b), arms=(test, a, b))


def _is_junction(term: Term, level: int) -> bool:
    return bool(term.parts) and term.level == level


def _reads(*scalars: Scalar) -> frozenset[str]:
    return frozenset(cell for s in scalars if isinstance(s, Term) for cell in s.reads)


def _options(a: Scalar) -> list[int] | None:
    if not isinstance(a, Term):
        return [a] if isinstance(a, int) else None
    return None if a.options is None else [v for v in a.options if isinstance(v, int)]


def _results(a: Scalar, b: Scalar, result: Callable[[int, int], int]) -> frozenset[Value] | None:
    left, right = _options(a), _options(b)
    if left is None or right is None or len(left) * len(right) > MOST_OPTIONS:
        return None
    return frozenset(result(x, y) for x in left for y in right)


def _extremes(a: Term, b: Term) -> list[tuple[int, int]]:
    left, right = _options(a) or [], _options(b) or []
    return [(x, y) for x in (min(left), max(left)) for y in (min(right), max(right))]
