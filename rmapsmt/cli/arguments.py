"""What the commands share: the application, its options, and how something is said."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rmapsmt.cli import interrupts
from rmapsmt.errors import InputError, UsageFault
from rmapsmt.report import terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rmapsmt.manifest import Case, Manifest
    from rmapsmt.report.words import About
    from rmapsmt.run import Means, Options
    from rmapsmt.verdict import Result

app = typer.Typer(
    name="rmapsmt",
    help="Genuine TLA+ in, a proof by Z3 or a replayed counterexample out.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def examples(*lines: str) -> str:
    """Return what stands under a command's help: command lines that can be run as they are."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def completed(context: typer.Context, incomplete: str) -> list[str]:
    """Return the names of cases that begin so, for the shell's completion; a faulty manifest has none."""
    from rmapsmt import manifest

    try:
        claims = manifest.load(context.params.get("spec") or manifest.bundled())
    except InputError:
        return []
    return [case.name for case in claims.cases if case.name.startswith(incomplete)]


Spec = Annotated[
    Path | None,
    typer.Option(
        "--spec", metavar="DIR", help="A folder with TLA+ and an invariants.yaml.  [default: our own]"
    ),
]
Bound = Annotated[int, typer.Option("--bound", min=0, metavar="K", help="Unroll this many steps.")]
Timeout = Annotated[
    float | None, typer.Option("--timeout", min=0, metavar="SECONDS", help="Stop after this long in all.")
]
QueryTimeout = Annotated[
    float | None, typer.Option("--query-timeout", min=0, metavar="SECONDS", help="Let no query take longer.")
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, metavar="N", help="Use N processes.  [default: one per processor]"),
]
ExecutorName = Annotated[
    str | None,
    typer.Option("--executor", metavar="dask:ADDRESS", help="Have a cluster's workers settle the cases."),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Settle every case anew, whatever was found before.")
]
NoReduction = Annotated[
    bool,
    typer.Option("--no-reduction", help="Search every order of steps, independent ones too: slower."),
]
Switches = Annotated[
    int | None,
    typer.Option(
        "--switches",
        min=0,
        metavar="K",
        help="Search by the interpreter alone, behaviours that change from one actor to another at most K "
        "times: a counterexample in little time, perhaps not the shortest; no proof.",
    ),
]
Stats = Annotated[bool, typer.Option("--stats", help="Say on standard error where the time went.")]
Json = Annotated[bool, typer.Option("--json", help="Write one JSON document.")]
CaseName = Annotated[
    str, typer.Argument(metavar="CASE", help="A case of the manifest.", autocompletion=completed)
]
Module = Annotated[Path, typer.Argument(metavar="MODULE.tla", help="The root module.")]


@dataclass(frozen=True, slots=True)
class Settling:
    """Cases to be settled, and how; `interrupted` writes what was settled when somebody interrupts."""

    claims: Manifest
    chosen: Sequence[Case]
    options: Options
    means: Means
    interrupted: Callable[[list[Result], About], None]
    not_run: int = 0

    def settled(self) -> tuple[list[Result], About]:
        """Settle the cases, saying what is being done, and return what the run is a run of."""
        from rmapsmt import manifest, run
        from rmapsmt.report.words import About, asked

        spec_hash = manifest.source_hash(self.claims.folder)
        options, folder = self.options, str(self.claims.folder)
        asked_for = tuple(asked(self.chosen))
        about = About(options.bound, options.seed, folder, spec_hash, self.not_run, asked=asked_for)
        found: dict[str, Result] = {}
        progress = terminal.Progress(sys.stderr)

        def results() -> list[Result]:
            return [found[case.name] for case in self.chosen if case.name in found]

        def last_words() -> None:
            progress.done()
            self.interrupted(results(), replace(about, unsettled=len(self.chosen) - len(found)))

        settling = run.settle(self.claims, self.chosen, options, progress, self.means)
        try:
            with interrupts.last_words(last_words), closing(settling):
                for result in settling:
                    if not found:
                        about.versions()  # others are at work meanwhile, and the report will ask
                    found[result.case] = result
                    progress.so_far = f"{len(found)} of {len(self.chosen)} cases, "
        finally:
            progress.done()
        return results(), about


def options_of(
    bound: int,
    timeout: float | None,
    query_timeout: float | None,
    jobs: int | None = None,
    switches: int | None = None,
) -> Options:
    """Return the options of a run."""
    from rmapsmt.run import Options

    return Options(bound=bound, timeout=timeout, query_timeout=query_timeout, jobs=jobs, switches=switches)


def means_of(executor: str | None, jobs: int | None, *, no_cache: bool) -> Means:
    """Return where verdicts are found and kept."""
    from rmapsmt import run

    if executor and jobs:
        raise UsageFault("--executor and --jobs exclude each other", hint="a cluster has its own workers")
    return run.Means(
        executor=run.connect(executor) if executor else None,
        cache=None if no_cache else run.place(),
        warn=lambda text: complain(f"rmapsmt: {text}"),
    )


def one_case(claims: Manifest, name: str) -> Case:
    """Return the case that is named, and no other."""
    from rmapsmt import manifest

    found = manifest.select(claims, [name])
    if len(found) > 1:
        raise UsageFault(f"`{name}` stands for {len(found)} cases", hint=f"for instance {found[0].name}")
    return found[0]


def complain(message: str) -> None:
    """Say on standard error what is wrong, if anything is."""
    if message:
        typer.echo(message, err=True)


def say(text: str) -> None:
    """Write a text to standard output."""
    draw(lambda: sys.stdout.write(text + "\n"))


def draw(write: Callable[[], object]) -> None:
    """Write to standard output, and out; whoever reads it may have gone."""
    try:
        write()
        sys.stdout.flush()
    except BrokenPipeError:
        terminal.nowhere()
