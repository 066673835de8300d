"""The words of a module's text, for finding the place of a syntax error.

tree-sitter reads modules; when it had to guess, its tree does not say where the text went wrong.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from rmapsmt.errors import SyntaxFault
from rmapsmt.source import Source, Span
from rmapsmt.tla.symbols import RESERVED, SYMBOLS, all_spellings, canonical

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

HEADER = re.compile(r"-{4,}[ \t]*MODULE\s+(\w+)\s*-{4,}")

# Signs that are no operators, with their Unicode spellings.
_OTHERS = r"""
    == << >>_ >> ]_ [] <> ( ) [ ] { } , : :: ! . @ |-> -> <- \A \E \AA \EE \forall \exists
    ≜ ∀ ∃ ⟼ ⟶ ⟵ 〈 〉 〉_
"""
_COMMENT_EDGE = re.compile(r"\(\*|\*\)")


@cache
def _token() -> re.Pattern[str]:
    """Return what a word looks like; it is compiled once somebody asks, since few texts are wrong."""
    signs = sorted({*all_spellings(), *_OTHERS.split()}, key=len, reverse=True)
    named = [sign[1:] for sign in signs if re.fullmatch(r"\\[A-Za-z]+", sign)]
    any_sign = "|".join(re.escape(sign) + ("(?![A-Za-z])" if sign[1:] in named else "") for sign in signs)
    return re.compile(
        r"(?P<blank>\s+|\\\*[^\n]*)"
        r"|(?P<comment>\(\*)"
        r'|(?P<string>"(?:\\.|[^"\\\n])*"?)'
        r"|(?P<number>\\[bBoOhH][0-9a-fA-F]+\b|\d+\.\d+|\d+\b)"
        r"|(?P<word>(?a:\w*[A-Za-z]\w*))"
        r"|(?P<rule>-{4,}|={4,})"
        r"|(?P<blankname>_)"
        rf"|(?P<strange>\\(?!(?:{'|'.join(named)})(?![A-Za-z]))[A-Za-z]+)"
        rf"|(?P<sign>{any_sign})"
    )


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text; `start` is its offset, `defines` tells whether a definition starts with it."""

    kind: str
    text: str
    start: int
    defines: bool = False

    @property
    def reserved(self) -> bool:
        """Tell whether the word cannot be a name."""
        return self.kind == "word" and self.text in RESERVED


class Places:
    """Offsets in a text as places."""

    def __init__(self, source: Source) -> None:
        """Find the lines of the text."""
        self.source = source
        self.starts = [0, *(m.end() for m in re.finditer("\n", source.text))]

    def at(self, offset: int, length: int = 1) -> Span:
        """Return the place of an offset."""
        line = bisect_right(self.starts, offset)
        return Span(self.source, line, offset - self.starts[line - 1] + 1, max(1, length))

    def line_after(self, offset: int) -> int:
        """Return the offset where the next line starts, or the text ends."""
        line = bisect_right(self.starts, offset)
        return self.starts[line] if line < len(self.starts) else len(self.source.text)

    def line(self, offset: int) -> int:
        """Return the number of the line that an offset is in."""
        return bisect_right(self.starts, offset)


def tokens(places: Places, start: int) -> list[Token]:
    """Return the words of the module that starts here; a SyntaxFault for what is no word."""
    found = list(_tokens(places, start))
    for begin in _beginnings(places, found):
        first = found[begin]
        found[begin] = Token(first.kind, first.text, first.start, defines=True)
    return found


def _tokens(places: Places, start: int) -> Iterator[Token]:
    text, token = places.source.text, _token()
    depth = 0
    while start < len(text):
        match = token.match(text, start)
        if match is None:
            raise SyntaxFault(f"syntax error: TLA+ has no character {text[start]}", places.at(start))
        kind, word = str(match.lastgroup), match[0]
        if kind == "comment":
            start = _after_comment(places, start)
            continue
        if kind == "string" and (len(word) == 1 or not word.endswith('"') or word.endswith('\\"')):
            raise SyntaxFault("syntax error: this string has no end", places.at(start, len(word)), 'add `"`')
        if kind != "blank":
            yield Token(kind, word, start)
        if word == "MODULE":
            depth += 1
        if kind == "rule" and word[0] == "=":
            depth -= 1
            if depth <= 0:
                return
        start = match.end()


def _after_comment(places: Places, start: int) -> int:
    depth = 0
    for edge in _COMMENT_EDGE.finditer(places.source.text, start):
        depth += 1 if edge[0] == "(*" else -1
        if not depth:
            return edge.end()
    raise SyntaxFault("syntax error: this comment has no end", places.at(start, 2), "add `*)`")


