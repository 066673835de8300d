r"""TLC's configuration files, with TLC's meaning.

    CONSTANTS  N = 3   Proc = {p1, p2}   Op <- Other
    SPECIFICATION Spec            or INIT Init and NEXT Next
    INVARIANTS Inv                CONSTRAINT Small           CHECK_DEADLOCK FALSE

An identifier that stands as a value is a model value.  What TLC can do and this tool cannot
(PROPERTY, SYMMETRY, VIEW and others) is refused by name, unless the user agrees to go without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NoReturn

from rmapsmt.errors import ConfigFault
from rmapsmt.ir import ModelValue
from rmapsmt.manifest.text import Ref, near, read
from rmapsmt.source import NOWHERE, Source, Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from rmapsmt.ir import ConstantDecl, Value

_SECTIONS = {
    "CONSTANT": "constants", "CONSTANTS": "constants",
    "SPECIFICATION": "specification", "INIT": "init", "NEXT": "next",
    "INVARIANT": "invariants", "INVARIANTS": "invariants",
    "CONSTRAINT": "constraints", "CONSTRAINTS": "constraints",
    "CHECK_DEADLOCK": "deadlock",
}  # fmt: skip

_LIVENESS = "only invariants are settled here, not temporal properties"
_UNSUPPORTED = {
    "PROPERTY": _LIVENESS,
    "PROPERTIES": _LIVENESS,
    "SYMMETRY": "states are counted without symmetry; the search may be longer, the verdict is the same",
    "VIEW": "states are told apart by all their variables",
    "ACTION_CONSTRAINT": "put the condition into the action, or use CONSTRAINT",
    "ACTION_CONSTRAINTS": "put the condition into the action, or use CONSTRAINT",
    "POSTCONDITION": "it is evaluated by TLC after its search",
    "ALIAS": "traces show the variables themselves",
    "TYPE": "it belongs to other tools than TLC",
    "TYPE_CONSTRAINT": "it belongs to other tools than TLC",
    "_PERIODIC": "it belongs to TLC's simulation",
    "_RL_REWARD": "it belongs to TLC's simulation",
}

_DEEPEST = 50
_TOKEN = re.compile(
    r"""(?P<blank>\s+|\\\*[^\n]*)
      | (?P<open>\(\*)
      | (?P<string>"(?:[^"\\\n]|\\.)*")
      | (?P<number>-?[0-9]+(?![A-Za-z0-9_!]))
      | (?P<word>[A-Za-z0-9_][A-Za-z0-9_!]*)
      | (?P<sign><-|[={},()\[\]])""",
    re.VERBOSE | re.ASCII,
)
_COMMENT = re.compile(r"\(\*|\*\)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}


@dataclass(frozen=True, slots=True)
class Config:
    """A TLC model; either `specification` or both `init` and `next` are given."""

    constants: Mapping[str, Value]
    overrides: Mapping[str, str]  # a constant or operator, and the operator that takes its place
    specification: Ref | None
    init: Ref | None
    next: Ref | None
    invariants: tuple[Ref, ...]
    constraints: tuple[Ref, ...]
    check_deadlock: bool = True
    notes: tuple[str, ...] = ()  # what was set aside, to be said to the user
    spans: Mapping[str, Span] = field(default_factory=dict, compare=False, repr=False)
    targets: Mapping[str, Span] = field(default_factory=dict, compare=False, repr=False)  # of overrides
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    def without_deadlock(self) -> Config:
        """Return the same model, in which a behaviour may end."""
        return replace(self, check_deadlock=False)

    def operators(self) -> tuple[Ref, ...]:
        """Return every operator that is named as a formula."""
        given = (self.specification, self.init, self.next)
        return (*(ref for ref in given if ref), *self.invariants, *self.constraints)


def load(path: Path, *, ignore_unsupported: bool = False) -> Config:
    """Read a TLC configuration, or raise one located ConfigFault."""
    return parse(read(path, ConfigFault), ignore_unsupported=ignore_unsupported)


def parse(source: Source, *, ignore_unsupported: bool = False) -> Config:
    """Read a TLC configuration from its text."""
    return _Parser(source, _tokens(source), ignore_unsupported).config()


def check_operators(config: Config, formulas: Collection[str], defined: Collection[str]) -> None:
    """Raise a fault at the first operator that does not exist.

    `formulas` are the operators without parameters, `defined` all that may take another's place.
    """
    for ref in config.operators():
        if ref.name not in formulas:
            message = f"there is no operator {ref} without parameters"
            raise ConfigFault(message, ref.span, near(ref.name, formulas))
    for old, new in config.overrides.items():
        if new not in defined and new not in formulas:
            message = f"there is no operator {new} to take the place of {old}"
            raise ConfigFault(message, config.targets[old], near(new, defined))


def check_constants(config: Config, constants: Iterable[ConstantDecl]) -> None:
    """Raise a fault unless the configuration gives a value to every constant, and to nothing else.

    `constants` are the declared ones that are not replaced, and the operators that were given values.
    """
    declared = {constant.name: constant.span for constant in constants}
    for name in config.constants:
        if name not in declared:
            raise ConfigFault(f"there is no constant {name}", config.spans[name], near(name, declared))
    for name, span in declared.items():
        if name not in config.constants and name not in config.overrides:
            hint = f"CONSTANT {name} = ... in {config.span.source.name}"
            raise ConfigFault(f"the configuration gives no value to the constant {name}", span, hint)


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, number, string or sign; the last token of a text has the kind `end`."""

    kind: str
    text: str
    span: Span


