"""TLA+ text to typed syntax, under SANY's static rules."""
