"""What can go wrong, where, and how it is shown.

    RmapsmtError
      InputError         the user's text or words are at fault: one located message, exit 2
        SpecError        a TLA+ module
          SyntaxFault      it is not TLA+
          Unsupported      it is TLA+, outside the fragment
          NameFault        undeclared, declared twice, shadowed, wrong arity
          SortFault        an operator is given the wrong kind of value
          LevelFault       a prime where only one state is spoken of
          FrameFault       an action says nothing about a variable
          EvalFault        a partial operator was used outside its domain
          ClaimFault       an operator is named as a claim, and is no state predicate
        ManifestFault    invariants.yaml
        ConfigFault      a TLC configuration
        UsageFault       the command line or the environment
      CertificateFault   a certificate does not show what it says: exit 1
      ReplayFailure      a trace that is not a behaviour: our own fault, exit 70
      Disagreement       two engines differ: our own fault, exit 70

Anything else that escapes is a defect of the tool and keeps its traceback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rmapsmt.source import Span


class RmapsmtError(Exception):
    """Every error that this package raises on purpose."""

    def __reduce__(self) -> tuple[object, ...]:
        """Let it be raised again in another process, whatever its class takes to be made."""
        return _again, (type(self), self.args), self.__dict__


class InputError(RmapsmtError):
    """The user's input is at fault; `span` says where, `hint` what to do instead."""

    def __init__(self, message: str, span: Span | None = None, hint: str = "") -> None:
        """Keep the message, its place and the help line."""
        super().__init__(message)
        self.message, self.span, self.hint = message, span, hint


class SpecError(InputError):
    """The text of a TLA+ module is at fault."""


class SyntaxFault(SpecError):
    """The text is not TLA+."""


class Unsupported(SpecError):
    """The text is TLA+ outside the fragment."""


class NameFault(SpecError):
    """A name is undeclared, declared twice, shadowed, or used with the wrong arity."""


class SortFault(SpecError):
    """An operator is given the wrong kind of value."""


class LevelFault(SpecError):
    """A prime stands where only one state is spoken of, or a temporal formula where an action must."""


class FrameFault(SpecError):
    """An action says nothing about a variable."""


class EvalFault(SpecError):
    """An expression has no value: a partial operator was used outside its domain."""


class ClaimFault(SpecError):
    """An operator is no state predicate, though it is named as one: the fault of whoever names it."""

    def __init__(self, name: str, message: str, span: Span, hint: str = "") -> None:
        """Keep the operator's name too: `span` is where its definition shows what it is."""
        super().__init__(message, span, hint)
        self.name = name


class ManifestFault(InputError):
    """The manifest invariants.yaml is at fault."""


class ConfigFault(InputError):
    """A TLC configuration file is at fault."""


class UsageFault(InputError):
    """The command line or the environment is at fault."""


class CertificateFault(RmapsmtError):
    """A certificate does not show what it says."""


class ReplayFailure(RmapsmtError):
    """A trace is not a behaviour of the specification: a defect of this tool."""


class Disagreement(RmapsmtError):
    """Two engines gave different answers to one question: a defect of this tool."""


def _again(kind: type[RmapsmtError], arguments: tuple[object, ...]) -> RmapsmtError:
    return kind.__new__(kind, *arguments)


def render(error: InputError) -> str:
    """Return the message as compilers show it: place, line, caret and help."""
    if error.span is None:
        shown = [f"rmapsmt: {error.message}"]
    else:
        at = error.span
        # Tabs and other control characters would put the caret in the wrong column.
        line = "".join(c if c.isprintable() else " " for c in at.source.line(at.line))
        shown = [f"{at}: {error.message}"]
        if line.strip():
            start = max(0, at.column - 81) if len(line) > 160 else 0  # noqa: PLR2004 - two screen widths
            piece = line[start : start + 160]
            gutter = f"{at.line:>5} | "
            width = max(1, min(at.length, len(piece) - (at.column - 1 - start)))
            shown += [gutter + piece, " " * (len(gutter) + at.column - 1 - start) + "^" * width]
    if error.hint:
        shown.append(f"help: {error.hint}")
    return "\n".join(shown)
