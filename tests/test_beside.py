"""Two variants in the same order of processes: who waits, for whom, and how it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from slot import picture, written

from rmapsmt import interp, manifest
from rmapsmt.errors import ManifestFault, ReplayFailure
from rmapsmt.manifest import link

if TYPE_CHECKING:
    from pathlib import Path

    from rmapsmt.beside import Side


@pytest.fixture(scope="module")
def slot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the small specification."""
    return written(tmp_path_factory.mktemp("slot"))


def actions(side: Side | None) -> list[str]:
    """Return the labels of a side's steps."""
    assert side is not None
    return [event.action for event in side.account.events]


def test_who_cannot_go_waits_until_it_can(slot: Path) -> None:
    """The order is the counterexample's; then comes the shortest way to where the claim says something."""
    found = picture(slot, "walk.empty.old")

    assert ["Lock(1)", "Clear(1)", "Peek(0)", "Return(0)"] == actions(found.first)
    assert [
        "Lock(1)", "Clear(1)", "Peek(0)", "Lower(1)", "Unlock(1)", "Wait(0)", "Leave(0)", "Return(0)",
    ] == actions(found.second)  # fmt: skip
    assert [
        (1, 1, 1, False), (1, 2, 2, False), (0, 3, 3, False), (0, 4, None, True),
        (1, None, 4, True), (1, None, 5, True), (0, None, 6, False), (0, None, 7, False), (0, None, 8, False),
    ] == [(turn.actor, turn.first, turn.second, 0 in turn.waiting) for turn in found.turns]  # fmt: skip


def test_both_sides_are_behaviours_of_their_models(slot: Path) -> None:
    """Each is run again by the interpreter; the other one would not do."""
    claims = manifest.load(slot)
    system = link.system(claims)
    found = picture(slot, "walk.empty.old")
    assert found.second is not None
    model = interp.Model(system, found.second.constants)

    interp.replay(interp.Model(system, found.first.constants), found.first.account.trace, "Counted")
    interp.replay(model, found.second.account.trace)
    with pytest.raises(ReplayFailure):
        interp.replay(model, found.first.account.trace)


def test_the_window_and_the_claim_are_known_in_every_state(slot: Path) -> None:
    """The window is open from the clear until the count is lowered."""
    found = picture(slot, "walk.empty.old")
    assert found.second is not None

    assert (False, False, True, True, True) == found.first.window
    assert (True, True, True, True, False) == found.first.claim
    assert (False, False, True, True, False, False, False, False, False) == found.second.window
    assert all(found.second.claim)


def test_a_case_that_is_proved_is_shown_in_the_order_that_breaks_the_other(slot: Path) -> None:
    """Either case of a pair has the same picture."""
    one, other = picture(slot, "walk.empty.old"), picture(slot, "walk.empty.new")

    assert one.turns == other.turns
    assert ("walk.empty.old", "walk.empty.new") == (other.first.result.case, other.case)
    assert actions(one.second) == actions(other.second)


def test_a_wait_may_have_no_end(slot: Path) -> None:
    """Where the lock is never given back the walker waits in the last turn still."""
    found = picture(slot, "walk.empty.once")

    assert ["Lock(1)", "Clear(1)", "Peek(0)"] == actions(found.second)
    assert frozenset({0}) == found.turns[-1].waiting


@pytest.mark.parametrize("name", ["walk.empty.two", "walk.empty.gets"])
def test_a_case_may_stand_alone(slot: Path, name: str) -> None:
    """No case differs from it in hunks alone and answers otherwise."""
    found = picture(slot, name)

    assert found.second is None
    assert [turn.first for turn in found.turns] == [*range(1, len(found.first.account.events) + 1)]


PAIRS = [
    ("walk.empty.old", "walk.empty.new"),  # one hunk away; walk.empty.far is two
    ("walk.empty.new", "walk.empty.old"),
    ("walk.empty.far", "walk.empty.old"),
    ("walk.empty.named", "walk.empty.far"),
    ("walk.empty.two", None),  # other sizes
    ("walk.empty.gets", None),  # another kind
]


@pytest.mark.parametrize(("name", "expected"), PAIRS)
def test_the_opposite_of_a_case_is_few_hunks_away(slot: Path, name: str, expected: str | None) -> None:
    """It has the same claim, other hunks alone, and the other answer."""
    claims = manifest.load(slot)
    (case,) = manifest.select(claims, [name])
    found = manifest.opposite(claims, case)

    assert expected == (found.name if found else None)


def test_a_window_must_be_an_operator_of_the_specification(tmp_path: Path) -> None:
    """The manifest's key is checked like any other name."""
    written(tmp_path, ("window: Open", "window: Opne"))

    with pytest.raises(ManifestFault, match="no operator Opne"):
        link.system(manifest.load(tmp_path))


MISPLACED = [
    ("walk.empty.fra", "there is no case walk.empty.fra to stand beside walk.empty.named"),
    ("walk.empty.old", "walk.empty.old does not answer"),  # it is violated too
    ("walk.empty.keeps", "walk.empty.keeps does not answer"),  # it has another claim
]


@pytest.mark.parametrize(("beside", "words"), MISPLACED)
def test_what_stands_beside_a_case_must_be_its_opposite(tmp_path: Path, beside: str, words: str) -> None:
    """The name is checked where it is given."""
    written(tmp_path, ("beside: walk.empty.far", f"beside: {beside}"))

    with pytest.raises(ManifestFault, match=words) as caught:
        manifest.load(tmp_path)
    span = caught.value.span
    assert span is not None
    assert f"beside: {beside}" in span.source.line(span.line)
