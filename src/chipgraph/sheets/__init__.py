"""Claim sheets: how curators and investigators hold knowledge, one entry a claim, as YAML, CSV or XLSX.

``read_sheet`` reads a file, or a folder of files that make one dataset; ``template`` and ``write_template`` write one to start
from. The columns are the same in every form.
"""

from chipgraph.sheets.reading import read_sheet
from chipgraph.sheets.rows import Sheet
from chipgraph.sheets.template import template, write_template

__all__ = ["Sheet", "read_sheet", "template", "write_template"]
