"""The command line: arguments and exit codes, nothing else.

    70   our own fault: a trace that does not replay, two solvers that disagree, a crash
     2   bad usage, specification, manifest or configuration
   130   interrupted
     1   an expectation is not met
     3   undecided
     0   every expectation is met

The first that applies.  What a command needs is imported when it runs, so that `--help` is quick.
"""

from __future__ import annotations

import gc
import os
import sys
import time
import traceback
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rmapsmt.errors import Disagreement, InputError, ReplayFailure, UsageFault, render
from rmapsmt.report import terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rmapsmt.manifest import Case, Manifest
    from rmapsmt.report.words import About
    from rmapsmt.run import Options
    from rmapsmt.verdict import Result

OUR_FAULT, BAD_INPUT, INTERRUPTED, UNDECIDED = 70, 2, 130, 3
SELDOM = 1_000_000
DEEP = 20_000  # Python calls: expressions as deep as the front end admits are walked by every layer

app = typer.Typer(
    name="rmapsmt",
    help="Genuine TLA+ in, a proof by Z3 or a replayed counterexample out.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class TraceFormat(StrEnum):
    """How a trace is shown."""

    LADDER = "ladder"
    JSON = "json"


class ExportFormat(StrEnum):
    """What a case is written as."""

    TLA = "tla"


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
Json = Annotated[bool, typer.Option("--json", help="Write one JSON document.")]
CaseName = Annotated[str, typer.Argument(metavar="CASE", help="A case of the manifest.")]
Module = Annotated[Path, typer.Argument(metavar="MODULE.tla", help="The root module.")]


@app.command()
def prove(
    cases: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CASE]...", help="Cases, or patterns such as '*.sync'; all if none."),
    ] = None,
    bound: Bound = 8,
    every: Annotated[bool, typer.Option("--all", help="Settle the cases of every tier.")] = False,
    spec: Spec = None,
    timeout: Timeout = None,
    query_timeout: QueryTimeout = None,
    json: Json = False,
) -> int:
    """Settle every claim and compare the verdicts with the expected ones."""
    from rmapsmt import manifest
    from rmapsmt.report import document, table, words

    began = time.monotonic()
    claims = manifest.load(spec or manifest.bundled())
    chosen = manifest.select(claims, cases or [], every_tier=every)
    not_run = 0 if cases else len(claims.cases) - len(chosen)
    results, about = _settled(claims, chosen, _options(bound, timeout, query_timeout), not_run)
    seconds = time.monotonic() - began
    if json:
        _say(document.dumps(document.document(results, about, seconds)))
    else:
        _draw(lambda: table.show(results, about, seconds, sys.stdout))
    return words.exit_code(results)


@app.command()
def claims(
    bound: Bound = 8,
    spec: Spec = None,
    timeout: Timeout = None,
    query_timeout: QueryTimeout = None,
    json: Json = False,
) -> int:
    """Show what was said, by whom and where, and the verdicts on it."""
    from rmapsmt import manifest
    from rmapsmt.report import claims, document, words

    began = time.monotonic()
    whole = manifest.load(spec or manifest.bundled())
    said = whole.statements
    if not said:
        hint = "it has a list of them under `claims:`; `rmapsmt prove` settles the cases"
        raise UsageFault(f"{whole.folder / manifest.FILE_NAME} holds no claims", hint=hint)
    chosen = manifest.select(whole, [case for one in said for case in one.cases])
    results, about = _settled(whole, chosen, _options(bound, timeout, query_timeout))
    seconds = time.monotonic() - began
    if json:
        _say(document.dumps(document.document(results, about, seconds, said)))
    else:
        _say(claims.render(said, results, about, seconds))
    return words.exit_code(results)


