"""Verdicts that were found before: the same verdict again, or none at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import pytest
from kept import ALL, MANIFEST, WORDS, clock, entries, new, refuse, settle

from rmapsmt import manifest, run, verdict
from rmapsmt.cli import entry
from rmapsmt.errors import ManifestFault
from rmapsmt.run import cache
from rmapsmt.verdict import Result, Violated, Word

if TYPE_CHECKING:
    from pathlib import Path

    from rmapsmt.source import Span


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """Return a folder with a small specification."""
    return clock(tmp_path)


def test_a_verdict_is_found_again_with_its_evidence(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the same in everything, traces and the time of the first run too; nothing is elaborated."""
    first = settle(spec)
    monkeypatch.setattr("rmapsmt.manifest.link.system", refuse)
    second = settle(spec)

    assert (ALL, []) == (new(first), new(second))
    assert first == [replace(result, cached=False) for result in second]
    assert spans(first) == spans(second)


def spans(results: list[Result]) -> list[Span]:
    """Return the places that the steps of violations point at."""
    traces = [found.verdict.trace for found in results if isinstance(found.verdict, Violated)]
    return [step.span for trace in traces for step in trace.steps]


EDITS: list[tuple[str, str, list[str]]] = [
    ("expect: violated", "expect: proved", []),
    ("source: a letter", "source: a mail", []),
    ("clock.range", "clock.reach", []),
    ("models: {day", "models: {noon: {Hours: 12}, day", []),
    ("claim: Even", "claim: Low", ["clock.even"]),
    ("{day: {Hours: 3}", "{day: {Hours: 2}", ["clock.range", "clock.even"]),
    ("kind: reachable, expect: reached", "expect: proved", ["clock.late"]),
    ("bound: 5", "bound: 6", ["clock.late"]),
    ("expect: proved, ", "expect: proved, lemmas: [Low], ", ["clock.range"]),
    ("expect: violated", "expect: violated, witness: Even", ["clock.even"]),
    ("side: [Low]", "side: [TypeOK]", ALL),
    ("side: [Low]", "lemmas: [Low]", ALL),
    ("witness: Late", "witness: Low", ALL),
    ("types: TypeOK", "types: TypeOK\ndeadlock: false", ALL),
    ("spec: Spec", "init: Init\nnext: Next", ALL),
]


@pytest.mark.parametrize(("old", "text", "anew"), EDITS, ids=[f"{old} -> {text}" for old, text, _ in EDITS])
def test_a_case_is_settled_anew_where_the_manifest_says_something_else(
    spec: Path, old: str, text: str, anew: list[str]
) -> None:
    """What has no say in the verdict changes nothing, and what one case says changes that case alone."""
    settle(spec)
    assert old in MANIFEST
    (spec / "invariants.yaml").write_text(MANIFEST.replace(old, text))

    assert anew == new(settle(spec))


@pytest.mark.parametrize("name", ["Clock.tla", "Words.tla", "Other.tla"])
def test_every_case_is_settled_anew_once_a_module_is_another(spec: Path, name: str) -> None:
    """A comment is enough, in any module of the folder."""
    settle(spec)
    with (spec / name).open("a") as stream:
        stream.write("\n\\* a comment\n")

    assert ALL == new(settle(spec))


OPTIONS: list[dict[str, Any]] = [
    {"bound": 9},
    {"timeout": 60.0},
    {"query_timeout": 60.0},
    {"seed": 1},
    {"states": 0},
    {"lemmas": False},
    {"reduction": False},
    {"switches": 1},
]


@pytest.mark.parametrize("changed", OPTIONS, ids=str)
def test_every_option_but_the_processes_has_a_say(spec: Path, changed: dict[str, Any]) -> None:
    """An option that is added has one too, unless somebody says that it has not."""
    options = run.Options(jobs=1)
    settle(spec, options)

    assert [] == new(settle(spec, replace(options, jobs=2)))
    assert ALL == new(settle(spec, replace(options, **changed)))
    assert {each.name for each in fields(run.Options)} == {
        "bound",
        "jobs",
        "first",
        *(o for one in OPTIONS for o in one),
    }


