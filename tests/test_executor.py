"""Cases settled wherever an executor has them settled: pieces and findings are plain data."""

from __future__ import annotations

import os
import pickle
import signal
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any

import pytest

from rmapsmt import manifest, run
from rmapsmt.cli import entry
from rmapsmt.errors import Disagreement, EvalFault, UsageFault
from rmapsmt.run import remote
from rmapsmt.verdict import Unknown, Violated

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rmapsmt.verdict import Result

MODULE = r"""
---- MODULE Counter ----
EXTENDS Integers
CONSTANT Top
VARIABLE n
TypeOK == n \in 0..Top
Init == n = 0
Step(t) == n < Top /\ n' = n + 1
Stop == n = Top /\ UNCHANGED n
Next == Step(0) \/ Stop
Spec == Init /\ [][Next]_n
Small == n < 100
Early == n < 2
Divides == 12 \div (n - 1) < 100
====
"""
SIZES = range(2, 8)


class Elsewhere(Executor):
    """Runs everything at once, on what is left of it after two journeys."""

    def submit(self, function: Any, /, *arguments: Any, **_: Any) -> Future[Any]:
        """Do it now."""
        done: Future[Any] = Future()
        try:
            there = pickle.loads(pickle.dumps((function, arguments)))  # noqa: S301 - our own
            done.set_result(pickle.loads(pickle.dumps(there[0](*there[1]))))  # noqa: S301
        except Exception as error:  # noqa: BLE001 - as an executor does
            done.set_exception(error)
        return done


class Lost(Elsewhere):
    """Loses the first piece that it is given."""

    def __init__(self) -> None:
        """Be about to lose one."""
        self.next: list[Exception] = [BrokenProcessPool("a worker has gone")]

    def submit(self, function: Any, /, *arguments: Any, **_: Any) -> Future[Any]:
        """Do it now, or lose it."""
        if not self.next:
            return super().submit(function, *arguments)
        lost: Future[Any] = Future()
        lost.set_exception(self.next.pop())
        return lost


@pytest.fixture
def spec(tmp_path: Path) -> Callable[[str], manifest.Manifest]:
    """Return what makes a folder with one case for each of some sizes."""

    def make(claim: str, sizes: range = SIZES) -> manifest.Manifest:
        cases = "".join(
            f"  - {{case: top.{n}, model: {{Top: {n}}}, claim: {claim}, expect: proved}}\n" for n in sizes
        )
        top = "version: 1\nmodule: Counter\nspec: Spec\ntypes: TypeOK\nmodels: {one: {Top: 1}}\ncases:\n"
        (tmp_path / "Counter.tla").write_text(MODULE)
        (tmp_path / "invariants.yaml").write_text(top + cases)
        return manifest.load(tmp_path)

    return make


def settle(claims: manifest.Manifest, executor: Executor | None, **options: Any) -> list[Result]:
    """Settle all cases."""
    chosen = run.Options(jobs=1, **options)
    return list(run.prove(claims, claims.cases, chosen, lambda _: None, run.Means(executor=executor)))


def same(results: list[Result]) -> list[tuple[Any, ...]]:
    """Return what must not depend on who has settled it."""
    return [(found.case, found.expected, found.verdict, found.side) for found in results]


@pytest.mark.parametrize("claim", ["Small", "Early"])
def test_an_executor_gives_the_same_results(spec: Any, claim: str) -> None:
    """Proofs, traces, and the places that their steps point at: in our files, not in a worker's."""
    claims = spec(claim)
    here, there = settle(claims, None), settle(claims, Elsewhere())

    assert same(here) == same(there)
    for result in there:
        if isinstance(result.verdict, Violated):
            assert str(claims.module_path) == result.verdict.trace.steps[1].span.source.name


def test_a_worker_that_is_lost_costs_its_own_cases(spec: Any) -> None:
    """They are unknown, and every other verdict is delivered."""
    first, *others = settle(spec("Small"), Lost())

    assert isinstance(first.verdict, Unknown)
    assert "ended by the system" in first.verdict.reason
    assert first.undecided
    assert len(SIZES) - 1 == sum(result.ok for result in others)


def test_an_error_of_the_specification_is_said_at_its_place(spec: Any) -> None:
    """As it is where the work is done here."""
    claims = spec("Divides")
    places = []
    for executor in (None, Elsewhere()):
        with pytest.raises(EvalFault) as caught:
            settle(claims, executor)
        places.append((str(caught.value.span), caught.value.message, caught.value.hint))

    assert places[0] == places[1]
    assert places[0][0].startswith(str(claims.module_path))


def test_a_fault_of_our_own_is_raised_here(spec: Any) -> None:
    """It is no lost worker."""
    executor = Lost()
    executor.next = [Disagreement("two engines")]

    with pytest.raises(Disagreement, match="two engines"):
        settle(spec("Small"), executor)


def test_a_worker_of_another_version_is_refused(spec: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its verdicts would be another tool's."""
    versions = iter("abcdefghijklmnop")
    monkeypatch.setattr(remote, "tool", lambda: next(versions))

    with pytest.raises(UsageFault, match="another version"):
        settle(spec("Small"), Elsewhere())


def test_time_that_is_over_here_is_over_there(spec: Any) -> None:
    """What is left of it travels with the piece."""
    results = settle(spec("Small"), Elsewhere(), timeout=0.0)

    assert all(isinstance(result.verdict, Unknown) for result in results)


NAMES = [
    ("cluster", "`cluster` is no executor"),
    ("dask:127.0.0.1:1", "no Dask scheduler answers at `127.0.0.1:1`"),
    ("dask:what is this", "no Dask scheduler answers"),
]


@pytest.mark.parametrize(("name", "words"), NAMES, ids=[name for name, _ in NAMES])
def test_an_executor_that_cannot_be_had_is_bad_usage(
    spec: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    """One message, and exit 2."""
    pytest.importorskip("distributed")
    monkeypatch.setattr(remote, "PATIENCE", 0.2)
    folder = spec("Small").folder

    assert 2 == entry(["prove", "--spec", str(folder), "--executor", name])
    assert words in capsys.readouterr().err


def test_without_dask_the_extra_is_named(
    spec: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not installed is no defect."""
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)

    assert 2 == entry(["prove", "--spec", str(spec("Small").folder), "--executor", "dask:here"])
    assert "pip install 'rmapsmt[dask]'" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_delivers_every_verdict_though_a_worker_is_killed(
    spec: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two workers, one of them killed in the middle of the run: what it had is done again."""
    distributed = pytest.importorskip("distributed")
    claims = spec("Small", range(2, 26))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:
        means = run.Means(executor=remote.connect(f"dask:{cluster.scheduler_address}"))
        options = run.Options(bound=30)
        results: list[Result] = []
        killed = cluster.workers[0].process.pid
        for result in run.settle(claims, claims.cases, options, lambda _: None, means):
            if not results:
                os.kill(killed, signal.SIGKILL)
            results.append(result)
        command = ["prove", "--bound", "1", "--spec", str(claims.folder)]
        code = entry([*command, "--executor", f"dask:{cluster.scheduler_address}", "top.2"])

    assert {case.name for case in claims.cases} == {result.case for result in results if result.ok}
    assert 0 == code
    assert "1 case, as expected" in capsys.readouterr().out
