"""Files of text, and the names in them that point somewhere else."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rmapsmt.source import NOWHERE, Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rmapsmt.errors import InputError

LARGEST = 1_000_000  # bytes; nobody writes more by hand


@dataclass(frozen=True, slots=True)
class Ref:
    """The name of an operator, and where it was named."""

    name: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    def __str__(self) -> str:
        """Return the name."""
        return self.name


def read(path: Path, fault: type[InputError]) -> Source:
    """Return the file's text; whatever is wrong with the file is a located fault of the given kind."""
    at = Span(Source(str(path), ""))
    if path.is_dir():
        raise fault("cannot be read: it is a folder", at)
    try:
        size = path.stat().st_size
        content = b"" if size > LARGEST else path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise fault(f"cannot be read: {reason}", at) from error
    if size > LARGEST:
        raise fault(f"is larger than {LARGEST // 1_000_000} MB", at)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise fault(f"is not UTF-8 text (byte {error.start} is 0x{content[error.start]:02x})", at) from error
    if "\0" in text:
        raise fault("is a binary file: it holds a zero byte", at)
    return Source(str(path), text)


def near(word: str, known: Iterable[str], what: str = "did you mean") -> str:
    """Return a help line that offers the names nearest to a mistaken one, or all when there are few."""
    names = sorted(set(known))
    folded = {name.casefold(): name for name in names}
    close = difflib.get_close_matches(word.casefold(), folded, n=3, cutoff=0.6)
    if close:
        return f"{what} {' or '.join(folded[name] for name in close)}?"
    few = 12
    return f"known: {', '.join(names)}" if 0 < len(names) <= few else ""
