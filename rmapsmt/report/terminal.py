"""Where output goes: pipes that close early, terminals without Unicode, progress on the side."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from io import TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

_PATIENCE = 1.0  # seconds before anybody wonders
_SPEAKING = threading.Lock()
if hasattr(os, "register_at_fork"):  # a child that is forked while we speak would find the stream locked
    os.register_at_fork(
        before=_SPEAKING.acquire, after_in_parent=_SPEAKING.release, after_in_child=_SPEAKING.release
    )


def prepare() -> None:
    """Let characters that the terminal does not have be shown escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def flush() -> None:
    """Send out what is written; a reader that has gone is no fault of the run."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        nowhere()


def nowhere() -> None:
    """Let everything that is still written to standard output vanish."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Progress:
    """Says on standard error what is being done and for how long it has been, once a second has passed.

    A terminal has one line, which is kept up to date; elsewhere a line follows after twice the time each.
    """

    def __init__(self, stream: TextIO) -> None:
        """Start the clock."""
        self.stream, self.began, self.width = stream, time.monotonic(), 0
        self.so_far = ""
        self._text = ""
        self._over = threading.Event()
        threading.Thread(target=self._speak, daemon=True).start()

    def __call__(self, text: str) -> None:
        """Take note of what is done now."""
        self._text = text

    def _speak(self) -> None:
        pause = _PATIENCE
        while not self._over.wait(pause):
            seconds = time.monotonic() - self.began
            with _SPEAKING:
                if not self._over.is_set():
                    self._say(f"{self.so_far}{seconds:.0f} s: {self._text}")
            pause = _PATIENCE if self.stream.isatty() else min(2 * pause, _PATIENCE * 32)

    def _say(self, text: str) -> None:
        if self.stream.isatty():
            room = max(20, shutil.get_terminal_size().columns - 1)
            shown = text if len(text) <= room else text[: room - 3] + "..."
            self.stream.write("\r" + shown.ljust(self.width))
            self.width = len(shown)
        else:
            self.stream.write(f"rmapsmt: {text}\n")
        self.stream.flush()

    def done(self) -> None:
        """Say no more, and remove what stands on the terminal."""
        self._over.set()
        with _SPEAKING:
            if self.width:
                self.stream.write("\r" + " " * self.width + "\r")
                self.stream.flush()
                self.width = 0
