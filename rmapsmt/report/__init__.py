"""What the user sees: one module per output form, all from the same results.

table       one line per case, totals, versions
claims      one block for each thing that was said, with its cases
document    the same as JSON, by docs/schema/result.schema.json
ladder      a trace, one column per actor
why         what one verdict depends on
search      what an exhaustive search found
"""
