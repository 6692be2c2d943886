"""A data version in one file: rows, judgements and rules, the same bytes for the same content (W26).

::

    chipgraph-snapshot.json      format, digests, datasets with their terms
    rows/<dataset>.jsonl         the rows of a dataset
    judgements/<n>-<file>        the log, files in the order in which they count
    ontology/...                 terms, shapes, rules and law, as they were
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import chipgraph
from chipgraph import identity, licences, resources, schema
from chipgraph.errors import InputError
from chipgraph.grades import Grades
from chipgraph.graph import Graph
from chipgraph.identity import Judgement
from chipgraph.records import Records, Row
from chipgraph.schema import Schema

FORMAT = 1
"""Version of the files of a snapshot."""

_HEAD = "chipgraph-snapshot.json"
_KEPT = ("*.ttl", "vocab/*.ttl", "shapes/*.ttl", "rules/*", "law/*.yaml")
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip file can state: no snapshot differs by the hour at which it was written."""

CURRENT = "current"
"""Names the loaded graph where a snapshot file could stand."""


@dataclass(frozen=True)
class Version:
    """One data version: everything that decides its answers.

    Attributes
    ----------
    name
        The file, or ``current``.
    files
        Terms, rules and law by path within the ontology folder.
    """

    name: str
    records: Records
    judgements: tuple[Judgement, ...]
    schema: Schema
    grades: Grades
    files: dict[str, bytes]


def write_snapshot(graph: Graph, path: Path, rights: bool = False) -> Path:
    """Write the loaded graph as one file; the same graph gives the same bytes.

    Raises
    ------
    RefusedError
        If it holds what may not be passed on, and ``rights`` does not say that you have the right to.
    """
    terms = graph.licences(None)
    licences.refuse(terms, rights)
    contents = _rows(graph.records) | _log_files(graph.settings.home)
    contents |= {f"ontology/{name}": data for name, data in _ontology(resources.ontology()).items()}
    head = {
        "format": FORMAT,
        "chipgraph": chipgraph.__version__,
        "graph": graph.digest,
        "records": graph.records.digest,
        "licences": terms,
    }
    contents[_HEAD] = json.dumps(head, indent=1, sort_keys=True).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(contents):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), contents[name], zipfile.ZIP_DEFLATED, 6)
    scratch = path.with_name(f".{path.name}.part")
    scratch.write_bytes(stream.getvalue())
    scratch.replace(path)
    return path


def _rows(records: Records) -> dict[str, bytes]:
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for row in records:
        lines[row.dataset].append(f"{row.to_json()}\n")
    return {f"rows/{name}.jsonl": "".join(found).encode() for name, found in lines.items()}


def _log_files(home: Path) -> dict[str, bytes]:
    folders = (resources.ontology() / "judgements", home / "judgements")
    files = [p for folder in folders if folder.is_dir() for p in sorted(folder.glob("*.yaml"))]
    return {f"judgements/{n:03}-{path.name}": path.read_bytes() for n, path in enumerate(files)}


def _ontology(root: Path) -> dict[str, bytes]:
    found = (p for pattern in _KEPT for p in root.glob(pattern) if p.is_file())
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(found)}


@contextmanager
def opened(name: str, graph: Graph) -> Iterator[Version]:
    """Open a snapshot file, or the loaded graph under the name ``current``.

    Raises
    ------
    InputError
        If the file is not there, is no snapshot, or is of another format.
    """
    if name == CURRENT:
        log = identity.read_log(graph.settings.home)
        files = _ontology(resources.ontology())
        yield Version(name, graph.records, log, graph.schema, graph.grades, files)
        return
    with tempfile.TemporaryDirectory() as scratch:
        _unpack(Path(name), Path(scratch))
        yield _read(name, Path(scratch))


def _unpack(path: Path, folder: Path) -> None:
    remedy = "Name a file that `chipgraph snapshot` wrote, or `current`."
    try:
        with zipfile.ZipFile(path) as archive:
            head = json.loads(archive.read(_HEAD))
            if head.get("format") != FORMAT:
                raise InputError(f"its format is {head.get('format')!r}, not {FORMAT}.", path, "Write it anew.")
            archive.extractall(folder)  # parts that would lead out of the folder are kept inside by zipfile
    except FileNotFoundError as error:
        raise InputError("the file is not there.", path, remedy) from error
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise InputError(f"it is no snapshot ({error}).", path, remedy) from error


def _read(name: str, folder: Path) -> Version:
    rows = [
        Row.from_json(line)
        for path in sorted((folder / "rows").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").split("\n")
        if line
    ]
    log = [j for path in sorted((folder / "judgements").glob("*.yaml")) for j in identity.read_judgements(path)]
    ontology = folder / "ontology"
    return Version(
        name,
        Records(rows),
        tuple(log),
        schema.load(ontology),
        Grades.load(ontology / "rules" / "grades.csv"),
        _ontology(ontology),
    )
