"""Records as columns: graphs of millions of records in a folder of Parquet tables, asked without building each row (P12)."""

from chipgraph.tables.model import RecordTables, TableDataset

__all__ = ["RecordTables", "TableDataset"]
