"""The bundled specification's proofs for all sizes: what each needs, and what is lost with it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from rmapsmt import manifest, run
from rmapsmt.elaborate.waits import optional_waits
from rmapsmt.encode.sizes.core import core
from rmapsmt.encode.sizes.induct import Inductive
from rmapsmt.manifest import link
from rmapsmt.manifest.shared import offered_alone
from rmapsmt.report.words import headline
from rmapsmt.run import proof
from rmapsmt.run.cases import Run
from rmapsmt.verdict import EverySize, Proved, Violated

if TYPE_CHECKING:
    from pathlib import Path

    from rmapsmt.encode.sizes.induct import Outcome
    from rmapsmt.ir import TransitionSystem
    from rmapsmt.manifest import Case, Manifest
    from rmapsmt.verdict import Verdict


def test_the_bundled_claim_is_proved_for_all_sizes() -> None:
    """The pmd level under TTU_SYNC: the verdict says so, and names the lemmas."""
    claims = manifest.load(manifest.bundled())
    (result,) = run.prove(
        claims, manifest.select(claims, ["try_to_unmap.zap_huge_pmd.sync"]), run.Options(), lambda _: None
    )

    assert result.ok
    assert isinstance(result.verdict, Proved)
    assert isinstance(result.verdict.how, EverySize)
    assert ("N", "K") == result.verdict.how.sizes
    assert headline(result.verdict) == "proved for all N, K and all depths"
    assert {"PmdLockOwner", "CountsInv", "WalkedPmdIsUncounted"} <= set(result.verdict.how.lemmas)


def finite(case: Case, claims: Manifest, whole: TransitionSystem) -> Verdict:
    """Return what is so with the sizes of the case's own model."""
    asked = Run(claims, whole, run.Clock(run.Options(bound=16)), lambda _: None)
    (result,) = asked.family([replace(case, every_size=False)])
    return result.verdict


def broken(case: Case, claims: Manifest, whole: TransitionSystem) -> Outcome:
    """Return what is inductive of what a case offers, as soon as its claim is not."""
    asked = Run(claims, whole, run.Clock(run.Options()), lambda _: None).sizes
    return Inductive(
        asked.problem(case), offered_alone(claims, case), lambda: 0.2, claim=case.claim.name
    ).outcome()


@pytest.mark.slow
def test_without_the_flag_only_the_unlocked_skip_breaks_the_induction() -> None:
    """The walk that passes a pmd without its lock, and the conjunct about what it has passed."""
    claims = manifest.load(manifest.bundled())
    case = manifest.select(claims, ["try_to_unmap.zap_huge_pmd.sync"])[0]
    case = replace(case, constants={**case.constants, "TTU_SYNC": False})
    found = broken(case, claims, link.system(claims))

    assert {(one.action, one.conjunct) for one in found.broken if one.first} == {
        ("PageVmaMappedWalk_ReadPmd", "WalkedPmdIsUncounted")
    }
    assert case.claim.name not in found.kept


PMD, PTE = "try_to_unmap.zap_huge_pmd.sync", "try_to_unmap.zap_pte_range.sync"
STALE = "try_to_unmap.zap_huge_pmd.sync-stale-peek"


PARTS = [
    (PMD, "UnmapOneSync"),
    (PTE, "PvmwPteSync"),
    (PMD, "PageVmaMappedWalk_SyncLockPmd"),
    (PTE, "ZapPteRange_Lock"),
    (STALE, "TTU_SYNC"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "part"), PARTS)
def test_what_the_finite_proof_needs_the_other_needs_too(name: str, part: str) -> None:
    """A hunk turned off, or a lock not waited for: violated with sizes given, not proved without."""
    claims = manifest.load(manifest.bundled())
    whole, waits = optional_waits(link.system(claims))
    (case,) = manifest.select(claims, [name])
    constants = {**case.constants, **{wait.constant: wait.action != part for wait in waits}}
    constants |= {part: False} if part in constants else {}
    case = replace(case, constants=constants, shares="")

    assert isinstance(finite(case, claims, whole), Violated)
    assert case.claim.name not in broken(case, claims, whole).kept


