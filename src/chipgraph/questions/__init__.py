"""More questions to the same graph: reach, scan, lineage, balance, cut, gaps, hypotheses (W31 to W34).

The algorithms ask the route engine and read arrays; the modules that end in ``_answer`` tell what they find with the names,
claims and denials of a view. Each answer is a ``Result``: rows for tables, and the whole document with its certificate.
"""
