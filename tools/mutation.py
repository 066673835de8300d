"""What the text of a specification shows, and what can be done to it.

An action is a definition that takes whoever acts and says what becomes of the state.  What it does to
the state it says by primitive steps, which one module defines and whose names say what they are:
spin_lock_.., spin_unlock_.., write_.., dec_.. and so on.
"""

# ruff: noqa: INP001 - the folder of a script is no package

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from rmapsmt.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

STATE, STEPS = "State.tla", "Steps.tla"  # the variables, and the primitive steps

_DEFINITION = re.compile(
    r"^(?:\\\* @kernel (?P<kernel>.+)\n)?(?P<head>(?P<name>\w+)(?:\((?P<params>[\w, ]+)\))? ==)"
    r"(?P<body>.*\n(?:[ ]+\S.*\n)*)",
    re.MULTILINE,
)
_STRING = re.compile(r'"\w+"')
_COMMENT = re.compile(r"\\\*.*")
_PLACES = re.compile(r'^    /\\ pc\[\w+\] (?:= "\w+"|\\in \{.+\})$', re.MULTILINE)
_PC = re.compile(r"^    (\w+),?\s+\\\* @role pc$", re.MULTILINE)
_CHOICE = re.compile(r"\w+\([\w, ]+\) ==\n(?:    \\/ .+\n(?:      .+\n)*)+")
_UNCHANGED = re.compile(r"\bUNCHANGED (?:<<([^>]*)>>|(\w+))")


@dataclass(frozen=True)
class Definition:
    """One operator of a specification, as text."""

    file: str
    name: str
    params: tuple[str, ...]
    kernel: str  # the kernel statement that it is, or nothing
    text: str = field(repr=False)  # from its name to its last line

    @cached_property
    def code(self) -> str:
        """Its text without its comments."""
        return _COMMENT.sub("", self.text)

    @cached_property
    def names(self) -> frozenset[str]:
        """What it speaks of."""
        return frozenset(re.findall(r"\b[A-Za-z]\w*", _STRING.sub("", self.code))) - {self.name}

    @property
    def is_action(self) -> bool:
        """Tell whether it says what becomes of the state."""
        return bool(self.params) and bool(re.search(r"'|\bgoto\(|\bUNCHANGED\b", self.code))

    @property
    def places(self) -> frozenset[str]:
        """The places in which it does anything; none if it does not ask for one."""
        return frozenset(
            place for line in _PLACES.findall(self.code) for place in re.findall(r'"(\w+)"', line)
        )


@dataclass(frozen=True, slots=True)
class Call:
    """Where a text uses an operator, with what arguments."""

    text: str = field(repr=False)
    start: int
    end: int
    name: str
    args: tuple[str, ...]

    def put(self, new: str) -> str:
        """Return the text with something else in its place."""
        return self.text[: self.start] + new + self.text[self.end :]


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of text that stands exactly once in its file, and what to put there."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mutation: what it does, in a sentence without its subject, and how."""

    name: str
    does: str
    statement: str  # of the kernel
    edits: tuple[Edit, ...] = ()
    constants: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Structure:
    """The operators of a specification, and the variables that say where the tasks are."""

    known: Mapping[str, Definition]
    pcs: tuple[str, ...]

    def used(self, names: Iterable[str]) -> list[Definition]:
        """Return these operators and all that they use, in the order of the text."""
        todo, seen = list(names), set(names)
        for name in todo:  # grows while it is gone through
            new = [other for other in self.known if other in self.known[name].names and other not in seen]
            todo += new
            seen |= set(new)
        return [one for name, one in self.known.items() if name in seen]

    def users(self, one: Definition) -> list[Definition]:
        """Return the operators that use one directly."""
        return [other for other in self.known.values() if one.name in other.names]

    def steps(self, kind: str) -> list[str]:
        """Return the primitive steps of a kind, such as spin_lock."""
        return [d.name for d in self.known.values() if d.file == STEPS and d.name.startswith(f"{kind}_")]

    def unchanged(self, step: str) -> str:
        """Return, as TLA+, that nothing becomes of what a primitive step changes."""
        spoken: dict[str, None] = {}
        for one in self.used([step]):
            for group, single in _UNCHANGED.findall(one.code):
                spoken |= dict.fromkeys(re.findall(r"\w+", group or single))
            spoken |= dict.fromkeys(re.findall(r"\b(\w+)'", one.code))
        return f"UNCHANGED <<{', '.join(spoken)}>>"

    def places(self, mutant: Mutant) -> frozenset[str] | None:
        """Return the places of tasks in which what is mutated makes a difference; None: anywhere.

        An action that asks for a place does nothing where no task is there, and neither does a helper
        that only such actions use, nor a choice between such actions.
        """
        by_text = {(one.file, one.text): one for one in self.known.values()}
        touched = []
        for edit in mutant.edits:
            one = by_text.get((edit.file, edit.old))
            if one is None or _PLACES.findall(edit.old) != _PLACES.findall(edit.new):
                return None
            chosen = self._chosen(edit.old) | self._chosen(edit.new)
            touched += [self.known[name] for name in chosen] if chosen else [one]
        found: set[str] = set()
        for one in touched:  # grows while it is gone through
            if one.is_action and one.places:
                found |= one.places
            elif users := self.users(one):
                touched += [user for user in users if user not in touched]
            else:
                return None
        return frozenset(found)

    def _chosen(self, text: str) -> set[str]:
        """Return the actions that a choice is between, further choices included; none if it is no choice."""
        if not _CHOICE.fullmatch(text):
            return set()
        body = text.partition("==")[2]
        names = {call.name for call in calls(body) if call.name in self.known}
        return {deep for name in names for deep in self._chosen(self.known[name].text) or {name}}


def structure(folder: Path) -> Structure:
    """Return what the modules in a folder show, in the order of the files' names."""
    found = {}
    for path in sorted(folder.glob("*.tla")):
        for match in _DEFINITION.finditer(path.read_text(encoding="utf-8")):
            params = tuple(re.findall(r"\w+", match["params"] or ""))
            text = match["head"] + match["body"]
            found[match["name"]] = Definition(path.name, match["name"], params, match["kernel"] or "", text)
    return Structure(found, tuple(_PC.findall((folder / STATE).read_text(encoding="utf-8"))))


def calls(text: str, *kinds: str) -> Iterator[Call]:
    """Yield the uses of operators with parameters in a text, those of some kinds of step or all."""
    wanted = rf"(?:{'|'.join(kinds)})_\w+" if kinds else r"\w+"
    for match in re.finditer(rf"\b({wanted})\(", text):
        start, depth, args = match.end(), 1, []
        for end in range(match.end(), len(text)):
            depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(text[end], 0)
            if depth == 0 or (depth == 1 and text[end] == ","):
                args.append(text[start:end].strip())
                start = end + 1
            if depth == 0:
                yield Call(text, match.start(), end + 1, match[1], tuple(args))
                break


def apply(mutant: Mutant, folder: Path) -> None:
    """Mutate the modules of a folder, or raise a fault that names the mutant."""
    for edit in mutant.edits:
        path = folder / edit.file
        text = path.read_text(encoding="utf-8")
        if (count := text.count(edit.old)) != 1:
            first = edit.old.strip().splitlines()[0] if edit.old.strip() else "nothing"
            raise UsageFault(
                f"{mutant.name}: the text to replace must stand once in {edit.file}, not {count} times",
                hint=f"it begins with {first}",
            )
        path.write_text(text.replace(edit.old, edit.new), encoding="utf-8")
