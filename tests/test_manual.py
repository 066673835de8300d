"""The manual page is that of the commands as they are, and roff has nothing to say against it."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tools import manual


def test_the_manual_page_is_fresh() -> None:
    """`python tools/manual.py` writes it."""
    assert manual.page() == manual.PAGE.read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
def test_roff_reads_the_page_without_a_warning() -> None:
    """Whoever types `man rmapsmt` sees no complaint."""
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", str(manual.PAGE)], capture_output=True, text=True, check=True
    )

    assert "" == done.stderr
    assert "Settle every claim" in done.stdout


def test_no_text_is_taken_for_a_request() -> None:
    """A line of help that begins with a dot is text, and backslashes stay."""
    assert "\\&.x\n\\&'y \\e z\\-w" == manual.escaped(".x\n'y \\ z-w")
