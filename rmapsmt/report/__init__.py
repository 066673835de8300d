"""What the user sees: one module per output form, all from the same results.

table       one line per case, totals, versions
document    the same as JSON, by docs/schema/result.schema.json
ladder      a trace, one column per actor
search      what an exhaustive search found
"""
