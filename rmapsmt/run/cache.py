"""Verdicts that were found before, each under the digest of everything that it depends on.

One file for each, written whole and then moved into place, so that any number of runs may share a folder.
An entry says which key it belongs to and has a digest of its own content; what is damaged, belongs to
another key or to another user is ignored with a warning.  What is unknown is never kept.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from rmapsmt import files, ir
from rmapsmt.errors import UsageFault
from rmapsmt.manifest.shared import sharing
from rmapsmt.manifest.text import Ref
from rmapsmt.run.written import Files, digest, read, write
from rmapsmt.verdict import EverySize, Proved, Result, Unknown
from rmapsmt.versions import version

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import DataclassInstance

    from rmapsmt.manifest import Case, Manifest
    from rmapsmt.run.options import Options

FORMAT = 1
MOST_BYTES = 100_000_000  # of all entries; the oldest give way
PACKAGE = Path(__file__).resolve().parent.parent
# What has no say in a verdict, of a case, a manifest and the options; whatever is added to them has one.
_CASE = {"name", "model", "expect", "tier", "beside", "source", "why", "span", "model_span", "constant_spans"}
_MANIFEST = {
    "folder",
    "cases",
    "hunks",
    "assumptions",
    "revisions",
    "matrices",
    "statements",
    "switches",
    "window",
    "span",
}
_OPTIONS = {"first", "jobs"}


@cache
def tool() -> str:
    """Return the digest of this package's own text and of the versions of what it stands on."""
    own = sorted(
        (f"{folder.removeprefix(str(PACKAGE))}/{name}", sha256(Path(folder, name).read_bytes()).hexdigest())
        for folder, _, names in os.walk(PACKAGE)  # in half the time that a path takes to look below itself
        for name in names
        if name.endswith(".py")
    )
    packages = [
        (name, version(name)) for name in ("z3-solver", "tree-sitter", "tree-sitter-tlaplus", "pyyaml")
    ]
    return digest([own, packages, platform.python_implementation(), platform.python_version()])


@dataclass
class Cache:
    """The entries of one folder, for one manifest under the same options."""

    folder: Path
    manifest: Manifest
    options: Options
    warn: Callable[[str], None]
    kept: int = field(default=0, init=False)
    _shared: dict[tuple[str, ...], str] = field(default_factory=dict, init=False)

    @cached_property
    def files(self) -> Files:
        """The specification as it was when the run began."""
        return Files.of(self.manifest.folder)

    def find(self, case: Case) -> Result | None:
        """Return the result that an earlier run has found for a case like this one."""
        match self._read(self._key(case)):
            case (Result() as found, bool(first)) if first or found.verdict.word not in self.options.first:
                return replace(found, case=case.name, expected=case.expect, cached=True)
            case _:
                return None

    def keep(self, case: Case, result: Result) -> None:
        """Let later runs find a result; if it is unknown, or the specification has changed, they will not."""
        missed = case.every_size and isinstance(result.verdict, Proved) and not _every_size(result.verdict)
        if missed or not settled(result) or not self.unchanged:
            return  # a proof for all sizes may be missed for want of time
        # Which behaviour shows a verdict is no part of it; the first of all serves whoever takes any.
        self._write(self._key(case), (result, result.verdict.word in self.options.first))

    def is_checked(self) -> bool:
        """Tell whether this very text, manifest and modules, was found free of static errors."""
        return self._read(self._whole) is True

    def checked(self) -> None:
        """Remember that this very text is free of static errors."""
        if self.unchanged:
            self._write(self._whole, value=True)

    @cached_property
    def unchanged(self) -> bool:
        """Tell, once the specification was read, whether it is what the keys were made of."""
        same = Files.of(self.manifest.folder) == self.files
        if not same:
            self.warn("the specification was changed during the run; nothing of it is cached")
        return same

    @cached_property
    def _whole(self) -> str:
        whole = [(name, sha256(content).hexdigest()) for name, content in self.files.contents.items()]
        return digest(["checked", FORMAT, tool(), sorted(whole)])

    @cached_property
    def _common(self) -> str:
        common = [_plain(self.manifest, _MANIFEST), _plain(self.options, _OPTIONS)]
        return digest([FORMAT, tool(), self.files.modules, common])

    def _key(self, case: Case) -> str:
        return digest([self._common, _plain(case, _CASE), self._proved_with(case)])

    def _proved_with(self, case: Case) -> str:
        """Return what its proof for all sizes depends on: the lemmas of all cases that share it."""
        cases = sharing(self.manifest, case) if case.every_size else []
        names = tuple(one.name for one in cases)
        if len(names) < 2:  # noqa: PLR2004 - a case that shares it with no other
            return ""
        if names not in self._shared:
            self._shared[names] = digest([[one.name, _plain(one, _CASE)] for one in cases])
        return self._shared[names]

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key[2:]}.json"

    def _read(self, key: str) -> object:
        path = self._path(key)
        try:
            with path.open("rb") as stream:
                if hasattr(os, "geteuid") and os.fstat(stream.fileno()).st_uid != os.geteuid():
                    self.warn(f"{path} belongs to another user; it is ignored")
                    return None
                entry = json.load(stream)
            if entry["key"] == key and entry["digest"] == digest([key, entry["content"]]):
                return read(entry["content"], self.files)
        except FileNotFoundError:
            return None
        except (OSError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
            pass
        self.warn(f"{path} is damaged; it is ignored")
        return None

    def _write(self, key: str, value: object) -> None:
        if self.kept < 0:  # it could not be written to before
            return
        content = write(value, self.files)
        entry = {"key": key, "digest": digest([key, content]), "content": content}
        try:
            files.write(self._path(key), json.dumps(entry))
        except UsageFault as fault:
            self.warn(f"{fault.message}; nothing is cached")
            self.kept = -1
        else:
            self.kept += 1

    def close(self) -> None:
        """Remove the oldest entries if there are too many."""
        if self.kept <= 0:
            return
        entries = []
        for path in self.folder.glob("??/*.json"):
            try:
                entries.append((path.stat().st_mtime, path.stat().st_size, path))
            except OSError:  # another run has removed it
                continue
        total = sum(size for _, size, _ in entries)
        for _, size, path in sorted(entries):
            if total <= MOST_BYTES:
                return
            path.unlink(missing_ok=True)
            total -= size


def _every_size(verdict: Proved) -> bool:
    return isinstance(verdict.how, EverySize)


def settled(result: Result) -> bool:
    """Tell whether a result is one that stays: neither it nor a side claim is unknown."""
    return not any(isinstance(one, Unknown) for one in (result.verdict, *(f.verdict for f in result.side)))


def _plain(value: DataclassInstance, without: set[str]) -> list[tuple[str, object]]:
    """Return the fields of an object that have a say, as plain data."""
    return [
        (each.name, _said(getattr(value, each.name))) for each in fields(value) if each.name not in without
    ]


def _said(value: object) -> object:
    match value:
        case Ref():
            return value.name
        case Enum():
            return [type(value).__name__, value.value]
        case None | bool() | int() | float():
            return value
        case str():
            return ["string", value]
        case tuple():
            return [*map(_said, value)]
        case Mapping():
            return [(name, _said(value[name])) for name in sorted(value)]
        case frozenset():
            return ["set", sorted(repr(_said(item)) for item in value)]
        case ir.Fun() | ir.ModelValue():
            return [type(value).__name__, ir.show(value)]
        case _:
            raise TypeError(f"{type(value).__name__} has no digest")
