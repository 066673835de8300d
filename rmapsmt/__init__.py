"""Genuine TLA+ in, a proof by Z3 or a replayed counterexample out."""
