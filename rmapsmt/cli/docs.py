"""The command that writes documents from the verdicts, or tells which are not as they ought to be."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rmapsmt.cli.arguments import (
    Bound,
    Jobs,
    NoCache,
    QueryTimeout,
    Spec,
    app,
    complain,
    examples,
    means_of,
    options_of,
    say,
)
from rmapsmt.errors import UsageFault
from rmapsmt.report import terminal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rmapsmt.manifest import Manifest
    from rmapsmt.report.generated import Found
    from rmapsmt.run import Means, Options
    from rmapsmt.why import Why

FOLDER = "traces"


@app.command(epilog=examples("rmapsmt docs", "rmapsmt docs --spec my-race --output my-docs"))
def docs(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="The folder of the documents.")
    ] = Path("docs"),
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if a page is not as it ought to be.")
    ] = False,
    bound: Bound = 8,
    spec: Spec = None,
    query_timeout: QueryTimeout = None,
    jobs: Jobs = None,
    no_cache: NoCache = False,
) -> int:
    """Write documents from the verdicts.

    They are DIR/traces, and the generated parts of DIR/*.md and of the README beside DIR.
    """
    from rmapsmt import files, manifest
    from rmapsmt.report import pages, unmet, words

    claims = manifest.load(spec or manifest.bundled())
    options = options_of(bound, None, query_timeout, jobs)
    folder = output / FOLDER
    strangers = [path for path in _there(folder) if not _ours(path)]
    if strangers:
        raise UsageFault(
            f"{strangers[0]} was not written by this command, which replaces all of {folder}",
            hint="move it, or choose another --output",
        )
    progress = terminal.Progress(sys.stderr)
    try:
        found, needs = _found(claims, options, means_of(None, None, no_cache=no_cache), progress)
    finally:
        progress.done()
    results = [*found.results.values()]
    if code := words.exit_code(results):
        complain(f"rmapsmt: {unmet.first_line(results)}; nothing is written")
        return code
    made = pages.pages(found, needs)
    documents = _documents(output, found)
    changed = {path: text for path, text in documents.items() if _read(path) != text}
    same = {path.name: _read(path) for path in _there(folder)} == made
    if check:
        stale = _stale(folder, made) + [str(path) for path in changed]
        if stale:
            say(f"{words.plural(len(stale), 'page')} not as the verdicts have it: {', '.join(stale)}")
            complain("rmapsmt: `rmapsmt docs` writes them anew")
            return words.NOT_MET
        say(f"{words.plural(len(made) + len(documents), 'page')}, all as the verdicts have it")
        return 0
    if changed or not same:
        files.replace(changed, folder, made)
    say("\n".join([f"{folder}: {words.plural(len(made), 'page')}", *(f"wrote {path}" for path in changed)]))
    return 0


def _found(
    claims: Manifest, options: Options, means: Means, progress: terminal.Progress
) -> tuple[Found, list[Why]]:
    """Settle all there is, and what the proofs of the default tier need."""
    from dataclasses import replace
    from functools import cache

    from rmapsmt import manifest, parallel, run
    from rmapsmt.account import Account
    from rmapsmt.manifest import link
    from rmapsmt.report.generated import Found
    from rmapsmt.verdict import Proved, Word

    first = replace(options, first=frozenset({Word.VIOLATED, Word.REACHED}))
    results = {one.case: one for one in run.prove(claims, claims.cases, first, progress, means)}
    cases = {case.name: case for case in claims.cases}
    system = link.system(claims)

    @cache
    def tell(name: str) -> Account | None:
        if results[name].verdict.word in first.first:
            return run.shown(system, claims, cases[name], results[name]).account
        return run.trace(claims, cases[name], options).account

    proofs = [c for c in manifest.select(claims, []) if isinstance(results[c.name].verdict, Proved)]
    asked = bool(claims.hunks or claims.assumptions)
    needs = parallel.each(
        lambda number: run.explain(claims, proofs[number], options, progress, system),
        len(proofs) if asked else 0,
        options.jobs,
    )
    return Found(claims, results, tell), list(needs)


def _documents(output: Path, found: Found) -> dict[Path, str]:
    """Return the documents with generated parts, as they ought to be."""
    from dataclasses import replace

    from rmapsmt.report import generated

    made = {}
    home = Path(os.path.relpath(output.resolve().parent / "README.md"))
    beside = f"{output.resolve().name}/{FOLDER}"
    for path, pages in [(home, beside), *((path, FOLDER) for path in sorted(output.glob("*.md")))]:
        text = _read(path)
        if generated.has_parts(text):
            made[path] = generated.filled(text, replace(found, pages=pages))
    return made


def _there(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _ours(path: Path) -> bool:
    from rmapsmt.report import pages

    return path.suffix == ".md" and _read(path).startswith(pages.MARK)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _stale(folder: Path, made: Mapping[str, str]) -> list[str]:
    """Return the pages that differ, are missing or are too many."""
    there = {path.name: _read(path) for path in _there(folder)}
    return [str(folder / name) for name in {**made, **there} if made.get(name) != there.get(name)]
