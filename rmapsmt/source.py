"""Text with places in it: what an error points at, and what is noted beside a declaration.

A place travels with every node but is no part of its identity.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it was read: the name that reports print, and its text."""

    name: str
    text: str = field(repr=False)

    def line(self, number: int) -> str:
        """Return the line with this 1-based number, without its end; empty past the last line."""
        lines = self.text.split("\n")
        return lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one line of a source; line and column count from 1, as editors do."""

    source: Source
    line: int = 1
    column: int = 1
    length: int = 1

    def __str__(self) -> str:
        """Return the place as compilers print it."""
        return f"{self.source.name}:{self.line}:{self.column}"


NOWHERE = Span(Source("<built in>", ""))


@dataclass(frozen=True, slots=True)
class Tag:
    r"""A comment line `\* @key text` directly above (or beside) a declaration."""

    key: str
    text: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)
