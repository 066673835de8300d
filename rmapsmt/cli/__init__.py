"""The command line: arguments and exit codes, nothing else.

    70   our own fault: a trace that does not replay, two solvers that disagree, a crash
     2   bad usage, specification, manifest or configuration
   130   interrupted
     1   an expectation is not met, or a certificate is rejected
     3   undecided
     0   every expectation is met

The first that applies.  What a command needs is imported when it runs, so that `--help` is quick.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from typing import TYPE_CHECKING

import typer

from rmapsmt.cli import docs, gate, interrupts, models, proofs, single  # noqa: F401 - each adds its commands
from rmapsmt.cli.arguments import app, complain
from rmapsmt.errors import CertificateFault, Disagreement, InputError, ReplayFailure, UsageFault, render
from rmapsmt.limits import CALLS, SELDOM
from rmapsmt.report import terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["app", "entry", "main"]

OUR_FAULT, BAD_INPUT, INTERRUPTED, NOT_MET, UNDECIDED = 70, 2, 130, 1, 3
# As --help lists them: what most users ask first.
ORDER = ("prove", "trace", "why", "claims", "docs", "init", "check", "explore", "export", "verify")
app.registered_commands.sort(key=lambda one: ORDER.index(getattr(one.callback, "__name__", "")))


def main() -> None:
    """Run the command line and end the process, without waiting for Z3 to take its terms down."""
    gc.set_threshold(SELDOM)  # what a run makes lives until it ends; to look for garbage took a quarter of it
    interrupts.watch()
    code = entry(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def entry(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    terminal.prepare()
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, CALLS))
    try:
        code = _run(arguments)
    except KeyboardInterrupt:
        code = INTERRUPTED
    finally:
        sys.setrecursionlimit(before)
    if code == INTERRUPTED:  # which typer may have made of it already
        complain("rmapsmt: interrupted")
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
        complain(render(error))
    except typer.TyperException as error:
        message = error.format_message()
        complain(
            render(UsageFault(message, hint="`rmapsmt --help` lists commands and options")) if message else ""
        )
    except TimeoutError:
        complain("rmapsmt: out of time")
        return UNDECIDED
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        complain(f"rmapsmt: {place}{error.strerror or error}")
    except RecursionError:
        complain("rmapsmt: the input is nested too deeply")
    except MemoryError:
        complain("rmapsmt: out of memory")
        return UNDECIDED
    except CertificateFault as fault:
        complain(f"rmapsmt: rejected: {fault}")
        return NOT_MET
    except (ReplayFailure, Disagreement) as error:
        complain(f"rmapsmt: our own fault, not the specification's: {error}")
        return OUR_FAULT
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception:  # noqa: BLE001 - a crash must not look like an unmet expectation
        traceback.print_exc()
        return OUR_FAULT
    else:
        return code if isinstance(code, int) else 0
    return BAD_INPUT
