"""The operators that TLA+ and its standard modules bring: their arity and what they unfold to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rmapsmt import ir
from rmapsmt.ir import Op
from rmapsmt.source import Source, Span
from rmapsmt.tla import syntax

_BINARY = (
    Op.IFF, Op.EQ, Op.NE, Op.IN, Op.NOT_IN, Op.SUBSET_EQ, Op.CUP, Op.CAP, Op.SET_MINUS, Op.ADD, Op.SUB,
    Op.MUL, Op.DIV, Op.MOD, Op.EXP, Op.LT, Op.LE, Op.GT, Op.GE, Op.RANGE, Op.CONCAT, Op.APPEND, Op.PAIR,
    Op.OVERRIDE, Op.ASSERT, Op.PRINT,
)  # fmt: skip
_UNARY = (
    Op.NOT, Op.SUBSET, Op.UNION, Op.DOMAIN, Op.NEG, Op.CARDINALITY, Op.IS_FINITE_SET, Op.SEQ, Op.LEN,
    Op.HEAD, Op.TAIL, Op.PERMUTATIONS, Op.TO_STRING,
)  # fmt: skip

STRICT = {str(op): op for op in (*_BINARY, *_UNARY, Op.SUB_SEQ)}

ARITY: dict[str, int] = {
    **{str(op): 2 for op in _BINARY},
    **{str(op): 1 for op in _UNARY},
    "SubSeq": 3,
    "=>": 2,
    "/\\": 2,
    "\\/": 2,
    "BOOLEAN": 0,
    "STRING": 0,
    "Nat": 0,
    "Int": 0,
    "PrintT": 1,
    "TLCEval": 1,
}


def known(name: str) -> bool:
    """Tell whether there is a built-in operator of that name."""
    return name in ARITY or PRELUDE.get(name) is not None


def arity(name: str) -> int:
    """Return how many arguments a built-in operator takes."""
    text = PRELUDE.get(name)
    return ARITY[name] if text is None else len(text.params)


def apply(name: str, args: tuple[ir.Expr, ...], span: Span) -> ir.Expr:
    """Return a built-in operator applied to as many arguments as it takes."""
    if (op := STRICT.get(name)) is not None:
        return ir.Apply(op, args, span)
    match name:
        case "=>":
            return ir.Implies(args[0], args[1], span)
        case "/\\":
            return ir.And(args, span)
        case "\\/":
            return ir.Or(args, span)
        case "BOOLEAN":
            return ir.Literal(frozenset((False, True)), span)
        case "STRING" | "Nat" | "Int":
            return ir.InfiniteSet(ir.Infinite(name), span)
        case "PrintT":
            return ir.Literal(value=True, span=span)
        case _:
            assert name == "TLCEval", name
            return args[0]


@dataclass(frozen=True, slots=True)
class Text:
    """An operator of a standard module that is best said in TLA+."""

    params: tuple[syntax.Parameter, ...]
    body: syntax.Expr


_PRELUDE = r"""
---- MODULE Prelude ----
EXTENDS Integers, Sequences
SelectSeq(s, Test(_)) ==
    LET Kept[n \in 0..Len(s)] ==
            IF n = 0 THEN <<>> ELSE IF Test(s[n]) THEN Append(Kept[n - 1], s[n]) ELSE Kept[n - 1]
    IN  Kept[Len(s)]
====
"""
_NAMES = frozenset({"SelectSeq"})


@cache
def _prelude() -> dict[str, Text]:
    from rmapsmt.tla.parse import parse  # noqa: PLC0415 - read only by a module that needs it

    units = parse(Source("<standard modules>", _PRELUDE)).units
    return {u.name: Text(u.params, u.body) for u in units if isinstance(u, syntax.Definition)}


class _Prelude:
    def get(self, name: str) -> Text | None:
        return _prelude()[name] if name in _NAMES else None


PRELUDE = _Prelude()
