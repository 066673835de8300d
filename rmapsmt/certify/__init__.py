"""Evidence that does not ask for trust in Z3: proofs that others check, and a second solver's answers."""
