"""What a command asks for, through manifest, engine and interpreter.

prove(manifest, cases, options, progress)    each case's verdict, compared with the expected one
trace(manifest, case, options)               the behaviour that shows one verdict
tell(model, trace, decided)                  what is to be said of a behaviour
explain(manifest, case, options, progress)   what one verdict depends on
explore(system, config, options, progress)   an exhaustive search of somebody's TLC model
"""

from __future__ import annotations

from rmapsmt.run.account import tell, tell_of
from rmapsmt.run.cases import Shown, prove, shown, trace
from rmapsmt.run.models import explore
from rmapsmt.run.options import Clock, Options
from rmapsmt.run.why import explain

__all__ = ["Clock", "Options", "Shown", "explain", "explore", "prove", "shown", "tell", "tell_of", "trace"]
