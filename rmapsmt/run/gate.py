"""Every case's verdict: from the cache, from processes of this machine, or from wherever an executor runs.

What is settled here is read and elaborated only if something is missing: a run that finds every verdict
in the cache loads neither the solver nor the specification.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rmapsmt import meter
from rmapsmt.run.options import LOST, Clock, Means, Options
from rmapsmt.verdict import Result, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from concurrent.futures import Executor

    from rmapsmt.ir import TransitionSystem
    from rmapsmt.manifest import Case, Manifest

ALONE = Means()


def prove(
    manifest: Manifest,
    cases: Sequence[Case],
    options: Options,
    progress: Callable[[str], None],
    means: Means = ALONE,
) -> Iterator[Result]:
    """Settle each case and compare; results come in the order of the cases."""
    found: dict[str, Result] = {}
    waiting = list(cases)
    for result in settle(manifest, cases, options, progress, means):
        found[result.case] = result
        while waiting and waiting[0].name in found:
            yield found.pop(waiting.pop(0).name)


def settle(
    manifest: Manifest,
    cases: Sequence[Case],
    options: Options,
    progress: Callable[[str], None],
    means: Means = ALONE,
) -> Generator[Result, None, None]:
    """Settle each case and compare; results come as they are found."""
    fresh = _Fresh(manifest, Clock(options), progress, means.executor)
    if means.cache is None:
        yield from (result for _, result in fresh.settle(cases))
        return
    from rmapsmt.run.cache import Cache  # noqa: PLC0415 - of no use without a cache

    cache = Cache(means.cache, manifest, options, means.warn)
    known = [(case, cache.find(case)) for case in cases]
    yield from (result for _, result in known if result is not None)
    missing = [case for case, result in known if result is None]
    if not missing and cache.is_checked():
        return
    for case, result in fresh.settle(missing, cache.checked):
        cache.keep(case, result)
        yield result
    cache.close()


@dataclass(frozen=True, slots=True)
class _Fresh:
    """Settles cases of which nothing is known."""

    manifest: Manifest
    clock: Clock
    progress: Callable[[str], None]
    executor: Executor | None

    def settle(
        self, cases: Sequence[Case], is_read: Callable[[], None] = lambda: None
    ) -> Iterator[tuple[Case, Result]]:
        """Yield results as they are found; `is_read` is called once the specification has no static error."""
        from rmapsmt.manifest import link  # noqa: PLC0415 - it loads the front end
        from rmapsmt.run.families import families  # noqa: PLC0415 - it loads the interpreter

        self.progress("reading the specification")
        with meter.reading():
            system = link.system(self.manifest)
        is_read()
        grouped = families(cases)
        results = self._results(system, grouped)
        missing = [{case.name: case for case in group} for group in grouped]
        for number, result in results:
            if result is not None:
                yield missing[number].pop(result.case), result
                continue
            for case in missing[number].values():
                yield case, Result(case.name, case.claim.name, case.expect, Unknown(LOST, -1), (), 0)

    def _results(
        self, system: TransitionSystem, grouped: Sequence[Sequence[Case]]
    ) -> Iterator[tuple[int, Result | None]]:
        """Yield results with the numbers of their families; a search for few switches loads no solver."""
        if self.executor is not None:
            from rmapsmt.run import remote  # noqa: PLC0415 - it loads the solver

            return remote.settle(self.manifest, grouped, self.clock, self.progress, self.executor)
        if self.clock.options.switches is not None:
            from rmapsmt.run import switches  # noqa: PLC0415 - it loads the interpreter

            return switches.settle(system, grouped, self.clock, self.progress)
        from rmapsmt.run import pieces  # noqa: PLC0415 - it loads the solver

        return pieces.settle(self.manifest, system, grouped, self.clock, self.progress)
