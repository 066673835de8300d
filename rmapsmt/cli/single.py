"""Commands about one case: its behaviour, what its verdict depends on, and what other tools read."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from rmapsmt.cli.arguments import (
    Bound,
    CaseName,
    Json,
    QueryTimeout,
    Spec,
    Timeout,
    app,
    one_case,
    options_of,
    say,
)
from rmapsmt.report import terminal


class TraceFormat(StrEnum):
    """How a trace is shown."""

    LADDER = "ladder"
    MARKDOWN = "markdown"
    RST = "rst"
    JSON = "json"
    ITF = "itf"


class ExportFormat(StrEnum):
    """What a case is written as."""

    TLA = "tla"


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
    from rmapsmt.report import document, itf, ladder, markdown, rst, words

    claims = manifest.load(spec or manifest.bundled())
    one = one_case(claims, case)
    shown = run.trace(claims, one, options_of(bound, timeout, query_timeout))
    result, account, verdict = shown.result, shown.account, shown.result.verdict
    ending = words.ending(str(one.claim), verdict, account)
    if form is TraceFormat.JSON:
        say(document.dumps(document.behaviour(one, verdict, account, ending)))
    elif form is TraceFormat.MARKDOWN:
        say(markdown.page(one, verdict, account).rstrip())
    elif form is TraceFormat.RST:
        say(rst.section(one, verdict, account).rstrip())
    elif form is TraceFormat.ITF and account:
        say(document.dumps(itf.document(one, verdict, account.trace)))
    if form is not TraceFormat.LADDER and (account or form is not TraceFormat.ITF):
        return words.exit_code([result])
    nothing = "" if account else "; there is no behaviour to show"
    say(f"{one.name}: {words.headline(verdict)}, {words.how(verdict)}{nothing}")
    if account:
        say("\n" + ladder.ladder(account, ending))
    for title, other, last in words.others(result):
        say(f"\n{title}\n\n{ladder.ladder(shown.tell(other), last)}")
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
    one = one_case(claims, case)
    options = options_of(bound, timeout, query_timeout)
    progress = terminal.Progress(sys.stderr)
    try:
        found = run.explain(claims, one, options, progress)
    finally:
        progress.done()
    about = words.About(bound, options.seed, str(claims.folder), manifest.source_hash(claims.folder))
    say(document.dumps(why.document(found, about)) if json else why.render(found, about))
    return why.exit_code(found)


@app.command()
def export(
    case: CaseName,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write into.")],
    form: Annotated[ExportFormat, typer.Option("--format", help="What to write.")] = ExportFormat.TLA,
    spec: Spec = None,
    side: Annotated[bool, typer.Option("--side", help="Ask for the side claims and deadlock too.")] = False,
) -> int:
    """Write one case for another tool."""
    from rmapsmt import files, manifest
    from rmapsmt.export import tla
    from rmapsmt.manifest import link

    claims = manifest.load(spec or manifest.bundled())
    one = one_case(claims, case)
    link.system(claims)
    if form is ExportFormat.TLA:
        files.write_all(tla.export_tlc(claims, one, side=side), output)
        say(f"wrote {output}: run `tlc {tla.command(claims, side=side)}` there")
    return 0
