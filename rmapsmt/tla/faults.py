"""Where tree-sitter had to guess: one located message for a text that is not TLA+.

A small automaton reads the words as SANY does, operand and operator in turn with a stack of what is
open, and blames the first word that cannot stand where it stands.  What it lets pass (the columns of
junction lists, say) is blamed on the first error node of the tree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.errors import SyntaxFault
from rmapsmt.source import Span
from rmapsmt.tla.concrete import COMMENTS
from rmapsmt.tla.symbols import SYMBOLS, canonical
from rmapsmt.tla.tokens import HEADER, Places, Token, tokens

if TYPE_CHECKING:
    from tree_sitter import Node

    from rmapsmt.tla.concrete import Concrete

_STATEMENTS = ("ASSUME", "ASSUMPTION", "AXIOM", "THEOREM", "LEMMA", "PROPOSITION", "COROLLARY")
_DECLARATIONS = ("VARIABLE", "VARIABLES", "CONSTANT", "CONSTANTS", "RECURSIVE")
_UNITS = frozenset((*_STATEMENTS, *_DECLARATIONS, "LOCAL"))
_PROOFS = frozenset(("PROVE", "PROOF", "BY", "QED", "OBVIOUS", "OMITTED", "USE", "HIDE", "SUFFICES"))
_OPENING = {"(": ")", "[": "]", "{": "}", "<<": ">>", "〈": "〉"}
_CLOSING = {")": ")", "]": "]", "}": "}", ">>": ">>", "]_": "]", ">>_": ">>", "〉": "〉"}
_BINDERS = frozenset((r"\A", r"\E", r"\AA", r"\EE", r"\forall", r"\exists", "∀", "∃", "CHOOSE", "LAMBDA"))
_INSTEAD = {
    r"\neq": "write `#` or `/=`",
    r"\not": "write `~`",
    r"\mod": "write `%`",
    r"\bool": "write BOOLEAN",
}
_CLOSED_BY = {**_OPENING, "group": ")", "IF": "THEN", "THEN": "ELSE", "LET": "IN", "binder": ":"}


def find_module(concrete: Concrete) -> Node:
    """Return the node of the first module; a SyntaxFault if the text is not TLA+."""
    root = concrete.root
    for child in root.named_children if root.type == "source_file" else ():
        if child.type == "module" and (not child.has_error or _first_error(child) is None):
            return child
        if child.type not in (*COMMENTS, "extramodular_text"):
            break
    raise _fault(concrete)


def _fault(concrete: Concrete) -> SyntaxFault:
    places = Places(concrete.source)
    header = HEADER.search(concrete.source.text)
    if header is None:
        hint = "a module starts with `---- MODULE Name ----`"
        return SyntaxFault("syntax error: there is no MODULE in this file", Span(concrete.source), hint)
    try:
        _Reader(places).read(tokens(places, header.start()))
    except SyntaxFault as fault:
        return fault
    node = _first_error(concrete.root)
    if node is None or node == concrete.root:
        return SyntaxFault("syntax error: this module is not TLA+", places.at(header.start(), len(header[0])))
    text = concrete.text(node).split()
    message = f"syntax error: unexpected {text[0]}" if text else "syntax error: something is missing here"
    return SyntaxFault(message, concrete.span(node))


def _first_error(node: Node) -> Node | None:
    todo = [node]
    while todo:
        node = todo.pop()
        if (node.is_error and not any(child.has_error for child in node.children)) or node.is_missing:
            return node
        todo += [c for c in reversed(node.children) if c.has_error and c.type not in COMMENTS]
    return None


class _Reader:
    """Reads words until one cannot stand where it stands."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.open: list[tuple[str, Token]] = []
        self.wanted = False  # an operand is
        self.list = False  # commas may stand in this unit
        self.before: Token | None = None
        self.words: list[Token] = []
        self.header = 0  # the index of the last word of the header

    def read(self, words: list[Token]) -> None:
        """Raise a SyntaxFault at the first word that cannot stand where it stands."""
        self.words = words
        if any(word.text in _PROOFS for word in words):
            return  # only definitions and statements are read here
        skip = 0
        for index, word in enumerate(words):
            following = words[index + 1] if index + 1 < len(words) else None
            if index >= skip:
                skip = index + self.word(word, following, index)
            self.before = word
        end = self.places.line_after(words[-1].start if words else 0)
        if not words or words[-1].text[:4] != "====":
            closed = self._unclosed()
            message = "syntax error: the module has no end" + (f" ({closed})" if closed else "")
            raise SyntaxFault(message, self.places.at(end), "a module ends with `====`")

    def word(self, word: Token, following: Token | None, index: int) -> int:
        """Read a word; the answer is how many words to go on by."""
        if word.kind == "strange":
            hint = _INSTEAD.get(word.text, "")
            raise SyntaxFault(
                f"syntax error: unknown operator {word.text}",
                self.places.at(word.start, len(word.text)),
                hint,
            )
        if word.text == "MODULE":
            self.header = index + 2
            return 3
        if word.text == "EXTENDS" and index == self.header + 1:
            self.wanted = self.list = True
            return 1
        if word.text == "INSTANCE" and not self.wanted and not self.open:
            self.wanted = self.list = True
            return 1
        if word.defines or word.kind == "rule" or (word.text in _UNITS and not self._in_let(word)):
            return self._unit(word, index)
        if self.wanted:
            return self._operand(word, following)
        return self._operator(word, following)

    def _in_let(self, word: Token) -> bool:
        return word.text == "LOCAL" and bool(self.open)

    def _unit(self, word: Token, index: int) -> int:
        named = self.before is not None and self.before.text in _STATEMENTS
        local = self.before is not None and self.before.text == "LOCAL"
        within = bool(self.open) and self.open[-1][1] is self.before and self.before.text == "LET"
        if self.wanted and not (named or local or within):
            raise self._unexpected(word)
        while self.open and self.open[-1][0] == "CASE":
            self.open.pop()
        if self.open and not (self.open[-1][0] == "LET" and word.defines):
            raise self._unexpected(word)
        if word.reserved and word.defines:
            raise self._unexpected(word)
        self.list = word.text in _DECLARATIONS
        self.wanted = word.kind != "rule"
        if not word.defines:
            return 1
        index += 1
        while self.words[index].text not in ("==", "≜"):
            index += 1
        return index + 1 - self.words.index(word)

    def _operand(self, word: Token, following: Token | None) -> int:
        text = word.text
        if self.open and self.open[-1][0] == "LET" and self.open[-1][1] is self.before:
            raise self._unexpected(word)
        if self.before is not None and self.before.text == "EXCEPT" and text != "!":
            raise self._unexpected(word, "an update is written `![a] = e` or `!.field = e`")
        if text == "LAMBDA" and not self.list and (not self.open or self.open[-1][0] != "("):
            raise self._unexpected(word)
        if text in _OPENING:
            grouped = text == "(" and not (self.before is not None and _fix(self.before) == "infix")
            self.open.append(("group" if grouped else text, word))
        elif text in _BINDERS:
            self.open.append(("binder", word))
        elif text in ("IF", "CASE", "LET"):
            self.open.append((text, word))
        elif (
            text in _CLOSING
            and self.open
            and self.before is self.open[-1][1]
            and text[:2] in ("}", ">>", "〉")
        ):
            self._close(word)
        elif text == "INSTANCE":
            self.list = True
        elif self._is_argument(text, following):
            self.wanted = False
        elif (symbol := SYMBOLS.get(canonical(text))) and (
            symbol.fix == "prefix" or symbol.name in ("-", "/\\", "\\/")
        ):
            pass
        elif (word.kind in ("word", "number", "string", "blankname") or text == "@") and (
            not word.reserved or text in ("OTHER", "WF_", "SF_")
        ):
            self.wanted = text in ("WF_", "SF_")
        else:
            raise self._unexpected(word)
        return 1

    def _is_argument(self, text: str, following: Token | None) -> bool:
        """Tell whether a sign is itself an operand: `F(+, 1)`, `I!+(1, 2)`, the ! of EXCEPT."""
        if text == "!":
            return bool(self.open) and self.open[-1][0] == "["
        named = self.before is not None and self.before.text == "!"
        last = following is not None and following.text in (",", ")")
        return canonical(text) in SYMBOLS and (named or last)

    def _operator(self, word: Token, following: Token | None) -> int:
        text = word.text
        if text in _CLOSING:
            self._close(word)
            self.wanted = text.endswith("_")
            return 1
        if text in ("(", "["):
            if text == "(" and self.before is not None and self.before.kind in ("number", "string"):
                raise self._unexpected(word)
            self.open.append((text, word))
            self.wanted = True
            return 1
        if text == "[]" and self.open and self.open[-1][0] == "CASE":
            self.wanted = True
            return 1
        if text in ("THEN", "ELSE", "IN"):
            self._keyword(word)
        elif text == ".":
            return 2
        elif text == "!":
            if following is not None and following.text == "=" and following.start == word.start + 1:
                raise self._unexpected(word, "not equal is written `#` or `/=`")
        elif text in (",", ":", "->", "|->", "EXCEPT"):
            self._separator(word)
        elif (symbol := SYMBOLS.get(canonical(text))) is not None and symbol.fix == "postfix":
            return 1
        elif (
            (symbol is None or symbol.fix == "prefix")
            and text not in ("::", "<-", "WITH")
            and word.text.isascii()
        ):
            raise self._unexpected(word)
        self.wanted = True
        return 1

    def _keyword(self, word: Token) -> None:
        opening = {"THEN": "IF", "ELSE": "THEN", "IN": "LET"}[word.text]
        while self.open and self.open[-1][0] == "CASE" != opening:
            self.open.pop()
        if not self.open or self.open[-1][0] != opening:
            raise self._unexpected(word)
        self.open.pop()
        if word.text == "THEN":
            self.open.append(("THEN", word))

    def _separator(self, word: Token) -> None:
        if word.text == "->" and self.open and self.open[-1][0] == "CASE":
            return
        while self.open and self.open[-1][0] == "CASE":
            self.open.pop()
        top = self.open[-1][0] if self.open else ""
        allowed = {
            ",": ("(", "[", "{", "<<", "〈", "binder"),
            ":": ("[", "{", "binder"),
            "->": ("[",),
            "|->": ("[",),
            "EXCEPT": ("[",),
        }[word.text]
        if top not in allowed and not (word.text == "," and self.list and not top):
            raise self._unexpected(word)
        if word.text == ":" and top == "binder":
            self.open.pop()

    def _close(self, word: Token) -> None:
        while self.open and self.open[-1][0] == "CASE":
            self.open.pop()
        if not self.open or _CLOSED_BY.get(self.open[-1][0]) != _CLOSING[word.text]:
            raise self._unexpected(word)
        self.open.pop()
        self.wanted = False

    # Words of the error

    def _unclosed(self) -> str:
        if not self.open:
            return ""
        kind, opening = self.open[-1]
        missing = _CLOSED_BY.get(kind, "its end")
        return f"the {opening.text} at line {self.places.line(opening.start)} lacks {missing}"

    def _unexpected(self, word: Token, hint: str = "") -> SyntaxFault:
        place = self.places.at(word.start, len(word.text))
        message = f"syntax error: unexpected {word.text}"
        new_line = self.before is None or self.places.line(self.before.start) < place.line
        if not self.wanted and not self.open and new_line and word.kind == "word" and not word.reserved:
            for later in self.words[self.words.index(word) + 1 :]:
                if later.text == "=" and self.places.line(later.start) == place.line:
                    hint = "a definition is written with `==`"
                    return SyntaxFault("syntax error: unexpected =", self.places.at(later.start), hint)
        if word.defines and not new_line:
            word = next(w for w in self.words[self.words.index(word) :] if w.text in ("==", "≜"))
            return self._unexpected(word)
        if word.text in ("==", "≜"):
            hint = "equality is written `=`, a definition stands at the start of a line"
        elif word.text == "LAMBDA":
            hint = "LAMBDA can only be the argument of an operator"
        elif word.defines or word.kind == "rule" or word.text in _UNITS or word.text in _CLOSING:
            unclosed = self._unclosed()
            hint = hint or unclosed or ("an expression is missing before it" if self.wanted else "")
        elif self.wanted and not hint:
            hint = "an expression is missing before it"
        return SyntaxFault(message, place, hint)


def _fix(token: Token) -> str:
    symbol = SYMBOLS.get(canonical(token.text))
    return symbol.fix if symbol is not None else ""
