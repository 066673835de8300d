#!/usr/bin/env python3
"""Write docs/rmapsmt.1, the manual page, from the commands as typer knows them; with --check, compare."""

from __future__ import annotations

import re
import sys
from enum import Enum
from pathlib import Path
from typing import Any, TypeAlias

from typer.main import get_command  # noqa: TID251 - what is written is what typer knows

from rmapsmt import cli

_Any: TypeAlias = Any  # typer's own classes are not public

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rmapsmt.1"

CODES = [
    ("0", "Every expectation is met."),
    ("1", "An expectation is not met: a proof is lost, a counterexample is gone, a claim is vacuous."),
    ("2", "The command line, the specification, the manifest or the environment is at fault."),
    ("3", "Undecided: the solver gave up, or time ran out."),
    ("70", "A fault of the tool's own: a trace that does not replay, two engines that disagree."),
    ("130", "Interrupted."),
]
VARIABLES = [
    ("RMAPSMT_CACHE", "The folder in which verdicts are kept; none are, if it is empty."),
    ("NO_COLOR", "Write without colour, whatever its value."),
    ("GITHUB_ACTIONS", "If true, mark unmet expectations as GitHub shows them, on standard error."),
    ("GITHUB_STEP_SUMMARY", "The file that the summary of a job is added to."),
]


def escaped(text: str) -> str:
    """Return plain text as roff: no line is taken for a request, no backslash or hyphen is lost."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.MULTILINE)


def page() -> str:
    """Return the whole page."""
    app: _Any = get_command(cli.app)
    lines = [
        '.TH RMAPSMT 1 "" rmapsmt',
        ".SH NAME",
        f"rmapsmt \\- {escaped(app.help.rstrip('.'))}",
        ".SH SYNOPSIS",
    ]
    for name in app.commands:
        lines += [f".B rmapsmt {name}", f".I {escaped(_arguments(app.commands[name]))}".rstrip(), ".br"]
    lines += [".SH DESCRIPTION", escaped(_described()), ".SH COMMANDS"]
    for name, command in app.commands.items():
        lines += [f".SS rmapsmt {name}", escaped(" ".join(command.help.split()))]
        for parameter in command.params:
            lines += _parameter(parameter)
        examples = re.findall(r"^  (rmapsmt .+)$", command.epilog or "", flags=re.MULTILINE)
        lines += [".PP", ".nf", *(f".B {escaped(one)}" for one in examples), ".fi"]
    lines += [".SH EXIT STATUS", "The first that applies of 70, 2, 130, 1, 3 and 0."]
    for code, meaning in CODES:
        lines += [".TP", f".B {code}", escaped(meaning)]
    lines.append(".SH ENVIRONMENT")
    for variable, meaning in VARIABLES:
        lines += [".TP", f".B {variable}", escaped(meaning)]
    return "\n".join([*lines, ""])


def _described() -> str:
    return (
        "rmapsmt reads a folder of TLA+ modules and its invariants.yaml, translates the modules into "
        "formulas, and settles each claim: proved, or violated by a behaviour that an interpreter has run "
        "again. Without --spec it does so for its own specification, of races between Linux's rmap walks "
        "and those who change page tables."
    )


def _arguments(command: _Any) -> str:
    return " ".join(
        [
            "[OPTION]...",
            *(one.metavar for one in command.params if one.param_type_name == "argument"),
        ]
    )


def _parameter(parameter: _Any) -> list[str]:
    if parameter.help is None or parameter.name == "help":
        return []
    if parameter.param_type_name == "argument":
        title = f".I {escaped(parameter.metavar)}"
    else:
        value = "" if parameter.is_flag else f" {_metavar(parameter)}"
        title = f".B {escaped(', '.join(parameter.opts) + value)}"
    shown = parameter.default not in {None, False} and not callable(parameter.default)
    default = f"  [default: {getattr(parameter.default, 'value', parameter.default)}]" if shown else ""
    return [".TP", title, escaped(parameter.help + default)]


def _metavar(parameter: _Any) -> str:
    if parameter.metavar:
        return str(parameter.metavar)
    kind = parameter.bare_type
    is_choice = isinstance(kind, type) and issubclass(kind, Enum)
    return "|".join(one.value for one in kind) if is_choice else parameter.name.upper()


def main() -> int:
    """Write, or compare."""
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page(), encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        sys.stderr.write(f"{PAGE.name} is stale; `python tools/manual.py` writes it anew\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
