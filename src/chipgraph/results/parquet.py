"""Rows into a Parquet file, a batch at a time, with the certificate in its metadata (F7, F82)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from chipgraph.errors import StoreError

if TYPE_CHECKING:
    import pyarrow as pa


class ParquetRows:
    """A Parquet file that is being written; an earlier file of the name is replaced only when all is written.

    Parameters
    ----------
    path, columns
        Where to, and the names of the columns; text, but for those named in the others.
    whole, yes_no, lists
        Columns of whole numbers, of truth values, and of lists of texts.
    """

    def __init__(
        self,
        path: Path,
        columns: Sequence[str],
        whole: Collection[str] = (),
        yes_no: Collection[str] = (),
        lists: Collection[str] = (),
    ) -> None:
        self._path = path
        self._scratch = path.with_name(f".{path.name}.part")
        self._schema = _schema(columns, whole, yes_no, lists)
        self.about: Mapping[str, object] = {}

    def __enter__(self) -> ParquetRows:
        import pyarrow.parquet as pq

        try:
            self._writer = pq.ParquetWriter(self._scratch, self._schema)
        except OSError as error:
            raise StoreError(f"{self._path}: cannot be written. Make its folder, or choose another file") from error
        return self

    def write(self, rows: Sequence[tuple[object, ...]]) -> None:
        """Write a batch of rows."""
        import pyarrow as pa

        if not rows:
            return
        columns = [[row[i] for row in rows] for i in range(len(self._schema))]
        arrays = [pa.array(column, field.type) for column, field in zip(columns, self._schema, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is None and self.about:
            self._writer.add_key_value_metadata({"chipgraph": json.dumps(self.about, ensure_ascii=False, default=str)})
        self._writer.close()
        if error is None:
            self._scratch.replace(self._path)
        self._scratch.unlink(missing_ok=True)


def _schema(
    columns: Sequence[str], whole: Collection[str], yes_no: Collection[str], lists: Collection[str]
) -> pa.Schema:
    import pyarrow as pa

    def kind(name: str) -> pa.DataType:
        if name in whole:
            return pa.int64()
        if name in yes_no:
            return pa.bool_()
        return pa.list_(pa.string()) if name in lists else pa.string()

    return pa.schema([pa.field(name, kind(name)) for name in columns])
