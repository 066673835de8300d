"""Independent pieces of work on several processors, or wherever an executor has them done."""

from __future__ import annotations

import os
import signal
import traceback
from typing import TYPE_CHECKING, Generic, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Executor
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess
    from typing import Any, TypeAlias

    Pipe: TypeAlias = Connection[Any, Any]

P = TypeVar("P")
T = TypeVar("T")

Tell: TypeAlias = "Callable[[str], None]"
Work: TypeAlias = "Callable[[int, Tell], Iterable[T]]"


def each(work: Callable[[int], T], count: int, jobs: int | None) -> Iterator[T]:
    """Yield work(0), work(1), … in order; an error in a process is raised here."""
    early: dict[int, T] = {}
    at = 0
    for number, found in stream(lambda number, _: [work(number)], count, jobs, lambda _: None):
        if found is None:
            raise MemoryError  # the system has ended a process, and that is why it does
        early[number] = found
        while at in early:
            yield early.pop(at)
            at += 1


def shared(count: int, jobs: int | None) -> int:
    """Return how many processes so many pieces of work are shared by; one is this one."""
    return max(1, min(count, jobs if jobs is not None else os.cpu_count() or 1)) if hasattr(os, "fork") else 1


def stream(work: Work[T], count: int, jobs: int | None, tell: Tell) -> Iterator[tuple[int, T | None]]:
    """Yield what work(0, …), work(1, …), … find, as it is found, each with the number of its piece.

    None in place of a finding: the system has ended the process that had this piece, and what it would
    still have found is lost.  An error in a process is raised here.  `tell` hears what each process is at.

    Processes are forked, so that they start with all that was read and elaborated; where the system
    cannot fork, or one process is enough, the work is done here, one piece after another.
    """
    processes = shared(count, jobs)
    if processes == 1:
        for number in range(count):
            for found in work(number, tell):
                yield number, found
        return
    crew = _Crew(work, tell)
    try:
        for number in range(count):
            if number >= processes:
                yield from crew.until_one_is_free()
            crew.begin(number)
        while crew.busy:
            yield from crew.until_one_is_free()
    finally:
        crew.dismiss()


def over(
    executor: Executor, function: Callable[[P], T], pieces: Sequence[P], tell: Tell
) -> Iterator[tuple[int, T | Exception]]:
    """Yield each piece's number with what the function makes of it anywhere, or the error that it ends in."""
    from concurrent.futures import as_completed  # noqa: PLC0415 - of no use to a run without an executor

    futures = {executor.submit(function, piece): number for number, piece in enumerate(pieces)}
    try:
        for done, future in enumerate(as_completed(futures)):
            tell(f"{done} of {len(pieces)} pieces of work are done")
            error = future.exception()
            if error is not None and not isinstance(error, Exception):
                raise error
            yield futures[future], error if error is not None else future.result()
    finally:
        for future in futures:
            future.cancel()


class _Crew(Generic[T]):
    """Forked processes, each with a pipe to this one."""

    def __init__(self, work: Work[T], tell: Tell) -> None:
        """Begin with nobody."""
        # Imported here: it costs more than a small run.
        from multiprocessing import connection, get_context  # noqa: PLC0415

        self.work, self.tell = work, tell
        self.context, self.wait = get_context("fork"), connection.wait
        self.children: dict[Pipe, ForkProcess] = {}
        self.busy: dict[Pipe, int] = {}
        self.idle: list[Pipe] = []
        self.at: dict[Pipe, str] = {}

    def begin(self, number: int) -> None:
        """Give a piece to whoever is free, or to somebody new."""
        if not self.idle:
            ours, theirs = self.context.Pipe()
            arguments = (self.work, theirs, [*self.children, ours])
            child = self.context.Process(target=_serve, args=arguments, daemon=True)
            child.start()
            theirs.close()
            self.children[ours] = child
            self.idle.append(ours)
        pipe = self.idle.pop()
        pipe.send(number)
        self.busy[pipe] = number

    def until_one_is_free(self) -> Iterator[tuple[int, T | None]]:
        """Yield what is found until a piece is done, or its process has gone."""
        free = False
        while not free:
            for pipe in cast("list[Pipe]", self.wait(list(self.busy))):
                number = self.busy[pipe]
                try:
                    kind, content = pipe.recv()
                except (EOFError, ConnectionError):
                    del self.busy[pipe]
                    self.at.pop(pipe, None)
                    self.children.pop(pipe).join()
                    yield number, None
                    free = True
                    continue
                if kind == "found":
                    yield number, content
                elif kind == "told":
                    self.at[pipe] = content
                    self.tell("; ".join(self.at.values()))
                elif kind == "failed":
                    raise content
                else:
                    del self.busy[pipe]
                    self.at.pop(pipe, None)
                    self.idle.append(pipe)
                    free = True

    def dismiss(self) -> None:
        """End every process at once: nobody waits for what it is at."""
        for child in self.children.values():
            child.kill()
        for child in self.children.values():
            child.join()


def _serve(work: Work[object], pipe: Pipe, others: Sequence[Pipe]) -> None:
    """Do the pieces that are asked for, in a process of their own, until it is ended."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever waits for the results decides what it means
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in others:  # the ends of whoever waits: open here, they would hide that it has gone
        other.close()
    try:
        while True:
            number = pipe.recv()
            try:
                for found in work(number, lambda text: pipe.send(("told", text))):
                    pipe.send(("found", found))
            except Exception as error:  # noqa: BLE001 - whoever waits has to know of any
                error.add_note(f"in another process:\n{traceback.format_exc()}")
                pipe.send(("failed", error))
            pipe.send(("done", None))
    except (EOFError, ConnectionError):
        return
