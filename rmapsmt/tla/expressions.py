"""Concrete expressions to typed ones.

What lies outside the fragment becomes a `Refused` node: an error only where it is used.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from rmapsmt.errors import SyntaxFault, Unsupported
from rmapsmt.tla import syntax
from rmapsmt.tla.concrete import Concrete, field, fields, kids, symbol
from rmapsmt.tla.precedence import GROUP, Operation, arrange, is_operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from rmapsmt.source import Span
    from rmapsmt.tla.precedence import Part
    from rmapsmt.tla.syntax import Expr

DEEPEST = 200
LONGEST_NUMBER = 1000
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}
_BASES = {"binary_number": 2, "octal_number": 8, "hex_number": 16}
_TEMPORAL = {
    "<>": "the temporal operator <>",
    "~>": "the temporal operator ~>",
    "-+->": "the temporal operator -+->",
    "ENABLED": "ENABLED",
    r"\cdot": r"action composition \cdot",
}
_TEMPORAL_HINTS = {
    "ENABLED": "write the action's guard as an operator of its own and use that",
    r"\cdot": "write the two steps as one action",
}
_CHAINED = ("/\\", "\\/", r"\X")
_SAFETY_ONLY = "only invariants are checked: say what must hold in every state"


class Expressions:
    """Reads expressions of one concrete tree."""

    def __init__(self, concrete: Concrete) -> None:
        """Read from this tree."""
        self.concrete = concrete
        self.depth = 0
        self._readers: dict[str, Callable[[Node, Span], Expr]] = {
            name.removeprefix("_read_"): getattr(self, name)
            for name in dir(self)
            if name.startswith("_read_")
        }

    def read(self, node: Node) -> Expr:
        """Return the typed form of an expression."""
        outer = self.depth
        while node.type == "parentheses":
            self.descend(node)
            node = kids(node)[0]
        expr = self._part(arrange(self.concrete, node) if is_operation(node) else node)
        self.depth = outer
        return expr

    def _part(self, part: Part) -> Expr:
        """Return the typed form of an operand, which is not to be arranged again."""
        if isinstance(part, Operation):
            self.descend(part.first)
            expr = self._operation(part)
        elif part.type == "parentheses":
            return self.read(part)
        else:
            self.descend(part)
            reader = self._readers.get(part.type)
            if reader is None:
                raise unexpected(self.concrete, part)
            expr = reader(part, self.concrete.span(part))
        self.depth -= 1
        return expr

    def descend(self, node: Node) -> None:
        """Go one level deeper; a SyntaxFault if that is too deep."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise SyntaxFault(
                f"nesting is deeper than {DEEPEST} levels",
                self.concrete.span(node),
                "give a part of the expression a name of its own",
            )

    def all(self, nodes: list[Node]) -> tuple[Expr, ...]:
        """Return the typed forms of several expressions."""
        return tuple(map(self.read, nodes))

    # Names and literals

    def _read_identifier_ref(self, node: Node, span: Span) -> Expr:
        return syntax.Apply(self.concrete.name(node), span=span)

    def _read_nat_number(self, node: Node, span: Span) -> Expr:
        return self._number(self.concrete.text(node), 10, span)

    def _number(self, digits: str, base: int, span: Span) -> Expr:
        if len(digits) > LONGEST_NUMBER:
            raise SyntaxFault(f"a number of more than {LONGEST_NUMBER} digits", span)
        return syntax.Number(int(digits, base), span)

    def _read_binary_number(self, node: Node, span: Span) -> Expr:
        return self._number(self.concrete.text(kids(node)[1]), _BASES[node.type], span)

    _read_octal_number = _read_hex_number = _read_binary_number

    def _read_real_number(self, node: Node, span: Span) -> Expr:
        return syntax.Refused(
            f"the real number {self.concrete.text(node)}", "only whole numbers are supported", span
        )

    def _read_string(self, node: Node, span: Span) -> Expr:
        text = self.concrete.text(node)[1:-1]
        return syntax.String(
            _ESCAPE.sub(lambda m: _ESCAPED.get(m[1], m[1]), text) if "\\" in text else text, span
        )

    def _read_boolean(self, node: Node, span: Span) -> Expr:
        return syntax.Boolean(self.concrete.text(node) == "TRUE", span)

    def _read_boolean_set(self, node: Node, span: Span) -> Expr:
        return syntax.Apply(self.concrete.text(node), span=span)

    _read_nat_number_set = _read_int_number_set = _read_real_number_set = _read_string_set = _read_boolean_set

    def _read_prev_func_val(self, _: Node, span: Span) -> Expr:
        return syntax.At(span)

    # Operators

    def _read_bound_op(self, node: Node, span: Span) -> Expr:
        name = self.concrete.name(field(node, "name"))
        return syntax.Apply(name, self.all(fields(node, "parameter")), span=span)

    def _read_bound_nonfix_op(self, node: Node, span: Span) -> Expr:
        first, *args = kids(node)
        return self._apply(symbol(first), self.all(args), span)

    def _read_infix_op_symbol(self, node: Node, span: Span) -> Expr:
        return syntax.Apply(symbol(node), span=span)

    _read_prefix_op_symbol = _read_postfix_op_symbol = _read_infix_op_symbol

    def _read_prefixed_op(self, node: Node, span: Span) -> Expr:
        path = []
        for part in map(kids, kids(field(node, "prefix"))):
            step = self.read(part[0])
            assert isinstance(step, syntax.Apply)
            path.append(step)
        target = self.read(field(node, "op"))
        if not isinstance(target, syntax.Apply):
            return syntax.Refused("a path into an expression", "give the part a name of its own", span)
        return syntax.Apply(target.op, target.args, tuple(path), span)

    def _read_subexpression(self, _: Node, span: Span) -> Expr:
        return syntax.Refused("a path into an expression", "give the part a name of its own", span)

    def _operation(self, part: Operation) -> Expr:
        name, operands = part.symbol.name, part.operands
        if part.symbol is GROUP:
            if len(operands) > 1:
                at = self.concrete.span(cast("Node", operands[1]))
                raise SyntaxFault("syntax error: one expression stands in parentheses", at)
            return self.read(cast("Node", operands[0]))
        if name in _CHAINED:
            while isinstance(left := operands[0], Operation) and left.symbol is part.symbol:
                operands = (*left.operands, *operands[1:])
        if name == ":=":
            at = self.concrete.span(part.sign)
            raise SyntaxFault("syntax error: := belongs to PlusCal", at, "a next value is written `x' = e`")
        args = tuple(map(self._part, operands))
        span = self.concrete.span(part.first, part.last)
        match name:
            case "[":
                return syntax.FunctionApply(args[0], self.all(kids(part.sign)[1:]), span)
            case ".":
                return syntax.Field(args[0], self.concrete.text(kids(part.sign)[1]), span)
            case r"\X":
                return syntax.Product(args, span)
            case "/\\" | "\\/":
                return syntax.Junction(name, args, span)
        return self._apply(name, args, span)

    def _apply(self, op: str, args: tuple[Expr, ...], span: Span) -> Expr:
        if op in _TEMPORAL:
            return syntax.Refused(_TEMPORAL[op], _TEMPORAL_HINTS.get(op, _SAFETY_ONLY), span, args)
        return syntax.Apply(op, args, span=span)

    def _read_conj_list(self, node: Node, span: Span) -> Expr:
        return syntax.Junction("/\\", self.all([kids(item)[1] for item in kids(node)]), span)

    def _read_disj_list(self, node: Node, span: Span) -> Expr:
        return syntax.Junction("\\/", self.all([kids(item)[1] for item in kids(node)]), span)

    # Binders

    def bound(self, node: Node) -> syntax.Bound:
        r"""Return a `quantifier_bound` or the bound of a CHOOSE."""
        pattern = field(node, "intro").type == "tuple_of_identifiers"
        names = self._introduced(node)
        domain = self.read(field(node, "set"))
        return syntax.Bound(
            tuple(map(self.concrete.name, names)), pattern, domain, tuple(map(self.concrete.span, names))
        )

    def bounds(self, nodes: list[Node]) -> tuple[syntax.Bound, ...]:
        """Return several bounds."""
        return tuple(map(self.bound, nodes))

    def _read_bounded_quantification(self, node: Node, span: Span) -> Expr:
        kind = r"\A" if field(node, "quantifier").type == "forall" else r"\E"
        bounds = self.bounds(fields(node, "bound"))
        return syntax.Quantified(kind, bounds, self.read(field(node, "expression")), span)

    def _read_unbounded_quantification(self, node: Node, span: Span) -> Expr:
        kind = field(node, "quantifier").type
        body = self._unbounded(node)
        if kind.startswith("temporal"):
            word = r"\AA" if kind == "temporal_forall" else r"\EE"
            return syntax.Refused(f"the temporal quantifier {word}", _SAFETY_ONLY, span, (body,))
        word = r"\A" if kind == "forall" else r"\E"
        hint = rf"name the set: `{word} {body.params[0]} \in S : ...`"
        return syntax.Refused(f"an unbounded quantifier {word}", hint, span, (body,))

    def _read_choose(self, node: Node, span: Span) -> Expr:
        if node.child_by_field_name("set") is None:
            body = self._unbounded(node)
            hint = rf"name the set: `CHOOSE {self.concrete.text(field(node, 'intro'))} \in S : ...`"
            return syntax.Refused("an unbounded CHOOSE", hint, span, (body,))
        return syntax.Choose(self.bound(node), self.read(field(node, "expression")), span)

    def _unbounded(self, node: Node) -> syntax.Lambda:
        names = tuple(map(self.concrete.name, self._introduced(node)))
        return syntax.Lambda(
            names, self.read(field(node, "expression")), self.concrete.span(field(node, "intro"))
        )

    def _introduced(self, node: Node) -> list[Node]:
        intro = fields(node, "intro")
        if intro[0].type == "tuple_of_identifiers":
            return [name for name in kids(intro[0]) if name.type == "identifier"]
        return intro

    def _read_lambda(self, node: Node, span: Span) -> Expr:
        *names, body = kids(node)
        return syntax.Lambda(tuple(map(self.concrete.name, names)), self.read(body), span)

    def _read_set_filter(self, node: Node, span: Span) -> Expr:
        return syntax.SetFilter(self.bound(field(node, "generator")), self.read(field(node, "filter")), span)

    def _read_set_map(self, node: Node, span: Span) -> Expr:
        bounds = self.bounds(fields(node, "generator"))
        return syntax.SetMap(self.read(field(node, "map")), bounds, span)

    def _read_function_literal(self, node: Node, span: Span) -> Expr:
        *bounds, _, body = kids(node)
        return syntax.Function(self.bounds(bounds), self.read(body), span)

    # Control

    def _read_if_then_else(self, node: Node, span: Span) -> Expr:
        test, then, orelse = (self.read(field(node, name)) for name in ("if", "then", "else"))
        return syntax.If(test, then, orelse, span)

    def _read_case(self, node: Node, span: Span) -> Expr:
        arms: list[tuple[Expr, Expr]] = []
        other = None
        for arm in kids(node):
            if arm.type == "case_arm":
                guard, _, value = kids(arm)
                arms.append((self.read(guard), self.read(value)))
            elif arm.type == "other_arm":
                other = self.read(kids(arm)[-1])
        return syntax.Case(tuple(arms), other, span)

    def _read_let_in(self, node: Node, span: Span) -> Expr:
        definitions = tuple(map(self.definition, fields(node, "definitions")))
        return syntax.Let(definitions, self.read(field(node, "expression")), span)

    def definition(
        self, node: Node
    ) -> syntax.Definition | syntax.FunctionDefinition | syntax.InstanceDefinition:
        """Return a definition; `parse` has the reader of definitions."""
        raise NotImplementedError

    def _read_label(self, node: Node, span: Span) -> Expr:
        return syntax.Label(
            self.concrete.name(field(node, "name")), self.read(field(node, "expression")), span
        )

    # Sets, functions, records, tuples

    def _read_finite_set_literal(self, node: Node, span: Span) -> Expr:
        return syntax.SetLiteral(self.all(kids(node)), span)

    def _read_tuple_literal(self, node: Node, span: Span) -> Expr:
        return syntax.Tuple(self.all(kids(node)[1:-1]), span)

    def _read_set_of_functions(self, node: Node, span: Span) -> Expr:
        domain, arrow, codomain = kids(node)
        if domain.type == "bound_infix_op" and symbol(field(domain, "symbol")) == r"\in":
            raise SyntaxFault(
                "syntax error: unexpected ->", self.concrete.span(arrow), "a function is written with |->"
            )
        return syntax.FunctionSet(self.read(domain), self.read(codomain), span)

    def _read_record_literal(self, node: Node, span: Span) -> Expr:
        parts = kids(node)
        return syntax.Record(self._fields(parts[::3], parts[2::3]), span)

    def _read_set_of_records(self, node: Node, span: Span) -> Expr:
        parts = kids(node)
        return syntax.RecordSet(self._fields(parts[::2], parts[1::2]), span)

    def _fields(self, names: list[Node], values: list[Node]) -> tuple[tuple[str, Expr], ...]:
        spellings = list(map(self.concrete.text, names))
        for i, name in enumerate(spellings):
            if name in spellings[:i]:
                raise SyntaxFault(f"the field {name} stands here twice", self.concrete.span(names[i]))
        return tuple(zip(spellings, map(self.read, values), strict=True))

    def _read_except(self, node: Node, span: Span) -> Expr:
        function = self.read(field(node, "expr_to_update"))
        updates = tuple(
            (self._selectors(fields(update, "update_specifier")[0]), self.read(field(update, "new_val")))
            for update in kids(node)
            if update.type == "except_update"
        )
        return syntax.Except(function, updates, span)

    def _selectors(self, node: Node) -> tuple[Expr, ...]:
        selectors: list[Expr] = []
        for part in kids(node):
            keys = kids(part)
            if part.type == "except_update_record_field":
                selectors.append(syntax.String(self.concrete.text(keys[0]), self.concrete.span(keys[0])))
            elif len(keys) == 1:
                selectors.append(self.read(keys[0]))
            else:
                selectors.append(syntax.Tuple(self.all(keys), self.concrete.span(part)))
        return tuple(selectors)

    # Temporal

    def _read_step_expr_or_stutter(self, node: Node, span: Span) -> Expr:
        action, subscript = kids(node)
        return syntax.BoxAction(self.read(action), self.read(subscript), angle=False, span=span)

    def _read_step_expr_no_stutter(self, node: Node, span: Span) -> Expr:
        _, action, _, subscript = kids(node)
        return syntax.BoxAction(self.read(action), self.read(subscript), angle=True, span=span)

    def _read_fairness(self, node: Node, span: Span) -> Expr:
        subscript, action = kids(node)
        kind = self.concrete.text(node)[:2]
        return syntax.Fairness(kind, self.read(subscript), self.read(action), span)


def recursive(concrete: Concrete, node: Node) -> Unsupported:
    """Return the refusal of a RECURSIVE declaration."""
    return Unsupported(
        "recursive operators are not supported",
        concrete.span(node),
        r"write a recursive function over a finite set: `f[x \in S] == ...`",
    )


def unexpected(concrete: Concrete, node: Node) -> SyntaxFault:
    """Return the fault of something that cannot stand where it stands (a proof step, say)."""
    words = concrete.text(node).split() or ["this"]
    return SyntaxFault(f"syntax error: unexpected {words[0]}", concrete.span(node))
