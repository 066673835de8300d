"""One case in the formats of other tools."""
