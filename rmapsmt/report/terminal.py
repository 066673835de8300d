"""Where output goes: pipes that close early, terminals without Unicode, progress on the side."""

from __future__ import annotations

import os
import sys
import time
from io import TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

_PATIENCE = 1.0  # seconds before anybody wonders


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
    """Says on standard error what is being done, once it has taken longer than a second."""

    def __init__(self, stream: TextIO) -> None:
        """Start the clock."""
        self.stream, self.said, self.width = stream, time.monotonic(), 0

    def __call__(self, text: str) -> None:
        """Take note of what is done now; say it if the last word was a while ago."""
        now = time.monotonic()
        if now - self.said < _PATIENCE:
            return
        if self.stream.isatty():
            self.stream.write("\r" + text.ljust(self.width))
            self.width = len(text)
        else:
            self.stream.write(f"rmapsmt: {text} ...\n")
        self.stream.flush()
        self.said = now

    def done(self) -> None:
        """Remove what stands on the terminal."""
        if self.width:
            self.stream.write("\r" + " " * self.width + "\r")
            self.stream.flush()
