"""The concrete tree of a module, as tree-sitter gives it, with places counted in characters."""

from __future__ import annotations

import warnings
from bisect import bisect_right
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

import tree_sitter_tlaplus
from tree_sitter import Language, Node, Parser

from rmapsmt.errors import SyntaxFault
from rmapsmt.source import Span
from rmapsmt.tla.symbols import OF_NODE, RESERVED
from rmapsmt.tla.tokens import readable

if TYPE_CHECKING:
    from rmapsmt.source import Source

COMMENTS = ("comment", "block_comment")


@cache
def _parser() -> Parser:
    with warnings.catch_warnings():  # the grammar's package still hands over an address
        warnings.simplefilter("ignore", DeprecationWarning)
        return Parser(Language(tree_sitter_tlaplus.language()))


TAB = 8


class Concrete:
    """One source with its concrete tree; turns nodes into text and spans.

    The tree is that of the text without tabs: as SANY does it, a tab goes to the next multiple of
    eight columns, which decides what belongs to a junction list.  Spans count a tab as a character.
    """

    def __init__(self, source: Source) -> None:
        """Parse the source."""
        self.source = source
        original = readable(source)
        text = original.expandtabs(TAB)
        self.bytes = text.encode()
        self.lines = self.bytes.split(b"\n")
        self.root = _parser().parse(self.bytes).root_node
        self._starts = [0, *accumulate(len(line) + 1 for line in self.lines)]
        self._ascii = len(self.bytes) == len(text)
        self._tabbed = original.split("\n") if "\t" in original else []
        self._plain = self._ascii and not self._tabbed

    def text(self, node: Node) -> str:
        """Return the text of a node."""
        return self.bytes[node.start_byte : node.end_byte].decode()

    def span(self, node: Node, end: Node | None = None) -> Span:
        """Return the place of a node, or from one to another; it ends with the first line."""
        # A node makes an object of a point each time that it is asked for one, and this is asked of each.
        start, stop = node.start_byte, (end or node).end_byte
        row = bisect_right(self._starts, start) - 1
        first, line_end = start - self._starts[row], self._starts[row + 1] - 1
        last = stop - self._starts[row] if stop <= line_end else len(self.lines[row].rstrip())
        return self.place(row, first, last)

    def place(self, row: int, first: int, last: int) -> Span:
        """Return the place of a stretch of bytes of one line."""
        if self._plain:
            return Span(self.source, row + 1, first + 1, max(1, last - first))
        if not self._ascii:
            line = self.lines[row]
            first, last = len(line[:first].decode()), len(line[:last].decode())
        if self._tabbed and "\t" in (tabbed := self._tabbed[row]):
            first, last = _unexpanded(tabbed, first), _unexpanded(tabbed, last)
        return Span(self.source, row + 1, first + 1, max(1, last - first))

    def name(self, node: Node) -> str:
        """Return the identifier that a node holds, which must not be a reserved word."""
        text = self.text(node)
        if text in RESERVED:
            raise SyntaxFault(
                f"syntax error: unexpected {text}", self.span(node), _RESERVED_HINTS.get(text, "")
            )
        return text


def _unexpanded(line: str, column: int) -> int:
    """Return the index of the character that stands at a column once tabs are expanded."""
    reached = 0
    for index, character in enumerate(line):
        if reached >= column:
            return index
        reached += TAB - reached % TAB if character == "\t" else 1
    return len(line)


_RESERVED_HINTS = {
    "LAMBDA": "LAMBDA can only be the argument of an operator; give the operator parameters: `Op(x) == ...`",
    "INSTANCE": "inside LET an instance needs a name: `I == INSTANCE M`",
    "LOCAL": "definitions inside LET are local anyway",
}


def kids(node: Node) -> list[Node]:
    """Return the children that carry meaning: neither punctuation nor comments."""
    return [child for child in node.named_children if child.type not in COMMENTS]


def field(node: Node, name: str) -> Node:
    """Return the one child in a field, which the grammar promises."""
    child = node.child_by_field_name(name)
    assert child is not None, (node.type, name)
    return child


def fields(node: Node, name: str) -> list[Node]:
    """Return the children of a field, without the punctuation between them."""
    return [c for c in node.children_by_field_name(name) if c.is_named and c.type not in COMMENTS]


def symbol(node: Node) -> str:
    """Return the canonical spelling of an operator symbol's node, or of a node that wraps one."""
    return OF_NODE.get(node.type) or OF_NODE[node.named_children[0].type]