@app.command()
def trace(
    case: CaseName,
    bound: Bound = 8,
    spec: Spec = None,
    timeout: Timeout = None,
    query_timeout: QueryTimeout = None,
    form: Annotated[TraceFormat, typer.Option("--format", help="How to show it.")] = TraceFormat.LADDER,
) -> int:
    """Show one behaviour: the counterexample, or the witness of a proved case."""
    from rmapsmt import manifest, run
    from rmapsmt.manifest import link
    from rmapsmt.report import document, ladder, words

    claims = manifest.load(spec or manifest.bundled())
    one = _one(claims, case)
    result, behaviour = run.trace(claims, one, _options(bound, timeout, query_timeout))
    verdict = result.verdict
    ending = words.ending(str(one.claim), verdict, "".join(claims.witnesses_of(one)[-1:]))
    if form is TraceFormat.JSON:
        _say(document.dumps(document.behaviour(one, verdict, behaviour, ending)))
        return words.exit_code([result])
    hidden = ladder.unshown(link.system(claims).variables)
    nothing = "" if behaviour else "; there is no behaviour to show"
    _say(f"{one.name}: {words.headline(verdict)}, {words.how(verdict)}{nothing}")
    if behaviour:
        _say("\n" + ladder.ladder(behaviour, ending, hidden))
    for title, other, last in words.others(result):
        _say(f"\n{title}\n\n{ladder.ladder(other, last, hidden)}")
    return words.exit_code([result])


@app.command()
def why(
    case: CaseName,
    bound: Bound = 12,
    spec: Spec = None,
    timeout: Timeout = None,
    query_timeout: QueryTimeout = None,
    json: Json = False,
) -> int:
    """Show what a proof needs, or what would mend a violated case."""
    from rmapsmt import manifest, run
    from rmapsmt.report import document, why, words

    claims = manifest.load(spec or manifest.bundled())
    one = _one(claims, case)
    options = _options(bound, timeout, query_timeout)
    progress = terminal.Progress(sys.stderr)
    try:
        found = run.explain(claims, one, options, progress)
    finally:
        progress.done()
    about = words.About(bound, options.seed, str(claims.folder), manifest.source_hash(claims.folder))
    _say(document.dumps(why.document(found, about)) if json else why.render(found, about))
    return why.exit_code(found)


@app.command()
def check(
    module: Annotated[
        Path | None,
        typer.Argument(metavar="[MODULE.tla]", help="One module, with the .cfg beside it if there is one."),
    ] = None,
    spec: Spec = None,
) -> int:
    """Read and type-check a specification alone."""
    from rmapsmt import manifest
    from rmapsmt.manifest import link
    from rmapsmt.report import listing

    if module is None:
        claims = manifest.load(spec or manifest.bundled())
        _say(listing.specification(link.system(claims), claims.cases))
        return 0
    if spec is not None:
        raise UsageFault("a module and --spec exclude each other", hint="check one or the other")
    system, model = link.model(module, None, ignore_unsupported=True)
    _say(listing.specification(system, (), model.notes))
    return 0


@app.command()
def explore(
    module: Module,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="TLC's configuration.  [default: MODULE.cfg]"),
    ] = None,
    smt: Annotated[bool, typer.Option("--smt", help="Settle the invariants by Z3 as well.")] = False,
    bound: Bound = 8,
    ignore_unsupported: Annotated[
        bool, typer.Option("--ignore-unsupported", help="Go on without what is not supported, and say so.")
    ] = False,
    no_deadlock: Annotated[
        bool,
        typer.Option("--no-deadlock", help="Do not look for deadlocks, whatever the configuration says."),
    ] = False,
    timeout: Timeout = None,
    query_timeout: QueryTimeout = None,
    json: Json = False,
) -> int:
    """Search anybody's TLC model exhaustively."""
    from rmapsmt import run
    from rmapsmt.manifest import link
    from rmapsmt.report import document, ladder, search

    system, model = link.model(module, config, ignore_unsupported=ignore_unsupported)
    if no_deadlock:
        model = model.without_deadlock()
    options = _options(bound, timeout, query_timeout)
    progress = terminal.Progress(sys.stderr)
    try:
        found = run.explore(system, model, options, progress, smt=smt).hiding(
            ladder.unshown(system.variables)
        )
    finally:
        progress.done()
    _say(document.dumps(search.document(found)) if json else search.summary(found))
    if contradiction := search.disagreement(found):
        raise Disagreement(contradiction)
    return search.exit_code(found)


