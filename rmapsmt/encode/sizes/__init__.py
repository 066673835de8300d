"""Models whose sizes are left open: expressions as SMT-LIB 2 with quantifiers, and induction over them."""
