"""Modules to a transition system: names resolved, definitions unfolded, instances substituted."""

from rmapsmt.elaborate.system import Behaviour, elaborate, operators

__all__ = ["Behaviour", "elaborate", "operators"]
