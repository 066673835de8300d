r"""Operators and operands in SANY's arrangement, with SANY's precedence conflicts.

tree-sitter reads `a /\ b \/ c`, which is not TLA+, and takes `~(a) = b` for `(~a) = b`, which TLA+
reads as `~(a = b)`.  So its arrangement is not used: the operators and operands of an expression are
taken as they stand and arranged again as SANY does it.  SANY gives an operator a range of
precedences and keeps a stack; whenever an operator comes in, the one before its operand must bind
tighter (then it is reduced), or looser, or be the same one and left associative.  Everything else
is a conflict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tree_sitter import Node

from rmapsmt.errors import SyntaxFault
from rmapsmt.tla.concrete import Concrete, field, kids, symbol
from rmapsmt.tla.symbols import SYMBOLS, Symbol

if TYPE_CHECKING:
    from collections.abc import Iterator

CALL = Symbol("[", "postfix", 16, 16, left=True, builtin=True)
DOT = Symbol(".", "postfix", 17, 17, left=True, builtin=True)
GROUP = Symbol("(", "prefix", 18, 18, left=True, builtin=True)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator with its operands, in SANY's arrangement.

    `sign` is the node of the operator's symbol; for a CALL or a DOT it is the node whose other
    children are the arguments or the field; a GROUP is what stands in parentheses after a prefix
    operator.  The text goes from the start of `first` to the end of `last`.
    """

    symbol: Symbol
    sign: Node
    operands: tuple[Part, ...]
    first: Node
    last: Node


Part = Operation | Node
_Operator = tuple[Symbol, Node]


def is_operation(node: Node) -> bool:
    """Tell whether the node is an operator with its operands, to be arranged with its neighbours."""
    return node.type in _OPERATIONS or (node.type == "bound_nonfix_op" and _is_prefix(node))


_OPERATIONS = frozenset(
    ("bound_infix_op", "bound_prefix_op", "bound_postfix_op", "function_evaluation", "record_value")
)


def _is_prefix(node: Node) -> bool:
    return kids(node)[0].type == "prefix_op_symbol"


def arrange(concrete: Concrete, node: Node) -> Part:
    """Return the expression as SANY reads it; a SyntaxFault if it needs parentheses."""
    stack: list[Part | _Operator] = []
    for token in _tokens(node):
        if isinstance(token, tuple):
            before = stack[-1] if stack else None
            if token[0].fix != "prefix":
                _reduce(concrete, stack, token)
            elif token[0].name == "-." and isinstance(before, tuple) and before[0].low > token[0].high:
                # SANY sees an infix minus first, hence this one conflict in front of a prefix.
                raise _conflict(concrete, before, token)
            if token[0].fix == "postfix":
                stack[-1] = _operation(token, (_part(stack[-1]),))
                continue
        stack.append(token)
    while len(stack) > 1:
        _apply(stack)
    return _part(stack[0])


def _reduce(concrete: Concrete, stack: list[Part | _Operator], coming: _Operator) -> None:
    while coming[0] is not DOT and len(stack) > 1:
        before = stack[-2]
        assert isinstance(before, tuple)
        left, right = before[0], coming[0]
        if left.low > right.high or (left is right and left.left):
            _apply(stack)
        elif left.high < right.low:
            return
        else:
            raise _conflict(concrete, before, coming)


def _apply(stack: list[Part | _Operator]) -> None:
    operand, operator = _part(stack.pop()), stack.pop()
    assert isinstance(operator, tuple)
    operands = (operand,) if operator[0].fix == "prefix" else (_part(stack.pop()), operand)
    stack.append(_operation(operator, operands))


def _operation(operator: _Operator, operands: tuple[Part, ...]) -> Operation:
    symbol_, sign = operator
    first, last = operands[0], operands[-1]
    return Operation(
        symbol_,
        sign,
        operands,
        sign if symbol_.fix == "prefix" else first.first if isinstance(first, Operation) else first,
        sign if symbol_.fix == "postfix" else last.last if isinstance(last, Operation) else last,
    )


def _part(item: Part | _Operator) -> Part:
    assert not isinstance(item, tuple)
    return item


def _tokens(node: Node) -> Iterator[Part | _Operator]:
    """Yield the operands and operators of an expression as they stand."""
    todo: list[Part | _Operator] = [node]
    while todo:
        item = todo.pop()
        if not isinstance(item, Node):
            yield item
            continue
        match item.type:
            case "bound_infix_op":
                todo += [field(item, "rhs"), _operator(item), field(item, "lhs")]
            case "bound_prefix_op":
                todo += [field(item, "rhs"), _operator(item)]
            case "bound_postfix_op":
                todo += [_operator(item), field(item, "lhs")]
            case "function_evaluation" | "record_value":
                todo += [(CALL if item.type == "function_evaluation" else DOT, item), kids(item)[0]]
            case "bound_nonfix_op" if _is_prefix(item):
                sign, *operands = kids(item)
                todo += [Operation(GROUP, item, tuple(operands), item, item), (SYMBOLS[symbol(sign)], sign)]
            case _:
                yield item


def _operator(node: Node) -> _Operator:
    sign = field(node, "symbol")
    return SYMBOLS[symbol(sign)], sign


def _conflict(concrete: Concrete, before: _Operator, coming: _Operator) -> SyntaxFault:
    first, second = ("[" if op is CALL else concrete.text(sign) for op, sign in (before, coming))
    message = f"precedence conflict between {first} and {second}"
    hint = "add parentheses"
    if coming[0].name == "=" and before[1].start_point.row < coming[1].start_point.row:
        hint = "a definition is written with `==`; otherwise add parentheses"
    return SyntaxFault(message, concrete.span(coming[1]), hint)
