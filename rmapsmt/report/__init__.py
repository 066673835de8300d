"""What the user sees: one module per output form, all from the same results.

table       one line per case, totals, versions
claims      one block for each thing that was said, with its cases
stats       where the time of a run went
document    the same as JSON, by docs/schema/result.schema.json
ladder      a trace, one column per actor
markdown    a trace as a page with a Mermaid diagram
rst         a trace as a section for Sphinx
itf         a trace for other tools, as Apalache writes it
unmet       each expectation that is not met, by its reason
junit       the same as JUnit XML
sarif       what is not met as SARIF 2.1.0
ktap        one line per case as KTAP
github      annotations and a job's summary for GitHub
why         what one verdict depends on
search      what an exhaustive search found
"""
