"""``Result``: the one answer type of command line, Python and notebook (F52)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from chipgraph import licences
from chipgraph.errors import MissingExtraError, StoreError, UsageError
from chipgraph.results.graphs import ResultGraph

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from chipgraph.results.graphs import MultiDiGraph
    from chipgraph.stores.protocol import Answer

Row = tuple[object, ...]

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md", "turtle", "gexf", "graphml", "parquet")
"""What ``write`` writes (F82)."""

_SUFFIXES = {"txt": "table", "ndjson": "jsonl", "markdown": "md", "ttl": "turtle"}


@dataclass(frozen=True, slots=True)
class Result:
    """Rows under named columns, and what else the answer holds.

    Attributes
    ----------
    columns, rows
        In the order of the question; a value is None, text, a number, a boolean, or a tuple of these.
    note
        What a reader must know beside the rows: "200 of 3,412 shown".
    certificate
        What was searched, in which data, with which bounds (F4, F7); empty where nothing was searched.
    links
        Nodes and edges, where the answer has them.
    rdf
        The answer as N-Quads, where it has an RDF form.
    document
        The whole answer as one JSON document, where rows cannot hold it (routes with their steps); JSON writes this.

    >>> result = Result(("from", "to"), (("TSMC", "Sophgo"), ("Sophgo", "Huawei")))
    >>> len(result), list(result)[0]
    (2, {'from': 'TSMC', 'to': 'Sophgo'})
    >>> result.to_polars().columns
    ['from', 'to']
    """

    columns: Sequence[str]
    rows: Sequence[Row]
    note: str = ""
    certificate: Mapping[str, object] = field(default_factory=dict)
    links: ResultGraph | None = None
    rdf: str | None = None
    document: Mapping[str, object] | None = None

    @classmethod
    def of_answer(cls, answer: Answer, certificate: Mapping[str, object] | None = None) -> Result:
        """Take the rows that a store gave; a shortened list says so."""
        note = f"{len(answer.rows):,} rows shown; there are more. Narrow the query, or raise its limit"
        return cls(answer.columns, answer.rows, note if answer.truncated else "", certificate or {}, rdf=answer.rdf)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, object]]:
        """Iterate over the rows as mappings from column to value."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def column(self, name: str) -> tuple[object, ...]:
        """Read one column."""
        if name not in self.columns:
            raise UsageError(f"There is no column {name!r}. Columns: {', '.join(self.columns)}")
        index = self.columns.index(name)
        return tuple(row[index] for row in self.rows)

    def to_pandas(self) -> pd.DataFrame:
        """Give a pandas frame; pandas loads only now.

        Raises
        ------
        MissingExtraError
            If pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise MissingExtraError("pandas is not installed. Run: pip install 'chipgraph[notebook]'") from error
        return pd.DataFrame.from_records([*self.rows], columns=[*self.columns])

    def to_polars(self) -> pl.DataFrame:
        """Give a polars frame; a column with values of several kinds becomes text."""
        import polars as pl

        return pl.from_arrow(self.to_arrow())  # type: ignore[return-value]

    def to_arrow(self) -> pa.Table:
        """Give an Arrow table; a column with values of several kinds becomes text."""
        import pyarrow as pa

        arrays = [_array([row[i] for row in self.rows]) for i in range(len(self.columns))]
        return pa.Table.from_arrays(arrays, names=[*self.columns])

    def to_networkx(self) -> MultiDiGraph:
        """Give a networkx graph of the nodes and edges in the answer.

        Raises
        ------
        UsageError
            If the answer has rows only.
        """
        return self._the_graph("networkx").to_networkx()

    def graph(self) -> object:
        """Draw the nodes and edges: a static picture, or what a widget makes of them (F52, F53)."""
        return self._drawn("graph")

    def timeline(self) -> object:
        """Draw when each relation is said to hold; what is undated is counted (F5)."""
        return self._drawn("timeline")

    def map(self) -> object:
        """Draw the nodes that have a place; what has none is counted (F5)."""
        return self._drawn("map")

    def _drawn(self, kind: str) -> object:
        from chipgraph.results.pictures import draw

        return draw(kind, self)

    def open(self, folder: str | Path | None = None) -> Path:
        """Write the answer as one HTML file that loads nothing, and show it in the browser (F37, F40)."""
        import tempfile
        import webbrowser

        from chipgraph.results.html import to_page

        path = Path(folder or tempfile.mkdtemp(prefix="chipgraph-")) / "answer.html"
        path.write_text(to_page(self), encoding="utf-8")
        webbrowser.open(path.absolute().as_uri())
        return path

    def _the_graph(self, wanted: str) -> ResultGraph:
        if self.links is None:
            raise UsageError(f"This answer has rows and no graph, so not {wanted}. Use a table format, or ask: trace")
        return self.links

    def write(self, format: str, stream: TextIO) -> None:
        """Write the answer in a format of ``FORMATS``.

        Raises
        ------
        UsageError
            If there is no such format, or the answer has no such form.
        """
        from chipgraph.results import formats, graphs

        if format == "turtle":
            if self.rdf is None:
                raise UsageError("This answer has no RDF form. Use another format, or ask in SPARQL with CONSTRUCT")
            stream.write(formats.to_turtle(self.rdf, self._about()))
        elif format == "gexf":
            stream.write(graphs.to_gexf(self._the_graph(format), self._about()))
        elif format == "graphml":
            stream.write(graphs.to_graphml(self._the_graph(format), self._about()))
        elif format == "parquet":
            raise UsageError("Parquet is not text. Write it into a file: -o FILE.parquet, or .save(FILE)")
        elif format in formats.TABLES:
            formats.TABLES[format](self, stream)
        else:
            raise UsageError(f"There is no format {format!r}. Formats: {', '.join(FORMATS)}")

    def _about(self) -> dict[str, object]:
        return {"note": self.note, "certificate": dict(self.certificate)} if self.note else dict(self.certificate)

    def save(self, path: str | Path, format: str | None = None, rights: bool = False) -> Path:
        """Write the answer to a file; the suffix chooses the format. An earlier file is replaced only when all is written.

        A table of values has no place for the certificate, so it goes into a file beside it (F7).

        Raises
        ------
        RefusedError
            If it draws on what may not be passed on, and ``rights`` does not say that you have the right to.
        """
        import json

        licences.refuse(licences.lines_in(self.certificate), rights)
        target = Path(path)
        chosen = format or format_of(target)
        scratch = target.with_name(f".{target.name}.part")
        try:
            if chosen == "parquet":
                self._write_parquet(scratch)
            else:
                with scratch.open("w", encoding="utf-8", newline="") as stream:
                    self.write(chosen, stream)
            scratch.replace(target)
            if chosen in ("csv", "tsv") and self.certificate:
                beside = target.with_name(f"{target.name}.certificate.json")
                beside.write_text(
                    json.dumps(self._about(), ensure_ascii=False, indent=1, default=str), encoding="utf-8"
                )
        except OSError as error:
            raise StoreError(f"{target}: cannot be written ({error.strerror}). Choose another file") from error
        finally:
            scratch.unlink(missing_ok=True)
        return target

    def _write_parquet(self, path: Path) -> None:
        import json

        import pyarrow.parquet as pq

        about = json.dumps(self._about(), ensure_ascii=False, default=str)
        pq.write_table(self.to_arrow().replace_schema_metadata({"chipgraph": about}), path)

    def _repr_html_(self) -> str:
        from chipgraph.results.html import to_html

        return to_html(self)

    def __str__(self) -> str:
        import io

        stream = io.StringIO()
        self.write("table", stream)
        return stream.getvalue()


def format_of(path: Path) -> str:
    """Infer a format from the suffix of a file (F82).

    Raises
    ------
    UsageError
        If the suffix belongs to no format.
    """
    suffix = path.suffix.lstrip(".").lower()
    format = _SUFFIXES.get(suffix, suffix)
    if format not in FORMATS:
        raise UsageError(f"{path}: the suffix names no format. Give one with -f: {', '.join(FORMATS)}")
    return format


def _array(values: list[object]) -> pa.Array:
    import pyarrow as pa

    from chipgraph.results.formats import cell

    kinds = {type(v) for v in values if v is not None}
    plain = {str, bool, int, float}
    if (len(kinds) <= 1 and kinds <= plain) or kinds == {int, float}:
        try:
            return pa.array(values)
        except (OverflowError, pa.ArrowInvalid):  # an integer beyond 64 bits
            return pa.array([cell(v) for v in values], pa.string())
    if kinds <= {tuple, list} and all(isinstance(x, str) for v in values for x in _items(v)):
        return pa.array([None if v is None else [*_items(v)] for v in values], pa.list_(pa.string()))
    return pa.array([None if v is None else cell(v) for v in values], pa.string())


def _items(value: object) -> tuple[object, ...] | list[object]:
    return value if isinstance(value, tuple | list) else ()
