"""Results: what a question gives back, for every face: a table, perhaps a graph, and what was searched (F4, F52, F53).

::

    result.to_pandas()   .to_polars()   .to_arrow()   .to_networkx()
    result.write("csv", stream)         .save("routes.gexf")
"""

from chipgraph.results.graphs import Edge, Node, ResultGraph
from chipgraph.results.result import FORMATS, Result, format_of

__all__ = ["FORMATS", "Edge", "Node", "Result", "ResultGraph", "format_of"]
