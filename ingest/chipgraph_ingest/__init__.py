"""The ingest framework: reads a source folder into the rows of one dataset.

A source is content, not code of the framework: ``sources/<publisher>/<name>/`` holds ``<name>.yml`` (what the dataset is,
what counts it must have, hand-made lookups), ``crawler.py`` with ``crawl(context)``, and the data. A source whose YAML
names a claim sheet needs no crawler.
"""

from chipgraph_ingest.catalogue import find_source, sources
from chipgraph_ingest.context import Context
from chipgraph_ingest.reading import Defect, InputRow
from chipgraph_ingest.runner import RunReport, run
from chipgraph_ingest.spec import Spec, read_spec

__all__ = ["Context", "Defect", "InputRow", "RunReport", "Spec", "find_source", "read_spec", "run", "sources"]