@app.command()
def export(
    case: CaseName,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write into.")],
    form: Annotated[ExportFormat, typer.Option("--format", help="What to write.")] = ExportFormat.TLA,
    spec: Spec = None,
    side: Annotated[bool, typer.Option("--side", help="Ask for the side claims and deadlock too.")] = False,
) -> int:
    """Write one case for another tool."""
    from rmapsmt import manifest
    from rmapsmt.export import tla
    from rmapsmt.manifest import link

    claims = manifest.load(spec or manifest.bundled())
    one = _one(claims, case)
    link.system(claims)
    if form is ExportFormat.TLA:
        tla.write(tla.export_tlc(claims, one, side=side), output)
        _say(f"wrote {output}: run `tlc {tla.command(claims, side=side)}` there")
    return 0


def main() -> None:
    """Run the command line and end the process, without waiting for Z3 to take its terms down."""
    gc.set_threshold(SELDOM)  # what a run makes lives until it ends; to look for garbage took a quarter of it
    code = entry(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def entry(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    terminal.prepare()
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, DEEP))
    try:
        code = _run(arguments)
    except KeyboardInterrupt:
        _complain("rmapsmt: interrupted")
        code = INTERRUPTED
    finally:
        sys.setrecursionlimit(before)
    terminal.flush()
    return code


def _run(arguments: Sequence[str]) -> int:
    """Run one command; whatever it raises becomes a message and a code."""
    if not arguments:
        _run(["--help"])
        return BAD_INPUT
    try:
        code: object = app(args=list(arguments), prog_name="rmapsmt", standalone_mode=False)
    except InputError as error:
        _complain(render(error))
    except typer.TyperException as error:
        message = error.format_message()
        _complain(
            render(UsageFault(message, hint="`rmapsmt --help` lists commands and options")) if message else ""
        )
    except TimeoutError:
        _complain("rmapsmt: out of time")
        return UNDECIDED
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _complain(f"rmapsmt: {place}{error.strerror or error}")
    except RecursionError:
        _complain("rmapsmt: the input is nested too deeply")
    except MemoryError:
        _complain("rmapsmt: out of memory")
        return UNDECIDED
    except (ReplayFailure, Disagreement) as error:
        _complain(f"rmapsmt: our own fault, not the specification's: {error}")
        return OUR_FAULT
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception:  # noqa: BLE001 - a crash must not look like an unmet expectation
        traceback.print_exc()
        return OUR_FAULT
    else:
        return code if isinstance(code, int) else 0
    return BAD_INPUT


def _settled(
    claims: Manifest, chosen: Sequence[Case], options: Options, not_run: int = 0
) -> tuple[list[Result], About]:
    """Settle cases, saying what is being done, and return what the run is a run of."""
    from rmapsmt import manifest, run
    from rmapsmt.report.words import About

    progress = terminal.Progress(sys.stderr)
    try:
        results = list(run.prove(claims, chosen, options, progress))
    finally:
        progress.done()
    spec_hash = manifest.source_hash(claims.folder)
    return results, About(options.bound, options.seed, str(claims.folder), spec_hash, not_run)


def _options(bound: int, timeout: float | None, query_timeout: float | None) -> Options:
    from rmapsmt.run import Options

    return Options(bound=bound, timeout=timeout, query_timeout=query_timeout)


def _one(claims: Manifest, name: str) -> Case:
    """Return the case that is named, and no other."""
    from rmapsmt import manifest

    found = manifest.select(claims, [name])
    if len(found) > 1:
        raise UsageFault(f"`{name}` stands for {len(found)} cases", hint=f"for instance {found[0].name}")
    return found[0]


def _complain(message: str) -> None:
    if message:
        typer.echo(message, err=True)


def _say(text: str) -> None:
    _draw(lambda: sys.stdout.write(text + "\n"))


def _draw(write: Callable[[], object]) -> None:
    """Write to standard output, and out; whoever reads it may have gone."""
    try:
        write()
        sys.stdout.flush()
    except BrokenPipeError:
        terminal.nowhere()
