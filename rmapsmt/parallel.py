"""Independent pieces of work on several processors, one process each."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

_WORK: list[Callable[[int], object]] = []  # what a forked process finds: closures do not pickle


def each(work: Callable[[int], T], count: int, jobs: int | None) -> Iterator[T]:
    """Yield work(0), work(1), … in order; an error in a process is raised here.

    Processes are forked, so that they start with all that was read and elaborated; where the system
    cannot fork, or one process is enough, the work is done here, one piece after another.
    """
    processes = min(count, jobs if jobs is not None else os.cpu_count() or 1)
    if processes < 2 or not hasattr(os, "fork"):  # noqa: PLR2004 - one process is this one
        yield from map(work, range(count))
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - costs more than a small run
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415
    from multiprocessing import active_children, get_context  # noqa: PLC0415

    _WORK.append(work)
    pool = ProcessPoolExecutor(processes, get_context("fork"))
    finished = False
    try:
        waiting = [pool.submit(_one, number) for number in range(count)]
        for piece in waiting:
            yield cast("T", piece.result())
        finished = True
    except BrokenProcessPool:
        raise MemoryError from None  # the system has ended a process, and that is why it does
    finally:
        if not finished:
            for child in active_children():  # one that was interrupted would begin its next piece
                child.kill()
        pool.shutdown(wait=finished, cancel_futures=True)
        _WORK.pop()


def _one(number: int) -> object:
    return _WORK[-1](number)