def _beginnings(places: Places, found: list[Token]) -> Iterator[int]:
    """Yield the index of the word that each definition starts with."""
    for index, token in enumerate(found):
        if token.text not in ("==", "≜") or index < 1:
            continue
        before = index - 1
        if found[before].text in (")", "]"):
            before = _opening(found, before) - 1
        elif before and found[before].kind == "word":
            operator = _fix(found[before - 1])
            first = found[before - 2] if operator == "infix" and before > 1 else found[before]
            if first.kind == "word" and places.line(first.start) == places.line(token.start):
                before -= {"infix": 2, "prefix": 1}.get(operator, 0)
        elif _fix(found[before]) == "postfix":
            before -= 1
        if before >= 0 and found[before].kind in ("word", "sign"):
            yield before


def _fix(token: Token) -> str:
    """Return how a symbol stands that a definition may be of."""
    symbol = SYMBOLS.get(canonical(token.text))
    return "" if symbol is None or (symbol.builtin and token.text != "-.") else symbol.fix


def _opening(found: list[Token], index: int) -> int:
    """Return the index of the bracket that the one at `index` closes."""
    depth = 0
    while index >= 0:
        depth += (found[index].text in (")", "]", "}")) - (found[index].text in ("(", "[", "{"))
        if not depth:
            return index
        index -= 1
    return 0


DEEPEST = 200
_LONG, _LONGEST = 300, 20_000
_PROOF_STEP = re.compile(r"<([*+\d]+)>")
_OPEN, _CLOSE = frozenset(("(", "[", "{", "<<", "〈")), frozenset((")", "]", "}", ">>", "]_", ">>_", "〉"))


def readable(source: Source) -> str:
    """Return the text for tree-sitter to read, with a SyntaxFault for what is too deep for it.

    Its scanner crashes on some 300 nested junction lists or proof levels, and is slow in long lines.
    Both need a line longer than people write, or proof steps; only then is the text looked at here.
    """
    text = source.text
    steps = _PROOF_STEP.findall(text)
    if (
        len({step for step in steps if step.isdigit()}) + len([s for s in steps if not s.isdigit()])
        > DEEPEST // 2
    ):
        raise SyntaxFault(
            "the proofs in this file nest too deeply", Span(source), "proofs are not read: remove them"
        )
    longest = max(map(len, text.split("\n")))
    header = HEADER.search(text)
    if longest <= _LONG or header is None:
        return text
    places = Places(source)
    words = tokens(places, header.start())
    if (deep := _too_deep(places, words)) is not None:
        hint = "give a part of the expression a name of its own"
        raise SyntaxFault(
            f"nesting is deeper than {DEEPEST} levels", places.at(deep.start, len(deep.text)), hint
        )
    if longest > _LONGEST:
        raise SyntaxFault(f"this file has a line of {longest} characters", Span(source), "break the line")
    return text[: words[-1].start + len(words[-1].text)]


def _too_deep(places: Places, words: list[Token]) -> Token | None:
    """Return the first word that stands inside too many brackets, lists, IFs, LETs and CASEs."""
    stack: list[tuple[str, int]] = []  # what is open, and a list's column
    column = 0
    for word in words:
        text = word.text
        if text in _CLOSE:
            _pop_to(stack, _OPEN)
            stack[-1:] = []
        elif text in ("THEN", "ELSE", "IN"):
            _pop_to(stack, {"THEN": ("IF",), "ELSE": ("THEN",), "IN": ("LET",)}[text])
            stack[-1:] = [(text, 0)]
        elif text == "[]":
            _pop_to(stack, ("CASE",))
        elif word.defines:
            _pop_to(stack, ("LET",))
        elif canonical(text) in ("/\\", "\\/"):
            column = places.at(word.start).column
            while stack and stack[-1][0] not in _OPEN and stack[-1][1] >= column:
                stack.pop()
            stack.append(("list", column))
        elif text in _OPEN or text in ("IF", "LET", "CASE"):
            stack.append((text, 0))
        if len(stack) > DEEPEST:
            return word
    return None


def _pop_to(stack: list[tuple[str, int]], kinds: Collection[str]) -> None:
    """Close what is open inside the innermost of these kinds, if there is one."""
    for index in range(len(stack) - 1, -1, -1):
        if stack[index][0] in kinds:
            del stack[index + 1 :]
            return
