"""Kept verdicts that are not believed: damaged, forged, of another case or of another user."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from kept import ALL, clock, entries, new, settle

from rmapsmt.run import written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """Return a folder with a small specification."""
    return clock(tmp_path)


DAMAGES: list[tuple[str, Callable[[str], str]]] = [
    ("cut", lambda text: text[: len(text) // 2]),
    ("empty", lambda _: ""),
    ("another language", lambda _: "\x80\x04pickle"),
    ("a list", lambda _: "[]"),
    ("deep", lambda _: "[" * 100_000),
    ("a character", lambda text: text.replace('"Clock"', '"Clack"')),
    ("no digest", lambda text: text.replace('"digest"', '"digits"')),
    ("a number in place of text", lambda text: json.dumps({**json.loads(text), "content": 7})),
]


@pytest.mark.parametrize("damage", [one for _, one in DAMAGES], ids=[name for name, _ in DAMAGES])
def test_a_damaged_entry_is_ignored_with_a_warning(spec: Path, damage: Callable[[str], str]) -> None:
    """The verdict is found anew, and the entry is whole again."""
    first = settle(spec)
    for path in entries(spec):
        path.write_text(damage(path.read_text()), encoding="latin-1")
    warnings: list[str] = []
    second = settle(spec, warn=warnings.append)

    assert ALL == new(second)
    assert 3 == len(warnings) == sum("is damaged; it is ignored" in one for one in warnings)
    assert [result.verdict for result in first] == [result.verdict for result in second]
    assert [] == new(settle(spec))


def test_an_entry_of_another_case_is_not_believed(spec: Path) -> None:
    """Whole as it is, it says that it belongs elsewhere."""
    settle(spec)
    paths = entries(spec)
    texts = [path.read_text() for path in paths]
    for path, text in zip(paths, texts[1:] + texts[:1], strict=True):
        path.write_text(text)
    warnings: list[str] = []

    assert ALL == new(settle(spec, warn=warnings.append))
    assert 3 == len(warnings)


FORGED = [
    [["Result"]],
    [["os", 0]],
    ["system", ["Popen", 0]],
    [["tuple", 1], True],
    [["tuple", -1]],
    [],
    [["Fun", 0]],
    [["Word", 0]],
]


@pytest.mark.parametrize("content", FORGED, ids=str)
def test_content_that_is_no_result_is_ignored(spec: Path, content: Any) -> None:
    """Even with a digest that fits: it names nothing but what a result is made of."""
    settle(spec)
    for path in entries(spec):
        entry_ = json.loads(path.read_text())
        digest = written.digest([entry_["key"], content])
        path.write_text(json.dumps({**entry_, "content": content, "digest": digest}))

    assert ALL == new(settle(spec, warn=lambda _: None))


def test_an_entry_of_another_user_is_not_believed(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever can write into the folder cannot speak for us."""
    settle(spec)
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    warnings: list[str] = []

    assert ALL == new(settle(spec, warn=warnings.append))
    assert "belongs to another user" in warnings[0]
