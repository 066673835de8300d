"""Files that are there whole or not at all: written beside their place, then moved there."""

from __future__ import annotations

import os
import shutil
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


def replace(files: Mapping[Path, str], folder: Path, pages: Mapping[str, str]) -> None:
    """Write files, and a folder that holds these pages and no other: all of it or nothing.

    All is written beside its place first; then it is moved, and moved back if any of it cannot be.
    """
    moved: list[tuple[Path, Path]] = []  # where it is, and where it was
    spare: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        spare = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        new, old = spare / "new", spare / "old"
        new.mkdir()
        old.mkdir()
        for name, text in pages.items():
            (new / name).write_text(text, encoding="utf-8")
        for number, (path, text) in enumerate(files.items()):
            (spare / str(number)).write_text(text, encoding="utf-8")
            shutil.copymode(path, spare / str(number))
        places = [(new, folder), *((spare / str(number), path) for number, path in enumerate(files))]
        for number, (source, target) in enumerate(places):
            if target.exists():
                _move(target, old / str(number), moved)
            _move(source, target, moved)
    except OSError as error:
        for now, before in reversed(moved):
            now.rename(before)
        raise UsageFault(f"{error.filename or folder} cannot be written: {error.strerror}") from error
    finally:
        if spare is not None:
            shutil.rmtree(spare, ignore_errors=True)


def _move(source: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
    source.rename(target)
    moved.append((target, source))


def write_all(files: Mapping[str, str | bytes], folder: Path) -> None:
    """Write the files of a folder, by name, one after another."""
    for name, content in files.items():
        write(folder / name, content)
