"""The transition system: what `elaborate` makes of modules, and all that the two semantics share.

An expression here has its names resolved, its definitions unfolded, its instances substituted and
its primes pushed to the variables.  Constants keep their names: a `Model` gives them values, so one
system serves every model of a specification.  The meaning is given twice, by `interp` on concrete
values and by `encode` on symbolic ones.
"""

from __future__ import annotations

from rmapsmt.ir.action import guarded, speaks_of_next
from rmapsmt.ir.expression import (
    And,
    Apply,
    Bound,
    Case,
    Choose,
    Constant,
    Except,
    Exists,
    Expr,
    Filter,
    Forall,
    Function,
    If,
    Image,
    Implies,
    Infinite,
    InfiniteSet,
    Let,
    Literal,
    Local,
    Named,
    Op,
    Or,
    Record,
    RecordSet,
    Variable,
    children,
    conjuncts,
    mentions,
)
from rmapsmt.ir.system import ConstantDecl, Label, TransitionSystem, VariableDecl
from rmapsmt.ir.value import Fun, ModelValue, State, Value, is_sequence, kind, show, sort_key, tuple_value

__all__ = [
    "And",
    "Apply",
    "Bound",
    "Case",
    "Choose",
    "Constant",
    "ConstantDecl",
    "Except",
    "Exists",
    "Expr",
    "Filter",
    "Forall",
    "Fun",
    "Function",
    "If",
    "Image",
    "Implies",
    "Infinite",
    "InfiniteSet",
    "Label",
    "Let",
    "Literal",
    "Local",
    "ModelValue",
    "Named",
    "Op",
    "Or",
    "Record",
    "RecordSet",
    "State",
    "TransitionSystem",
    "Value",
    "Variable",
    "VariableDecl",
    "children",
    "conjuncts",
    "guarded",
    "is_sequence",
    "kind",
    "mentions",
    "show",
    "sort_key",
    "speaks_of_next",
    "tuple_value",
]