def test_the_first_behaviour_serves_whoever_takes_any(spec: Path) -> None:
    """Any behaviour does not serve whoever asks for the first."""
    any_one = run.Options(jobs=1)
    first = replace(any_one, first=frozenset({Word.VIOLATED}))

    assert (ALL, []) == (new(settle(spec, any_one)), new(settle(spec, any_one)))
    assert (["clock.even"], []) == (new(settle(spec, first)), new(settle(spec, first)))
    assert [] == new(settle(spec, any_one))


def test_the_tool_itself_has_a_say(spec: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Another version of the solver, or one character of our own text."""
    settle(spec)
    digests = [cache.tool()]
    for name, value in [("version", lambda _: "5.0"), ("PACKAGE", tmp_path)]:
        cache.tool.cache_clear()
        monkeypatch.setattr(cache, name, value)
        digests.append(cache.tool())

    assert len(digests) == len(set(digests))
    assert ALL == new(settle(spec))
    cache.tool.cache_clear()


def test_the_exceptions_are_fields() -> None:
    """A field that is renamed must not lose its exception, nor gain one by chance."""
    for kind, names in [
        (manifest.Case, cache._CASE),  # noqa: SLF001 - they are what is tested
        (manifest.Manifest, cache._MANIFEST),  # noqa: SLF001
        (run.Options, cache._OPTIONS),  # noqa: SLF001
    ]:
        assert names <= {each.name for each in fields(kind)}


def test_what_is_unknown_is_not_kept(spec: Path) -> None:
    """A run without time leaves nothing that a later one could believe."""
    options = run.Options(jobs=1, timeout=0.0)
    settle(spec, options)

    assert [] == entries(spec)
    assert ALL == new(settle(spec, options))


def test_a_proof_for_all_sizes_that_is_missed_is_not_kept(spec: Path) -> None:
    """It may have been missed for want of time; the proof at the model's own sizes is another answer."""
    claims = manifest.load(spec)
    entries_ = cache.Cache(spec.parent / "cache", claims, run.Options(), refuse)
    case = replace(claims.cases[0], every_size=True)
    missed = Result(case.name, "TypeOK", Word.PROVED, verdict.Proved(verdict.Induction(("Low",)), 8), (), 1)
    entries_.keep(case, missed)

    assert entries_.find(case) is None
    entries_.keep(replace(case, every_size=False), missed)
    assert entries_.find(replace(case, every_size=False)) is not None


def test_a_proof_for_all_sizes_depends_on_whom_it_is_shared_with(spec: Path) -> None:
    """What another case of the same model offers, its lemmas, serves this one's proof too."""
    claims = manifest.load(spec)
    case = replace(claims.cases[0], every_size=True)
    other = replace(case, name="clock.other", lemmas=(claims.side[0],))
    proved = verdict.Proved(verdict.EverySize(("N",), ()), 8)
    found = Result(case.name, "TypeOK", Word.PROVED, proved, (), 1)

    def entries_(*cases: manifest.Case) -> cache.Cache:
        return cache.Cache(spec.parent / "cache", replace(claims, cases=cases), run.Options(), refuse)

    entries_(case, other).keep(case, found)

    assert entries_(case, other).find(case) is not None
    assert entries_(case).find(case) is None
    assert entries_(case, replace(other, lemmas=())).find(case) is None


def test_a_folder_that_cannot_be_written_is_no_fault(spec: Path) -> None:
    """It is said once, and every verdict is found."""
    (spec.parent / "cache").write_text("a file")
    warnings: list[str] = []
    results = settle(spec, warn=warnings.append)

    assert ALL == new(results)
    assert all(result.ok for result in results)
    assert 1 == sum("nothing is cached" in one for one in warnings)


def test_a_specification_that_changes_during_the_run_is_not_kept(
    spec: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read may be neither the old text nor the new one."""
    from rmapsmt.manifest import link

    read = link.system

    def edited(claims: manifest.Manifest) -> Any:
        (spec / "Words.tla").write_text(WORDS + "\n")
        return read(claims)

    monkeypatch.setattr(link, "system", edited)
    warnings: list[str] = []
    settle(spec, warn=warnings.append)

    assert ([], 1) == (entries(spec), len(warnings))


def test_a_static_error_is_found_though_every_verdict_is_known(spec: Path) -> None:
    """Another case of the manifest may name what does not exist."""
    settle(spec)
    text = MANIFEST + "  - {case: clock.other, model: day, claim: Nothing, expect: proved}\n"
    (spec / "invariants.yaml").write_text(text)
    claims = manifest.load(spec)
    means = run.Means(cache=spec.parent / "cache")

    with pytest.raises(ManifestFault, match="no operator Nothing"):
        list(run.prove(claims, claims.cases[:3], run.Options(jobs=1), lambda _: None, means))


def test_the_oldest_entries_give_way(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder does not grow for ever."""
    settle(spec)
    before = entries(spec)
    for path in before:
        os.utime(path, (0, 0))
    size = sum(path.stat().st_size for path in (spec.parent / "cache").rglob("*.json"))
    monkeypatch.setattr(cache, "MOST_BYTES", size)
    settle(spec, run.Options(jobs=1, bound=9))
    after = entries(spec)

    assert 3 <= len(after) < 6
    assert set(before) > set(after) & set(before)


def test_the_report_says_what_was_found_before(
    spec: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Under the table, and in the document for each case; --no-cache neither reads nor writes."""
    monkeypatch.setenv("RMAPSMT_CACHE", str(tmp_path / "own"))
    command = ["prove", "--jobs", "1", "--spec", str(spec)]
    shown = []
    for arguments in (["--no-cache"], ["clock.late"], [], ["--json"], ["--json", "--no-cache"]):
        assert 0 == entry([*command, *arguments])
        shown.append(capsys.readouterr().out)

    assert "found before" not in shown[0] + shown[1]
    assert "1 of 3 verdicts found before, by the same tool from the same text; --no-cache" in shown[2]
    assert [True] * 3 == [result["cached"] for result in json.loads(shown[3])["results"]]
    assert [False] * 3 == [result["cached"] for result in json.loads(shown[4])["results"]]


PLACES = [
    ({"RMAPSMT_CACHE": "/x"}, "/x"),
    ({"RMAPSMT_CACHE": ""}, None),
    ({"XDG_CACHE_HOME": "/y", "HOME": "/z"}, "/y/rmapsmt"),
    ({"HOME": "/z"}, "/z/.cache/rmapsmt"),
]


@pytest.mark.parametrize(("environment", "folder"), PLACES, ids=[str(e) for e, _ in PLACES])
def test_the_folder_is_the_user_s(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], folder: str | None
) -> None:
    """A variable of our own comes first, and empty it means no cache."""
    for name in ("RMAPSMT_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert folder == (str(found) if (found := run.place()) else None)


@pytest.mark.slow
def test_runs_at_the_same_time_share_a_folder(spec: Path, tmp_path: Path) -> None:
    """And a run that finds everything loads no solver, no front end and nothing that draws."""
    environment = {**os.environ, "RMAPSMT_CACHE": str(tmp_path / "own")}
    command = [sys.executable, "-m", "rmapsmt", "prove", "--jobs", "1", "--spec", str(spec)]
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [0, 0] == [one.wait(60) for one in both]
    code = (
        "import sys; from rmapsmt import cli; code = cli.entry(sys.argv[1:]); "
        "heavy = {'z3', 'tree_sitter', 'rich', 'rmapsmt.elaborate', 'rmapsmt.encode'} & set(sys.modules); "
        "sys.exit(code or ', '.join(heavy) or 0)"
    )
    warm = subprocess.run(
        [sys.executable, "-c", code, *command[3:]],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == warm.returncode, warm.stderr
    assert "3 of 3 verdicts found before" in warm.stdout
