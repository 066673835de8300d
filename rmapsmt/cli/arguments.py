"""What the commands share: the application, its options, and how something is said."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
Json = Annotated[bool, typer.Option("--json", help="Write one JSON document.")]
CaseName = Annotated[
    str, typer.Argument(metavar="CASE", help="A case of the manifest.", autocompletion=completed)
]
Module = Annotated[Path, typer.Argument(metavar="MODULE.tla", help="The root module.")]


def settled(
    claims: Manifest, chosen: Sequence[Case], options: Options, means: Means, not_run: int = 0
) -> tuple[list[Result], About]:
    """Settle cases, saying what is being done, and return what the run is a run of."""
    from rmapsmt import manifest, run
    from rmapsmt.report.words import About

    progress = terminal.Progress(sys.stderr)
    try:
        results = list(run.prove(claims, chosen, options, progress, means))
    finally:
        progress.done()
    spec_hash = manifest.source_hash(claims.folder)
    return results, About(options.bound, options.seed, str(claims.folder), spec_hash, not_run)


def options_of(
    bound: int, timeout: float | None, query_timeout: float | None, jobs: int | None = None
) -> Options:
    """Return the options of a run."""
    from rmapsmt.run import Options

    return Options(bound=bound, timeout=timeout, query_timeout=query_timeout, jobs=jobs)


def means_of(executor: str | None, *, no_cache: bool) -> Means:
    """Return where verdicts are found and kept."""
    from rmapsmt import run

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
