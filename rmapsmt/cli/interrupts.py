"""Ctrl-C and SIGTERM: the run ends within a second, wherever it is, with what was settled by then.

Python raises KeyboardInterrupt between two of its own steps; a long query is one step.  So a thread waits
for the signal too: if the run has not ended soon after, it says the last words itself and ends the process.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CODE = 130
GRACE = 0.4  # seconds in which Python may end the run by itself


class _LastWords:
    """What is to be said if the run is interrupted, once, by whoever comes first."""

    def __init__(self, say: Callable[[], None]) -> None:
        self.say, self.said = say, threading.Lock()

    def begin(self) -> bool:
        """Tell whether it falls to the caller to say it."""
        return self.said.acquire(blocking=False)


_now = [_LastWords(lambda: None)]


@contextmanager
def last_words(say: Callable[[], None]) -> Iterator[None]:
    """Have this said if the run is interrupted within."""
    _now[0] = words = _LastWords(say)
    try:
        yield
    except KeyboardInterrupt:
        if words.begin():
            say()
        raise
    _now[0] = _LastWords(lambda: None)


def watch() -> None:
    """Let no query outlast an interrupt: for a process that is ours alone."""
    if os.name != "posix":
        return
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    signal.signal(signal.SIGTERM, _interrupt)
    threading.Thread(target=_watch, args=(reading,), daemon=True).start()


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _watch(reading: int) -> None:
    os.read(reading, 1)
    impatient, _, _ = select.select([reading], [], [], GRACE)
    if not impatient and _now[0].begin():
        _now[0].say()
        sys.stderr.write("rmapsmt: interrupted\n")
    elif not impatient:
        os.read(reading, 1)  # the last words are being said; whoever does not want to hear them asks again
    _end()


def _end() -> NoReturn:
    if (processes := sys.modules.get("multiprocessing")) is not None:
        for child in processes.active_children():
            child.kill()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(CODE)
