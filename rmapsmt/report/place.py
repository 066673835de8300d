"""Where something stands, for readers that know files by their place in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rmapsmt.source import Span


def relative(span: Span, root: Path) -> str:
    """Return the file's path below the root, with slashes; the address of a file that lies elsewhere."""
    path = Path(span.source.name).resolve()
    root = root.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_uri()
