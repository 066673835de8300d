"""A C function as tree-sitter-c reads it: its words in the order in which they are run.

Every identifier becomes a node of a control-flow graph, arguments before the call that they are for.
Of conditional compilation the first branch counts.  What comes out of a test is kept as a word of its
own; nothing else is known of values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import tree_sitter_c
from tree_sitter import Language, Node, Parser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_CONDITIONAL = re.compile(r"[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b")
_LOOP = re.compile(r"(?<=\t)\w*for_?each\w*(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))(?=\s*[^;\s])")
_ANNOTATION = re.compile(r"\b__(user|init|exit|sched|releases\(.*\)|acquires\(.*\))(?!\w)")
_EXPECTED = ("likely", "unlikely")


@dataclass(frozen=True, slots=True)
class Word:
    """An identifier where it is run, or (with `assumed` set) what a test of that expression came to."""

    text: str
    line: int = 0
    args: tuple[str, ...] = ()  # of a call
    target: str = ""  # what the value of a call is assigned to
    called: bool = False
    assumed: bool | None = None


@dataclass(slots=True)
class Flow:
    """The words of a function and which may come after which; the first is its entry, the second its end."""

    words: list[Word] = field(default_factory=lambda: [Word(""), Word("")])
    after: list[list[int]] = field(default_factory=lambda: [[], []])
    doubtful: bool = False  # tree-sitter did not understand all of it
    ENTRY = 0
    END = 1

    def add(self, word: Word, before: Iterable[int]) -> int:
        """Add a word that may come after these, and return its number."""
        self.words.append(word)
        self.after.append([])
        self.join(before, len(self.words) - 1)
        return len(self.words) - 1

    def join(self, before: Iterable[int], number: int) -> None:
        """Let a word come after these."""
        for each in before:
            self.after[each].append(number)


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_c.language()))


def functions(text: str) -> Mapping[str, Flow]:
    """Return the functions that a C text defines, by name; each is read when it is asked for."""
    root = _parser().parse(_plain(text).encode()).root_node
    return _Lazily({_name(node): node for node in _definitions(root)})


class _Lazily(Mapping[str, Flow]):
    def __init__(self, nodes: dict[str, Node]) -> None:
        self.nodes = nodes
        self.flows: dict[str, Flow] = {}

    def __getitem__(self, name: str) -> Flow:
        if name not in self.flows:
            self.flows[name] = _Reader().function(self.nodes[name])
        return self.flows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)


def _plain(text: str) -> str:
    """Return the text in C proper: of `#if` the first branch, no annotations, a macro's loop as a `while`."""
    lines, dropped = [], [False]
    for line in text.split("\n"):
        found = _CONDITIONAL.match(line)
        match found and found[1]:
            case "if" | "ifdef" | "ifndef":
                dropped.append(dropped[-1])
            case "elif" | "else":
                dropped[-1] = True
            case "endif" if len(dropped) > 1:
                dropped.pop()
        lines.append("" if found or dropped[-1] else line)
    return _LOOP.sub(lambda match: f"while ({match[0]})", _ANNOTATION.sub("", "\n".join(lines)))


def _definitions(node: Node) -> Iterator[Node]:
    for child in node.named_children:
        if child.type == "function_definition":
            yield child
        elif child.type in ("ERROR", "linkage_specification", "declaration_list"):
            yield from _definitions(child)


def _name(node: Node) -> str:
    while (inner := node.child_by_field_name("declarator")) is not None:
        node = inner
    return _text(node)


def _text(node: Node | None) -> str:
    return (node.text or b"").decode() if node else ""


def _part(node: Node, name: str) -> Node:
    part = node.child_by_field_name(name)
    assert part is not None, (node.type, name)
    return part


