"""Reads a claim sheet in whatever form it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from chipgraph.errors import InputError
from chipgraph.schema import Schema
from chipgraph.sheets.columns import Columns
from chipgraph.sheets.csv_file import read_csv
from chipgraph.sheets.rows import Sheet, build
from chipgraph.sheets.tables import SECTIONS, Tables
from chipgraph.sheets.xlsx_file import read_xlsx
from chipgraph.sheets.yaml_file import read_yaml

_FORMS: Mapping[str, Callable[[Path, Columns], Tables]] = {
    ".yaml": lambda path, _: read_yaml(path),
    ".yml": lambda path, _: read_yaml(path),
    ".csv": read_csv,
    ".xlsx": read_xlsx,
}


def read_sheet(path: Path, schema: Schema) -> Sheet:
    """Read a claim sheet: a YAML, CSV or XLSX file, or a folder of them that make one dataset.

    Parameters
    ----------
    path
        Where a sheet states no name for its dataset, the name of the file or folder is used.
    schema
        The ontology, which says what columns there are and what they hold.

    Returns
    -------
    Sheet
        The dataset's name and its rows: dataset, sources, entities, what the claims are about, claims.

    Raises
    ------
    InputError
        If a file cannot be read as a sheet: empty, no UTF-8, merged cells, formulas, a wrong header.
    ValidationError
        If entries break a rule; all are listed, up to twenty, and nothing is returned.
    """
    files = _files(path)
    tables, columns = Tables(), Columns(schema)
    for file in files:
        try:
            tables.join(_FORMS[file.suffix.lower()](file, columns))
        except OSError as error:
            raise InputError(f"it cannot be read: {error.strerror}.", file, "Check its name and rights.") from error
    return build(tables, schema, path.stem if path.is_file() else path.name, str(path))


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(f for f in path.iterdir() if f.suffix.lower() in _FORMS and not f.name.startswith((".", "~")))
        if not found:
            raise InputError("the folder holds no claim sheet.", path, f"Put {_forms()} files into it.")
        return found
    if path.suffix.lower() not in _FORMS:
        raise InputError(f"a claim sheet is no {path.suffix or 'file without a suffix'}.", path, f"Use {_forms()}.")
    if not path.exists():
        raise InputError("there is no such file.", path, f"Check the name. Its tables are {', '.join(SECTIONS)}.")
    return [path]


def _forms() -> str:
    return ", ".join(sorted(_FORMS))