def _tokens(source: Source) -> list[_Token]:
    """Return the text's tokens, without comments."""
    found: list[_Token] = []
    text, at, line, line_start = source.text, 0, 1, 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            span = Span(source, line, at - line_start + 1)
            raise ConfigFault(f"`{text[at]}` has no meaning in a configuration", span)
        span = Span(source, line, at - line_start + 1, len(match[0].partition("\n")[0]) or 1)
        end = _comment_end(text, at, span) if match.lastgroup == "open" else match.end()
        if match.lastgroup not in {"blank", "open"}:
            found.append(_Token(match.lastgroup or "", match[0], span))
        newlines = text.count("\n", at, end)
        if newlines:
            line, line_start = line + newlines, text.rfind("\n", at, end) + 1
        at = end
    found.append(_Token("end", "the end of the file", Span(source, line, len(text) - line_start + 1)))
    return found


def _comment_end(text: str, start: int, span: Span) -> int:
    """Return where the comment that begins here ends; comments nest."""
    depth = 0
    for match in _COMMENT.finditer(text, start):
        depth += 1 if match[0] == "(*" else -1
        if depth == 0:
            return match.end()
    raise ConfigFault("this comment does not end", span, "close it by *)")


class _Parser:
    """Reads sections; each begins with its keyword and goes on to the next one."""

    def __init__(self, source: Source, tokens: list[_Token], ignore_unsupported: bool) -> None:  # noqa: FBT001 - private
        """Start before the first token."""
        self.source, self.tokens, self.at = source, tokens, 0
        self.ignore_unsupported = ignore_unsupported
        self.constants: dict[str, Value] = {}
        self.overrides: dict[str, str] = {}
        self.spans: dict[str, Span] = {}
        self.targets: dict[str, Span] = {}
        self.keywords: dict[str, Span] = {}
        self.single: dict[str, Ref] = {}
        self.several: dict[str, list[Ref]] = {"invariants": [], "constraints": []}
        self.deadlock: bool | None = None
        self.notes: list[str] = []

    @property
    def token(self) -> _Token:
        """The token that is looked at."""
        return self.tokens[self.at]

    def next(self) -> _Token:
        """Return the token and go on."""
        token = self.token
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def config(self) -> Config:
        """Read everything."""
        while self.token.kind != "end":
            self.section(self.next())
        given = self.single
        for key in ("init", "next"):
            if key in given and "specification" in given:
                self.fail(f"both SPECIFICATION and {key.upper()} are given", self.keywords[key])
        start = Span(self.source)
        if "specification" not in given and not {"init", "next"} <= given.keys():
            hint = "name the operators, e.g. SPECIFICATION Spec"
            self.fail("neither SPECIFICATION nor both INIT and NEXT are given", start, hint)
        return Config(
            constants=self.constants,
            overrides=self.overrides,
            specification=given.get("specification"),
            init=given.get("init"),
            next=given.get("next"),
            invariants=tuple({ref.name: ref for ref in self.several["invariants"]}.values()),
            constraints=tuple({ref.name: ref for ref in self.several["constraints"]}.values()),
            check_deadlock=self.deadlock is not False,
            notes=tuple(self.notes),
            spans=self.spans,
            targets=self.targets,
            span=start,
        )

    def section(self, keyword: _Token) -> None:
        """Read one section."""
        match _SECTIONS.get(keyword.text):
            case "constants":
                while self.names_something():
                    self.constant()
            case "specification" | "init" | "next" as what:
                if what in self.single:
                    self.fail(f"{keyword.text} is given twice", keyword.span)
                self.single[what] = self.operator(keyword)
                self.keywords[what] = keyword.span
            case "invariants" | "constraints" as what:
                while self.names_something():
                    self.several[what].append(self.operator(keyword))
            case "deadlock":
                self.check_deadlock(keyword)
            case _:
                self.unsupported(keyword)

    def names_something(self) -> bool:
        """Tell whether the section goes on."""
        return self.token.kind != "end" and not self.is_keyword(self.token)

    def is_keyword(self, token: _Token) -> bool:
        """Tell whether a section begins here."""
        return token.kind == "word" and (token.text in _SECTIONS or token.text in _UNSUPPORTED)

    def operator(self, keyword: _Token) -> Ref:
        """Return the operator that is named here."""
        token = self.next()
        if token.kind != "word" or self.is_keyword(token):
            self.fail(f"{keyword.text} must name an operator, not {token.text}", token.span)
        if self.token.text == "(" or "!" in token.text:
            self.fail(f"{keyword.text} must name an operator without arguments", token.span)
        return Ref(token.text, token.span)

    def unsupported(self, keyword: _Token) -> None:
        """Refuse a section by name, or skip it and say so."""
        if keyword.text not in _UNSUPPORTED:
            known = [*_SECTIONS, *_UNSUPPORTED]
            hint = (
                near(keyword.text, known) or "a section begins with a keyword such as CONSTANTS or INVARIANT"
            )
            self.fail(f"`{keyword.text}` begins no section", keyword.span, hint)
        if not self.ignore_unsupported:
            hint = f"{_UNSUPPORTED[keyword.text]}; --ignore-unsupported goes on without it"
            self.fail(f"{keyword.text} is not supported", keyword.span, hint)
        names = []
        while self.names_something():
            names.append(self.next().text)
        self.notes.append(f"{keyword.span}: ignored {' '.join([keyword.text, *names])}")

    def check_deadlock(self, keyword: _Token) -> None:
        """Read TRUE or FALSE."""
        token = self.next()
        if token.text not in {"TRUE", "FALSE"}:
            self.fail(f"CHECK_DEADLOCK must be TRUE or FALSE, not {token.text}", token.span)
        if self.deadlock is not None:
            self.fail("CHECK_DEADLOCK is given twice", keyword.span)
        self.deadlock = token.text == "TRUE"

    def constant(self) -> None:
        """Read `C = value` or `C <- operator`."""
        name = self.next()
        if name.kind != "word":
            self.fail(f"a constant's name must stand here, not {name.text}", name.span)
        if "!" in name.text:
            self.fail(f"`{name.text}`: a constant of an instance cannot be given a value", name.span)
        if self.token.text == "(":
            hint = f"define the operator in the specification and write {name.text} <- its name"
            self.fail("a constant operator cannot be given its values one by one", name.span, hint)
        if name.text in self.spans:
            first = self.spans[name.text].line
            self.fail(f"{name.text} is given a value twice; first in line {first}", name.span)
        self.spans[name.text] = name.span
        sign = self.next()
        if sign.text not in {"=", "<-"} or sign.kind != "sign":
            self.fail(f"`=` or `<-` must follow {name.text}, not {sign.text}", sign.span)
        if self.token.text == "[":
            hint = "define the operator in a module that extends the other one"
            self.fail("a replacement inside one module, by [Module], is not supported", self.token.span, hint)
        if sign.text == "=":
            self.constants[name.text] = self.value(0)
            return
        operator = self.next()
        if operator.kind != "word" or self.is_keyword(operator):
            self.fail(f"<- must be followed by an operator, not {operator.text}", operator.span)
        self.overrides[name.text] = operator.text
        self.targets[name.text] = operator.span

    def value(self, depth: int) -> Value:
        """Read a number, string, truth, model value or set of such."""
        token = self.next()
        if depth > _DEEPEST:
            self.fail(f"nested more than {_DEEPEST} deep", token.span)
        if token.kind == "number" and len(token.text) <= 1000:  # noqa: PLR2004 - digits that int() reads
            return int(token.text)
        if token.kind == "string":
            return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), token.text[1:-1])
        if token.kind == "word" and not self.is_keyword(token):
            return {"TRUE": True, "FALSE": False}.get(token.text, ModelValue(token.text))
        if token.text == "{":
            return self.set(depth, token.span)
        return self.fail(f"a value must stand here, not {token.text}", token.span)

    def set(self, depth: int, start: Span) -> Value:
        """Read the elements of a set and its closing brace."""
        found: list[Value] = []
        kinds: set[type] = set()
        while self.token.text != "}":
            if self.token.kind == "end" or self.is_keyword(self.token):
                self.fail("this set does not end", start, "close it by }")
            place = self.token.span
            element = self.value(depth + 1)
            kinds |= {type(element)} - {ModelValue}
            if len(kinds) > 1:
                self.fail("the elements of a set must be of one kind", place)
            found.append(element)
            if self.token.text == ",":
                self.next()
                if self.token.text == "}":
                    self.fail("a value must stand here, not }", self.token.span)
            elif self.token.text != "}" and self.token.kind != "end" and not self.is_keyword(self.token):
                self.fail(f"`,` or `}}` must stand here, not {self.token.text}", self.token.span)
        self.next()
        return frozenset(found)

    def fail(self, message: str, span: Span, hint: str = "") -> NoReturn:
        """Raise the fault."""
        raise ConfigFault(message, span, hint)
