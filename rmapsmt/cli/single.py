"""Commands about one case: its behaviour, what its verdict depends on, and what other tools read."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rmapsmt.cli.arguments import (
    Bound,
    CaseName,
    Json,
    QueryTimeout,
    Spec,
    Switches,
    Timeout,
    app,
    examples,
    one_case,
    options_of,
    say,
)
from rmapsmt.report import terminal

if TYPE_CHECKING:
    from rmapsmt.manifest import Case, Manifest
    from rmapsmt.run import Options, Shown
    from rmapsmt.verdict import Result


class TraceFormat(StrEnum):
    """How a trace is shown."""

    LADDER = "ladder"
    MARKDOWN = "markdown"
    RST = "rst"
    JSON = "json"
    ITF = "itf"
    HTML = "html"


class ExportFormat(StrEnum):
    """What a case is written as."""

    TLA = "tla"
    PROMELA = "promela"
    SMT2 = "smt2"
    VMT = "vmt"


@app.command(
    epilog=examples(
        "rmapsmt trace add.add.broken --spec my-race",
        "rmapsmt trace add.add.repaired --spec my-race --format json",
        "rmapsmt trace add.add.broken --spec my-race --format html -o race.html",
    )
)
def trace(
    case: CaseName,
    bound: Bound = 8,
    spec: Spec = None,
    timeout: Timeout = None,
    query_timeout: QueryTimeout = None,
    form: Annotated[TraceFormat, typer.Option("--format", help="How to show it.")] = TraceFormat.LADDER,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it there.")
    ] = None,
    switches: Switches = None,
) -> int:
    """Show one behaviour: the counterexample, or the witness of a proved case."""
    from rmapsmt import files, manifest, run
    from rmapsmt.report import words

    claims = manifest.load(spec or manifest.bundled())
    one = one_case(claims, case)
    options = options_of(bound, timeout, query_timeout, switches=switches)
    if form is TraceFormat.HTML:
        result, text = _page(claims, one, options)
    else:
        shown = run.trace(claims, one, options)
        result, text = shown.result, _text(one, shown, form)
    if not text:
        say(f"{_headline(result)}; there is no behaviour to show")
    elif output is None:
        say(text)
    else:
        files.write(output, text + "\n")
        say(f"{_headline(result)}\nwrote {output}")
    return words.exit_code([result])


def _headline(result: Result) -> str:
    from rmapsmt.report import words

    return f"{result.case}: {words.headline(result.verdict)}, {words.how(result.verdict)}"


def _text(one: Case, shown: Shown, form: TraceFormat) -> str:
    """Return one behaviour in this form; nothing if there is none and the form has no words for that."""
    from rmapsmt.report import document, itf, ladder, markdown, rst, words

    result, account, verdict = shown.result, shown.account, shown.result.verdict
    ending = words.ending(str(one.claim), verdict, account)
    match form:
        case TraceFormat.JSON:
            return document.dumps(document.behaviour(one, verdict, account, ending))
        case TraceFormat.MARKDOWN:
            return markdown.page(one, verdict, account).rstrip()
        case TraceFormat.RST:
            return rst.section(one, verdict, account).rstrip()
        case TraceFormat.ITF:
            return document.dumps(itf.document(one, verdict, account.trace)) if account else ""
    nothing = "" if account else "; there is no behaviour to show"
    texts = [_headline(result) + nothing, *([ladder.ladder(account, ending)] if account else [])]
    for title, other, last in words.others(result):
        texts += [title, ladder.ladder(shown.tell(other), last)]
    return "\n\n".join(texts)


def _page(claims: Manifest, one: Case, options: Options) -> tuple[Result, str]:
    """Settle a case and return the page of its trace."""
    from rmapsmt import manifest, run
    from rmapsmt.manifest import link
    from rmapsmt.report import html
    from rmapsmt.report.words import About

    progress = terminal.Progress(sys.stderr)
    try:
        result, picture = run.picture(claims, one, options, progress)
    finally:
        progress.done()
    if picture is None:
        return result, ""
    about = About(options.bound, options.seed, str(claims.folder), manifest.source_hash(claims.folder))
    return result, html.page(claims, picture, link.system(claims).variables, about).rstrip()


@app.command(epilog=examples("rmapsmt why add.add.repaired --spec my-race"))
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
        found = run.with_lemmas_used(found, claims, one, options, progress)
    finally:
        progress.done()
    about = words.About(bound, options.seed, str(claims.folder), manifest.source_hash(claims.folder))
    say(document.dumps(why.document(found, about)) if json else why.render(found, about))
    return why.exit_code(found)


@app.command(
    epilog=examples(
        "rmapsmt export add.add.broken --spec my-race --format tla -o model",
        "rmapsmt export add.add.repaired --spec my-race --format promela -o spin",
        "rmapsmt export add.add.repaired --spec my-race --format smt2 -o questions",
    )
)
def export(
    case: CaseName,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write into.")],
    form: Annotated[ExportFormat, typer.Option("--format", help="What to write.")] = ExportFormat.TLA,
    bound: Bound = 8,
    spec: Spec = None,
    side: Annotated[bool, typer.Option("--side", help="Ask for the side claims and deadlock too.")] = False,
) -> int:
    """Write one case for another tool."""
    from rmapsmt import files, manifest, run
    from rmapsmt.evidence import scripts
    from rmapsmt.export import promela, tla, vmt
    from rmapsmt.manifest import link
    from rmapsmt.report import words

    claims = manifest.load(spec or manifest.bundled())
    one = one_case(claims, case)
    system = link.system(claims)
    if form is ExportFormat.TLA:
        files.write_all(tla.export_tlc(claims, one, side=side), output)
        say(f"wrote {output}: run `tlc {tla.command(claims, side=side)}` there")
        return 0
    if form is ExportFormat.VMT:
        files.write(output / f"{one.name}.vmt", vmt.export_vmt(claims, system, one))
        say(f"wrote {output}: one transition system, with one invariant")
        return 0
    if form is ExportFormat.PROMELA:
        files.write_all(promela.export_promela(system, claims, one, side=side), output)
        say(f"wrote {output}: run `{' && '.join(promela.COMMANDS)}` there")
        return 0
    result = next(run.prove(claims, [one], options_of(bound, None, None), lambda _: None))
    written = {f"{script.name}.smt2": script.text for script in scripts(claims, system, one, result.verdict)}
    files.write_all(written, output)
    say(f"wrote {output}: {len(written)} questions, each with the answer that it should have")
    return words.exit_code([result])
