"""A case for SPIN: the grounded transition system as one Promela process.

An option of the process's loop is one way to take one action with known arguments: a guard, then
assignments, in one d_step.  Further options ask in every state whether a claim fails, an expression
has no value, or a variable leaves its type.
"""

from __future__ import annotations

from rmapsmt.export.promela.write import COMMANDS, FILE, export_promela

__all__ = ["COMMANDS", "FILE", "export_promela"]
