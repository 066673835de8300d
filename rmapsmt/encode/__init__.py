"""The symbolic meaning of a transition system, and Z3: the only package that speaks to the solver."""
