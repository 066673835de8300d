"""Evidence for others: certificates, their checking, and a second solver."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rmapsmt.cli.arguments import Spec, app, complain, examples, say
from rmapsmt.report import terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.manifest import Case, Manifest
    from rmapsmt.run import Options
    from rmapsmt.verdict import Result

KEPT = Path("disagreement")  # what is kept of one stands there, where the command was run

Certificates = Annotated[
    Path | None,
    typer.Option("--certificates", metavar="DIR", help="Write proofs that `rmapsmt verify DIR` checks."),
]
CrossCheck = Annotated[bool, typer.Option("--cross-check", help="Have cvc5 answer every question too.")]


def support(
    claims: Manifest,
    settled: Sequence[tuple[Case, Result]],
    options: Options,
    certificates: Path | None,
    cross_check: bool,
) -> None:
    """Have what was settled confirmed, as far as is asked for; standard error says what came of it."""
    from rmapsmt.certify import second, write

    progress = terminal.Progress(sys.stderr)
    said = []
    try:
        if certificates is not None:
            certified = write.write(claims, settled, certificates, options.jobs, progress)
            said.append(f"{certificates}: certificates of {certified} of {len(settled)} cases")
        if cross_check:
            tally = second.cross_check(claims, settled, KEPT, options, progress)
            said.append(f"cvc5 agrees on {tally.agreed} questions")
            if tally.unsettled:
                said.append(f"cvc5 does not settle {', '.join(tally.unsettled)}")
    finally:
        progress.done()
    for line in said:
        complain(f"rmapsmt: {line}")


@app.command(epilog=examples("rmapsmt verify certificates --spec my-race"))
def verify(
    source: Annotated[
        Path, typer.Argument(metavar="DIR", help="What `prove --certificates DIR` has written.")
    ],
    spec: Spec = None,
    cross_check: Annotated[
        bool, typer.Option("--cross-check", help="Have cvc5 answer what has no propositional proof.")
    ] = False,
) -> int:
    """Check certificates without the prover."""
    from rmapsmt import manifest
    from rmapsmt.certify import verify

    claims = manifest.load(spec or manifest.bundled())
    progress = terminal.Progress(sys.stderr)
    found = []
    try:
        progress("checking certificates")
        for one in verify.verify(claims, source, cross_check=cross_check):
            found.append(one)
            progress(f"checked {len(found)} cases")
    finally:
        progress.done()
    say(verify.render(found))
    return verify.exit_code(found)
