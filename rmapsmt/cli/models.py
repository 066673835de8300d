"""Commands about a specification as such."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from rmapsmt.cli.arguments import (
    Bound,
    Json,
    Module,
    QueryTimeout,
    Spec,
    Timeout,
    app,
    examples,
    options_of,
    say,
)
from rmapsmt.errors import Disagreement, UsageFault
from rmapsmt.report import terminal


@app.command(
    epilog=examples(
        "rmapsmt init my-race", "rmapsmt prove --spec my-race", "rmapsmt trace add.add.broken --spec my-race"
    )
)
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is empty, or not there yet.")],
) -> int:
    """Make a small specification that proves, to start one's own from."""
    from importlib import resources

    from rmapsmt import files

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageFault(f"{folder} is not empty", hint="nothing is written over; name a folder that is new")
    template = resources.files("rmapsmt") / "template"
    texts = {one.name: one.read_text(encoding="utf-8") for one in template.iterdir()}
    files.write_all(dict(sorted(texts.items())), folder)
    say(f"wrote {', '.join(str(folder / name) for name in sorted(texts))}")
    say(f"next: rmapsmt prove --spec {shlex.quote(str(folder))}")
    return 0


@app.command(epilog=examples("rmapsmt check", "rmapsmt check --spec my-race"))
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
        say(listing.specification(link.system(claims), claims.cases))
        return 0
    if spec is not None:
        raise UsageFault("a module and --spec exclude each other", hint="check one or the other")
    system, model = link.model(module, None, ignore_unsupported=True)
    say(listing.specification(system, (), model.notes))
    return 0


@app.command(
    epilog=examples(
        "rmapsmt explore model/MC.tla --no-deadlock",
        "rmapsmt explore model/MC.tla --smt --json",
    )
)
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
    from rmapsmt.report import document, search

    system, model = link.model(module, config, ignore_unsupported=ignore_unsupported)
    if no_deadlock:
        model = model.without_deadlock()
    options = options_of(bound, timeout, query_timeout)
    progress = terminal.Progress(sys.stderr)
    try:
        found = run.explore(system, model, options, progress, smt=smt)
    finally:
        progress.done()
    say(document.dumps(search.document(found)) if json else search.summary(found))
    if contradiction := search.disagreement(found):
        raise Disagreement(contradiction)
    return search.exit_code(found)
