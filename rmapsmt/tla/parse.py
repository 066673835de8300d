"""The text of a module to its typed syntax.

tree-sitter does the parsing and gets junction lists right; here its tree becomes `syntax.Module`,
and what it recovered from becomes one located error.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rmapsmt.source import Tag
from rmapsmt.tla import faults, syntax
from rmapsmt.tla.concrete import Concrete, field, fields, kids, symbol
from rmapsmt.tla.expressions import Expressions, recursive, unexpected

if TYPE_CHECKING:
    from tree_sitter import Node

    from rmapsmt.source import Source, Span
    from rmapsmt.tla.syntax import Expr, Unit

_TAG = re.compile(r"\\\*[ \t]*@([\w-]+)[ \t]*([^\r\n]*)")


def parse(source: Source) -> syntax.Module:
    """Return the module that the source holds, whatever text stands before and after it."""
    concrete = Concrete(source)
    return _Units(concrete).module(faults.find_module(concrete))


class _Units(Expressions):
    """Reads the units of a module."""

    def __init__(self, concrete: Concrete) -> None:
        super().__init__(concrete)
        self._tags = _tags(concrete)

    def module(self, node: Node) -> syntax.Module:
        """Return a module, outer or inner."""
        self.descend(node)
        name, *rest = [
            child for child in kids(node) if child.type not in ("header_line", "double_line", "single_line")
        ]
        extends: tuple[tuple[str, Span], ...] = ()
        units: list[Unit] = []
        for child in rest:
            if child.type == "extends":
                extends = tuple((self.concrete.text(each), self.concrete.span(each)) for each in kids(child))
            elif (unit := self.unit(child)) is not None:
                units.append(unit)
        self.depth -= 1
        return syntax.Module(self.concrete.text(name), extends, tuple(units), self.concrete.span(name))

    def unit(self, node: Node) -> Unit | None:
        """Return one unit of a module; None for what has no meaning here (USE, HIDE)."""
        match node.type:
            case (
                "operator_definition" | "function_definition" | "module_definition" | "recursive_declaration"
            ):
                return self.definition(node)
            case "local_definition":
                inner = kids(node)[0]
                if inner.type == "instance":
                    return self._instance(inner, local=True)
                return self.definition(inner, local=True, first=node)
            case "instance":
                return self._instance(node)
            case "constant_declaration":
                return syntax.Constants(tuple(map(self._parameter, kids(node))))
            case "variable_declaration":
                return syntax.Variables(tuple(map(self._variable, kids(node))))
            case "assumption":
                name = node.child_by_field_name("name")
                body = kids(node)[-1]
                return syntax.Assume(
                    name and self.concrete.name(name), self.read(body), self.concrete.span(node)
                )
            case "theorem":
                return self._theorem(node)
            case "module":
                return self.module(node)
            case "use_or_hide":
                return None
        raise unexpected(self.concrete, node)

    def definition(
        self, node: Node, *, local: bool = False, first: Node | None = None
    ) -> syntax.Definition | syntax.FunctionDefinition | syntax.InstanceDefinition:
        """Return a definition, of a module or of a LET; `first` is the node that its comments are above."""
        if node.type == "recursive_declaration":
            raise recursive(self.concrete, node)
        name = field(node, "name")
        span = self.concrete.span(name)
        body = field(node, "definition")
        spelling = self._declared(name)
        if node.type == "function_definition":
            bounds = self.bounds([child for child in kids(node) if child.type == "quantifier_bound"])
            return syntax.FunctionDefinition(spelling, bounds, self.read(body), local, span)
        params = tuple(map(self._parameter, fields(node, "parameter")))
        if node.type == "module_definition":
            return syntax.InstanceDefinition(spelling, params, self._instance(body), local, span)
        return syntax.Definition(spelling, params, self.read(body), local, self._above(first or node), span)

    def _declared(self, name: Node) -> str:
        return symbol(name) if name.type.endswith("_op_symbol") else self.concrete.name(name)

    def _parameter(self, node: Node) -> syntax.Parameter:
        if node.type == "identifier":
            return syntax.Parameter(self.concrete.name(node), 0, self.concrete.span(node))
        name = field(node, "name")
        arity = sum(child.type == "placeholder" for child in node.named_children)
        return syntax.Parameter(self._declared(name), arity, self.concrete.span(name))

    def _instance(self, node: Node, *, local: bool = False) -> syntax.Instance:
        module, *substitutions = kids(node)
        pairs: list[tuple[str, Expr]] = []
        spans = []
        for each in substitutions:
            target, _, value = kids(each)
            pairs.append((self._declared(target), self.read(value)))
            spans.append(self.concrete.span(target))
        at, module_at = self.concrete.span(node), self.concrete.span(module)
        return syntax.Instance(self.concrete.name(module), tuple(pairs), local, at, module_at, tuple(spans))

    def _theorem(self, node: Node) -> syntax.Theorem:
        name = node.child_by_field_name("name")
        statement = field(node, "statement")
        body = None if statement.type == "assume_prove" else self.read(statement)
        return syntax.Theorem(name and self.concrete.name(name), body, self.concrete.span(node))

    # Tags

    def _variable(self, node: Node) -> syntax.Variable:
        row = node.start_point.row
        tags = self._above(node) + tuple(self._tags.get(row, ())) if self._tags else ()
        return syntax.Variable(self.concrete.name(node), tags, self.concrete.span(node))

    def _above(self, node: Node) -> tuple[Tag, ...]:
        if not self._tags:
            return ()
        found: list[Tag] = []
        row = node.start_point.row - 1
        while row >= 0 and self.concrete.lines[row].lstrip().startswith(b"\\*"):
            found[:0] = self._tags.get(row, ())
            row -= 1
        return tuple(found)


def _tags(concrete: Concrete) -> dict[int, list[Tag]]:
    r"""Return the `\* @key text` comments by row."""
    tags: dict[int, list[Tag]] = {}
    if b"@" not in concrete.bytes:
        return tags
    for row, line in enumerate(concrete.lines):
        if b"@" in line and (found := _TAG.search(text := line.decode())):
            first = len(text[: found.start()].encode())
            node = concrete.root.descendant_for_point_range((row, first), (row, len(line)))
            if node is not None and node.type == "comment":
                span = concrete.place(row, first, len(line.rstrip()))
                tags.setdefault(row, []).append(Tag(found[1], found[2].rstrip(), span))
    return tags
