"""Files that are there whole or not at all: written beside their place, then moved there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from rmapsmt.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Mapping


def write(path: Path, content: str | bytes) -> None:
    """Write one file; UsageFault says why it cannot be written, and what was there stays."""
    data = content.encode() if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageFault(f"{path} cannot be written: {error.strerror}") from error


def write_all(files: Mapping[str, str | bytes], folder: Path) -> None:
    """Write the files of a folder, by name, one after another."""
    for name, content in files.items():
        write(folder / name, content)
