"""Families of cases settled wherever an executor has them settled.

A piece of work is plain data: the specification's text, names of cases, options.  What comes back is too,
so a worker needs this tool of the same version, and nothing else of this machine.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rmapsmt import files, manifest, parallel
from rmapsmt.errors import InputError, RmapsmtError, UsageFault
from rmapsmt.limits import CALLS
from rmapsmt.manifest import link
from rmapsmt.run import cases as here
from rmapsmt.run.cache import tool
from rmapsmt.run.options import Clock, Options
from rmapsmt.run.written import Files, Table, read, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from concurrent.futures import Executor

    from rmapsmt.manifest import Case, Manifest
    from rmapsmt.verdict import Result

DASK = "dask:"
PATIENCE = 10  # seconds until a scheduler has to have answered


@dataclass(frozen=True, slots=True)
class Piece:
    """Cases that share an encoding, with all that it takes to settle them."""

    contents: Mapping[str, bytes]
    cases: tuple[str, ...]
    options: Options
    tool: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a worker has made of a piece: its results, or the fault that ended it."""

    results: Table
    fault: Table | None = None


def connect(name: str) -> Executor:
    """Return the executor of this name, `dask:ADDRESS`; UsageFault if it cannot be had."""
    if not name.startswith(DASK):
        raise UsageFault(f"`{name}` is no executor", hint="dask:ADDRESS names a Dask scheduler")
    try:
        dask = import_module("distributed")  # an extra
    except ImportError:
        raise UsageFault(f"`{name}` needs Dask", hint="pip install 'rmapsmt[dask]'") from None
    address = name.removeprefix(DASK)
    try:
        client = dask.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise UsageFault(f"no Dask scheduler answers at `{address}`", hint=str(error)[:200]) from None
    found: Executor = client.get_executor(pure=False)
    return found


def settle(
    claims: Manifest,
    grouped: Sequence[Sequence[Case]],
    clock: Clock,
    progress: Callable[[str], None],
    executor: Executor,
) -> Iterator[tuple[int, Result | None]]:
    """Yield results as pieces are done, each with its family's number; None: the rest of it is lost."""
    read_here = Files.of(claims.folder)
    options = replace(clock.options, jobs=1, timeout=clock.left)
    pieces = [
        Piece(read_here.contents, tuple(case.name for case in group), options, tool()) for group in grouped
    ]
    for number, done in parallel.over(executor, work, pieces, progress):
        if isinstance(done, RmapsmtError):
            raise done
        if isinstance(done, Exception):  # the executor's own: it has no worker left that could do this piece
            yield number, None
            continue
        results = cast("tuple[Result, ...]", read(done.results, read_here))
        yield from ((number, result) for result in results)
        if done.fault is not None:
            raise cast("InputError", read(done.fault, read_here))


def work(piece: Piece) -> Done:
    """Settle a piece: what a worker does."""
    if piece.tool != tool():
        raise UsageFault("a worker has another version of this tool, or of what it stands on")
    sys.setrecursionlimit(max(sys.getrecursionlimit(), CALLS))
    with tempfile.TemporaryDirectory(prefix="rmapsmt-") as name:
        folder = Path(name)
        files.write_all(piece.contents, folder)
        read_here = Files(folder, piece.contents)
        results: list[Result] = []
        try:
            claims = manifest.load(folder)
            run = here.Run(claims, link.system(claims), Clock(piece.options), lambda _: None)
            results += run.family([case for case in claims.cases if case.name in piece.cases])
        except InputError as fault:
            return Done(write(tuple(results), read_here), write(fault, read_here))
        return Done(write(tuple(results), read_here))
