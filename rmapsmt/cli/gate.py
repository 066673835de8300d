"""Commands that settle many cases: the gate, and what was said of the race."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Annotated

import typer

from rmapsmt.cli.arguments import (
    Bound,
    ExecutorName,
    Jobs,
    Json,
    NoCache,
    NoReduction,
    QueryTimeout,
    Settling,
    Spec,
    Stats,
    Switches,
    Timeout,
    app,
    complain,
    completed,
    examples,
    means_of,
    options_of,
    say,
)
from rmapsmt.cli.outputs import Junit, Ktap, Outputs, Sarif
from rmapsmt.cli.proofs import Certificates, CrossCheck, support
from rmapsmt.errors import Disagreement, ReplayFailure, UsageFault


@app.command(
    epilog=examples(
        "rmapsmt prove --bound 8",
        "rmapsmt prove '*.broken' --spec my-race --json",
        "rmapsmt prove --spec my-race --junit verdicts.xml --sarif verdicts.sarif",
        "rmapsmt prove --spec my-race --certificates certificates --cross-check",
        "rmapsmt prove '*.broken' --spec my-race --switches 2",
    )
)
def prove(
    cases: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CASE]...",
            help="Cases, or patterns such as '*.sync'; all of the first tier if none.",
            autocompletion=completed,
        ),
    ] = None,
    bound: Bound = 8,
    every: Annotated[bool, typer.Option("--all", help="Settle the cases of every tier.")] = False,
    spec: Spec = None,
    timeout: Timeout = None,
    query_timeout: QueryTimeout = None,
    jobs: Jobs = None,
    executor: ExecutorName = None,
    no_cache: NoCache = False,
    stats: Stats = False,
    json: Json = False,
    ktap: Ktap = False,
    junit: Junit = None,
    sarif: Sarif = None,
    certificates: Certificates = None,
    cross_check: CrossCheck = False,
    no_reduction: NoReduction = False,
    switches: Switches = None,
) -> int:
    """Settle every claim and compare the verdicts with the expected ones."""
    from rmapsmt import manifest, meter
    from rmapsmt.report import stats as where
    from rmapsmt.report import words

    began = time.monotonic()
    outputs = Outputs(json, ktap, junit, sarif)
    claims = manifest.load(spec or manifest.bundled())
    chosen = manifest.select(claims, cases or [], every_tier=every)
    not_run = 0 if cases else len(claims.cases) - len(chosen)
    try:
        if switches is not None and (certificates or cross_check):
            raise UsageFault(
                "--switches excludes --certificates and --cross-check",
                hint="what it finds is a behaviour, which the interpreter has run, and no proof",
            )
        options = options_of(bound, timeout, query_timeout, jobs, switches)
        options = replace(options, reduction=not no_reduction)
        means = means_of(executor, jobs, no_cache=no_cache)
        results, about = Settling(claims, chosen, options, means, outputs.interrupted, not_run).settled()
        if certificates or cross_check:
            pairs = list(zip(chosen, results, strict=True))
            support(claims, pairs, options, certificates, cross_check)
    except (ReplayFailure, Disagreement) as error:
        outputs.bail_out(str(error))
        raise
    if stats:
        complain(where.render(results, meter.read()))
    outputs.write(results, about, time.monotonic() - began, claims)
    return words.exit_code(results)


@app.command(epilog=examples("rmapsmt claims"))
def claims(
    bound: Bound = 8,
    spec: Spec = None,
    timeout: Timeout = None,
    query_timeout: QueryTimeout = None,
    jobs: Jobs = None,
    executor: ExecutorName = None,
    no_cache: NoCache = False,
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
    options, means = (
        options_of(bound, timeout, query_timeout, jobs),
        means_of(executor, jobs, no_cache=no_cache),
    )
    results, about = Settling(whole, chosen, options, means, Outputs(json).interrupted).settled()
    seconds = time.monotonic() - began
    if json:
        say(document.dumps(document.document(results, about, seconds, said)))
    else:
        say(claims.render(said, results, about, seconds))
    return words.exit_code(results)
