"""Loading: claim sheets and ingested datasets into a new generation of the graph, checked as a whole first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from chipgraph import claim_checks, claims, identity, resources, validate
from chipgraph.errors import InputError, ValidationError
from chipgraph.grades import Grades
from chipgraph.records import Records
from chipgraph.schema import Schema
from chipgraph.stores.disk import DatasetContent, DiskStore, LoadReport

_SHOWN = 20
"""How many problems one error lists; the rest is counted."""

_RULES = ("*.ttl", "vocab/*.ttl", "shapes/*.ttl", "rules/*", "judgements/*.yaml")
"""What, beside the rows, decides a graph."""


def read_sheets(files: Iterable[Path], schema: Schema) -> dict[str, DatasetContent]:
    """Read claim sheets, each as one dataset.

    Raises
    ------
    InputError, ValidationError
        With file, row and remedy; nothing is loaded then.
    """
    from chipgraph.sheets import read_sheet

    contents: dict[str, DatasetContent] = {}
    for file in files:
        sheet = read_sheet(file, schema)
        if sheet.dataset in contents:
            raise InputError(
                f"the dataset {sheet.dataset!r} stands in two files of this load.",
                file,
                "Give each file's dataset its own name.",
            )
        contents[sheet.dataset] = DatasetContent(tuple(sheet.rows), (), {"file": file.name, "rows": len(sheet.rows)})
    return contents


def salt(home: Path) -> str:
    """Digest of ontology, rules and judgements: with the rows they decide the graph."""
    state = hashlib.sha256()
    root = resources.ontology()
    files = sorted(p for pattern in _RULES for p in root.glob(pattern) if p.is_file())
    for path in (*files, *sorted((home / "judgements").glob("*.yaml"))):
        state.update(path.name.encode())
        state.update(path.read_bytes())
    return state.hexdigest()


class Loader:
    """Puts datasets into a store: validates the whole, then writes the new generation."""

    def __init__(self, store: DiskStore, schema: Schema, grades: Grades) -> None:
        self._store = store
        self._schema = schema
        self._grades = grades

    def load(self, changes: Mapping[str, DatasetContent | None]) -> LoadReport:
        """Load or remove datasets; all of it or nothing."""
        return self._store.load(changes, salt=salt(self._store.home), check=self.check, build=self._build)

    def check(self, records: Records) -> None:
        """Hold all records together against the rules.

        Raises
        ------
        ValidationError
            With the first problems and the count of the rest.
        """
        problems = self.problems(records)
        if problems:
            first = problems[0]
            listed = "\n".join(f"  {p['place']}: {p['problem']} {p['remedy']}" for p in problems[1:_SHOWN])
            more = f"\n  and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
            remedy = f"{first['remedy']}{chr(10) + listed if listed else ''}{more}"
            raise ValidationError(first["problem"], first["place"], remedy)

    def problems(self, records: Records) -> list[dict[str, Any]]:
        """List every breach of a rule, as plain values: rule, place, problem, remedy."""
        rows = list(records)
        found = [
            {"rule": f.rule, "place": f"dataset {f.dataset}, {f.id}", "problem": f.problem, "remedy": f.remedy}
            for f in validate.check(rows, self._schema)
        ]
        if found:
            # Claims of rows that are broken themselves cannot be read.
            return found
        tables = claims.read(records, self._schema)
        log = identity.read_log(self._store.home)
        canonical = identity.resolve(log, records, self._schema).canonical
        for finding in claim_checks.check_claims(tables, records, self._schema, self._grades.methods, canonical):
            found.append(
                {"rule": "O21", "place": str(finding.place), "problem": finding.problem, "remedy": finding.remedy}
            )
        return found

    def _build(self, records: Records, folder: Path, digest: str) -> None:
        """Write the SPARQL store of the new generation."""
        from chipgraph.holdings import derive
        from chipgraph.projection import graph_tables
        from chipgraph.stores.sparql import SparqlStore
        from chipgraph.view.build import build
        from chipgraph.view.walkable import walkable

        log = identity.read_log(self._store.home)
        resolved = identity.resolve(log, records, self._schema)
        view = build(records, self._schema, resolved, self._grades, None, digest)
        relations, numbering = walkable(view)
        tables = graph_tables(view, derive(relations), numbering)
        SparqlStore.build(folder / "rdf", tables, records, self._schema)