class _Reader:
    """Reads one function; a method takes the words that may come before and returns those that come last."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.labels: dict[str, int] = {}
        self.gotos: list[tuple[str, list[int]]] = []
        self.breaks: list[list[int]] = []
        self.continues: list[int] = []

    def function(self, node: Node) -> Flow:
        """Return the flow of a definition."""
        self.flow.doubtful = node.has_error
        self.flow.join(self.statement(_part(node, "body"), [Flow.ENTRY]), Flow.END)
        for label, before in self.gotos:
            self.flow.join(before, self.labels[label])
        return self.flow

    def _mark(self, before: Iterable[int] = ()) -> int:
        return self.flow.add(Word(""), before)

    # Statements

    def statement(self, node: Node, before: list[int]) -> list[int]:
        """Read a statement, or anything that holds statements."""
        match node.type:
            case "comment":
                return before
            case "compound_statement":
                return self._block(node.named_children, before)
            case "if_statement":
                return self._if(node, before)
            case "while_statement" | "do_statement" | "for_statement":
                return self._loop(node, before)
            case "switch_statement":
                return self._switch(node, before)
            case "labeled_statement":
                label, *rest = node.named_children
                self.labels[_text(label)] = mark = self._mark(before)
                return self._block(rest, [mark])
            case "goto_statement":
                self.gotos.append((_text(node.named_children[0]), before))
            case "return_statement":
                self.flow.join(self._all(node.named_children, before), Flow.END)
            case "break_statement":
                self.breaks[-1] += before
            case "continue_statement":
                self.flow.join(before, self.continues[-1])
            case _:
                return self.value(node, before)
        return []

    def _block(self, nodes: Iterable[Node], before: list[int]) -> list[int]:
        for node in nodes:
            before = self.statement(node, before)
        return before

    def _body(self, node: Node, before: list[int], again: int) -> list[int]:
        """Read the body of a loop; what breaks out of it is left in `breaks`."""
        self.breaks.append([])
        self.continues.append(again)
        last = self.statement(node, before)
        self.continues.pop()
        return last

    def _if(self, node: Node, before: list[int]) -> list[int]:
        true, false = self.test(_part(node, "condition"), before)
        true = self.statement(_part(node, "consequence"), true)
        other = node.child_by_field_name("alternative")
        return true + (self._block(other.named_children, false) if other else false)

    def _loop(self, node: Node, before: list[int]) -> list[int]:
        condition = node.child_by_field_name("condition")
        body = _part(node, "body")
        if initial := node.child_by_field_name("initializer"):
            before = self.value(initial, before)
        if node.type == "do_statement":
            again = self._mark()
            first = self._mark(before)
            self.flow.join(self._body(body, [first], again), again)
            true, false = self.test(_part(node, "condition"), [again])
            self.flow.join(true, first)
            return false + self.breaks.pop()
        first = self._mark(before)
        true, false = self.test(condition, [first]) if condition else ([first], [])
        again = self._mark()
        self.flow.join(self._body(body, true, again), again)
        update = node.child_by_field_name("update")
        self.flow.join(self.value(update, [again]) if update else [again], first)
        return false + self.breaks.pop()

    def _switch(self, node: Node, before: list[int]) -> list[int]:
        chosen = self.value(_part(node, "condition"), before)
        self.breaks.append([])
        last: list[int] = []
        default = False
        for case in _part(node, "body").named_children:
            default |= _text(case).startswith("default")
            parts = case.named_children
            if value := case.child_by_field_name("value"):
                parts = [part for part in parts if part != value]
            last = self._block(parts, chosen + last)
        return last + self.breaks.pop() + ([] if default else chosen)

    # Expressions

    def test(self, node: Node, before: list[int]) -> tuple[list[int], list[int]]:
        """Read a condition; return the words after which it is true, and those after which it is false."""
        if node.type == "parenthesized_expression":
            return self.test(_inner(node), before)
        if _is_call(node) and _text(node.child_by_field_name("function")) in _EXPECTED:
            return self.test(_inner(_part(node, "arguments")), before)
        operator = _text(node.child_by_field_name("operator"))
        if node.type == "unary_expression" and operator == "!":
            true, false = self.test(_part(node, "argument"), before)
            return false, true
        if node.type == "binary_expression" and operator in ("&&", "||"):
            true, false = self.test(_part(node, "left"), before)
            if operator == "&&":
                true, false_too = self.test(_part(node, "right"), true)
                return true, false + false_too
            true_too, false = self.test(_part(node, "right"), false)
            return true + true_too, false
        last = self.value(node, before)
        tested = _text(node.child_by_field_name("function")) if _is_call(node) else _text(node)
        return (
            [self.flow.add(Word(tested, _line(node), assumed=True), last)],
            [self.flow.add(Word(tested, _line(node), assumed=False), last)],
        )

    def value(self, node: Node, before: list[int], target: str = "") -> list[int]:
        """Read an expression or a declaration; its value is for `target`."""
        match node.type:
            case "identifier" | "field_identifier":
                return [self.flow.add(Word(_text(node), _line(node)), before)]
            case "call_expression":
                return self._call(node, before, target)
            case "assignment_expression" | "init_declarator":
                left, *_, right = node.named_children
                before = self.value(right, before, _text(left).lstrip("* "))
                return self.value(left, before)
            case "binary_expression" if _text(node.child_by_field_name("operator")) in ("&&", "||"):
                true, false = self.test(node, before)
                return true + false
            case "conditional_expression":
                true, false = self.test(_part(node, "condition"), before)
                chosen = node.child_by_field_name("consequence")  # none in `a ?: b`
                true = self.value(chosen, true) if chosen else true
                return true + self.value(_part(node, "alternative"), false)
        return self._all(node.named_children, before)

    def _all(self, nodes: Iterable[Node], before: list[int]) -> list[int]:
        for node in nodes:
            before = self.value(node, before)
        return before

    def _call(self, node: Node, before: list[int], target: str) -> list[int]:
        function, arguments = _part(node, "function"), _part(node, "arguments")
        before = self.value(arguments, before)
        if function.type != "identifier":
            return self.value(function, before)
        args = tuple(_text(each) for each in arguments.named_children if each.type != "comment")
        word = Word(_text(function), _line(function), args, target, called=True)
        return [self.flow.add(word, before)]


def _is_call(node: Node) -> bool:
    return node.type == "call_expression"


def _line(node: Node) -> int:
    return node.start_point.row + 1


def _inner(node: Node) -> Node:
    return next(child for child in node.named_children if child.type != "comment")