LATE = [
    ('ELSE "unlock_pmd")', 'ELSE "put_page")'),
    ('ELSE "remove_pmd_rmap")', 'ELSE "unlock_pmd")'),
    ('THEN next ELSE "put_page")', 'THEN next ELSE "remove_pmd_rmap")'),
]


@pytest.mark.slow
def test_a_late_decrement_is_not_proved(tmp_path: Path) -> None:
    """The count lowered once the lock is released, which is what the lock is for."""
    spec = tmp_path / "spec"
    shutil.copytree(manifest.bundled(), spec)
    text = (spec / "ZapHugePmd.tla").read_text()
    for old, new in LATE:
        assert text.count(old) == 1
        text = text.replace(old, new)
    (spec / "ZapHugePmd.tla").write_text(text)
    claims = manifest.load(spec)
    (case,) = manifest.select(claims, [PMD])

    assert isinstance(finite(case, claims, link.system(claims)), Violated)
    assert case.claim.name not in broken(case, claims, link.system(claims)).kept


RACERS = {
    "copy-on-write lowers the count late": (
        "try_to_unmap.anon.wp_page_copy.v5_13",
        "WpPageCopy",
        [
            ('goto(t, "remove_pte_rmap")', 'goto(t, "unlock_pte")'),
            (
                '/\\ dec_mapcount(t, t, at[t])\n    /\\ goto(t, "unlock_pte")',
                '/\\ dec_mapcount(t, t, at[t])\n    /\\ goto(t, "put_pages")',
            ),
            ('ELSE "put_pages")', 'ELSE "remove_pte_rmap")'),
        ],
    ),
    "truncation does not wait": (
        "unmap_mapping_page.zap_pmd_range.v5_14",
        "ZapPmdRange",
        [('THEN "sync_lock_pmd"', 'THEN "read_pmd_again"')],
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "module", "edits"), RACERS.values(), ids=RACERS)
def test_a_racer_that_does_less_than_it_should_is_not_proved(
    tmp_path: Path, name: str, module: str, edits: list[tuple[str, str]]
) -> None:
    """A behaviour shows that each is wrong."""
    spec = tmp_path / "spec"
    shutil.copytree(manifest.bundled(), spec)
    text = (spec / f"{module}.tla").read_text()
    for old, changed in edits:
        assert text.count(old) == 1
        text = text.replace(old, changed)
    (spec / f"{module}.tla").write_text(text)
    claims = manifest.load(spec)
    (case,) = manifest.select(claims, [name])
    alone = replace(case, shares="")

    assert isinstance(finite(alone, claims, link.system(claims)), Violated)
    assert case.claim.name not in broken(alone, claims, link.system(claims)).kept


@pytest.mark.slow
def test_a_core_is_inductive_and_none_of_it_can_be_left_out() -> None:
    """What is left is proved by itself, and once more by a solver that is given whole conjuncts."""
    claims = manifest.load(manifest.bundled())
    case = manifest.select(claims, [PMD])[0]
    asked = Run(claims, link.system(claims), run.Clock(run.Options()), lambda _: None).sizes
    whole = Inductive(asked.problem(case), offered_alone(claims, case))
    numbers = core(whole, case.claim.name, lambda _: None)

    assert numbers is not None
    assert case.claim.name in {whole.parts[number].predicate for number in numbers}
    assert len(numbers) < len(whole.parts) / 2
    assert whole.proves(numbers)
    assert whole.proves_plainly(numbers)
    lemma = next(n for n in numbers if whole.parts[n].name == "WalkedPmdIsUncounted")
    assert not whole.proves(numbers - {lemma})


def test_each_lemma_has_a_sentence() -> None:
    """It stands above the definition, and docs/proof.md tells the argument from it."""
    claims = manifest.load(manifest.bundled())
    sections = proof.lemmas(claims, link.system(claims)).split("### ")[1:]

    assert {"TaskRunsItsFunction", "WalkedPmdIsUncounted"} <= {section.split()[0] for section in sections}
    assert [] == [section.split()[0] for section in sections if section.splitlines()[2].startswith("(")]


def test_each_proof_for_one_size_has_its_reason() -> None:
    """Why a case that is proved is not proved for all sizes is known of every one."""
    claims = manifest.load(manifest.bundled())

    assert "nobody has tried" not in dict(proof.exceptions(claims, link.system(claims)))
