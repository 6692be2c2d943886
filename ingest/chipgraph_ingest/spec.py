"""The contract of a source: its YAML, read and checked once.

The file says what the dataset is (O22, O23), which counts a run must reach, and which words are looked up by hand. A
run that breaks an assertion writes nothing: a list that lost half of its entries is a broken download until somebody
says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from chipgraph.dates import DateError, parse
from chipgraph.errors import InputError, Place
from chipgraph_ingest.datafile import FILE_KEYS, REPAIRS, DataFile

DATASET_TEXTS = ("title", "authority", "carrier", "method", "licence", "redistribution", "absence", "url")
DATASET_DATES = ("published", "retrieved")
_KEYS = {
    "name",
    *DATASET_TEXTS,
    *DATASET_DATES,
    *FILE_KEYS,
    "asserts",
    "default",
    "more",
    "sheet",
    "shipped",
    "needs",
    "assertions",
    "lookups",
    "settings",
}


@dataclass(frozen=True, slots=True)
class Bound:
    """What a count must be: at least, at most; None where nothing is asked."""

    what: str
    least: int | None
    most: int | None

    def breach(self, found: int) -> str | None:
        """Say what is wrong with a count; None if it fits."""
        if self.least is not None and found < self.least:
            return f"{self.what}: {found} found, at least {self.least} expected."
        if self.most is not None and found > self.most:
            return f"{self.what}: {found} found, at most {self.most} expected."
        return None


@dataclass(frozen=True, slots=True)
class Spec:
    """What the YAML of a source says.

    Attributes
    ----------
    name
        Name of the dataset; ids of its rows begin with it (O12).
    dataset
        The properties of the dataset itself, in projected form.
    files
        The data files by name; the first is ``data``, the others are those of ``more``. None if it has a sheet.
    default
        Whether ``chipgraph ingest`` without a name reads it: what a first look needs and is quick.
    sheet
        A claim sheet in place of data and crawler.
    shipped
        A folder of the ontology in place of data: the crawler reads it through the library.
    needs
        Sources whose ids this one uses.
    assertions
        Bounds on ``rows``, ``quarantined`` and the number of rows made of each class.
    lookups
        Table name to word to what it stands for.
    settings
        Further words that only the crawler reads, such as patterns.
    """

    name: str
    path: Path
    dataset: Mapping[str, str | bool]
    files: Mapping[str, DataFile] = field(default_factory=dict)
    default: bool = True
    sheet: str | None = None
    shipped: str | None = None
    needs: tuple[str, ...] = ()
    assertions: tuple[Bound, ...] = ()
    lookups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    settings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The folder of the source."""
        return self.path.parent


def read_spec(folder: Path) -> Spec:
    """Read ``<name>.yml`` of a source folder.

    Raises
    ------
    InputError
        If the file is missing or says something that no source can say.
    """
    path = folder / f"{folder.name}.yml"
    body = _mapping(_load(path), path, "it")
    unknown = sorted(set(body) - _KEYS)
    if unknown:
        raise InputError(f"{unknown[0]!r} is no key of a source.", path, f"Keys are: {', '.join(sorted(_KEYS))}.")
    name = _text(body, "name", path)
    if name is None:
        raise InputError("'name' is not stated.", path, "Give the dataset a name.")
    sheet, shipped = _text(body, "sheet", path), _text(body, "shipped", path)
    if sum(body.get(key) is not None for key in ("data", "sheet", "shipped")) != 1:
        raise InputError("a source has one of 'data', 'sheet' and 'shipped'.", path, "State one of them.")
    default = body.get("default", "true")
    if default not in ("true", "false"):
        raise InputError("'default' is not understood.", path, "Write 'default: true' or 'default: false'.")
    return Spec(
        name=name,
        path=path,
        dataset=_dataset(body, path),
        files=_files(body, path) if body.get("data") is not None else {},
        default=default == "true",
        sheet=sheet,
        shipped=shipped,
        needs=_texts(body, "needs", path),
        assertions=_assertions(body.get("assertions"), path),
        lookups={t: _table(v, path, t) for t, v in _mapping(body.get("lookups"), path, "lookups").items()},
        settings={k: _texts({k: v}, k, path) for k, v in _mapping(body.get("settings"), path, "settings").items()},
    )


def _files(body: Mapping[str, object], path: Path) -> dict[str, DataFile]:
    files = {"data": _file(body, path)}
    for name, content in _mapping(body.get("more"), path, "more").items():
        entry = _mapping(content, path, f"the file {name!r}")
        unknown = sorted(set(entry) - set(FILE_KEYS))
        if unknown or name == "data":
            keys = f"Keys are: {', '.join(FILE_KEYS)}. No further file is called 'data'."
            raise InputError(f"the file {name!r} is not understood.", Place(str(path), "more"), keys)
        files[name] = _file(entry, path)
    return files


def _file(body: Mapping[str, object], path: Path) -> DataFile:
    data = _text(body, "data", path)
    if data is None:
        raise InputError("a data file has no name.", path, "Write 'data: name of the file'.")
    repairs = _texts(body, "repairs", path)
    if set(repairs) - set(REPAIRS):
        raise InputError(f"{repairs} are no repairs.", path, f"Repairs are: {', '.join(REPAIRS)}.")
    return DataFile(
        path=data,
        columns=_texts(body, "columns", path),
        entries=_text(body, "entries", path),
        header=_texts(body, "header", path),
        repairs=repairs,
        format=_text(body, "format", path),
    )


def _load(path: Path) -> object:
    try:
        # The base loader keeps every value the text it is: no "NO" becomes false, no 2024-02-30 a crash.
        content: object = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except FileNotFoundError as error:
        raise InputError("the file is not there.", path, "A source folder holds a YAML of its own name.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"byte {error.start} is no UTF-8.", path, "Save the file as UTF-8.") from error
    except yaml.YAMLError as error:
        raise InputError(f"it is no YAML: {' '.join(str(error).split())}.", path, "Correct the syntax.") from error
    return content


def _mapping(value: object, path: Path, what: str) -> dict[str, object]:
    if value in (None, ""):
        return {}
    if not isinstance(value, dict):
        raise InputError(f"{what} is no mapping.", path, "Write 'key: value' lines.")
    return {str(key): content for key, content in value.items()}


def _text(body: Mapping[str, object], key: str, path: Path) -> str | None:
    value = body.get(key)
    if value is None:
        return None
    if isinstance(value, (dict, list)):
        raise InputError(f"{key!r} is no text.", Place(str(path), key), "Write one value.")
    return " ".join(str(value).split()) or None


def _texts(body: Mapping[str, object], key: str, path: Path) -> tuple[str, ...]:
    value = body.get(key)
    if value in (None, ""):
        return ()
    if not isinstance(value, list) or any(isinstance(v, (dict, list)) for v in value):
        raise InputError(f"{key!r} is no list of words.", Place(str(path), key), "Write it as a list.")
    return tuple(str(v) for v in value)


def _dataset(body: Mapping[str, object], path: Path) -> dict[str, str | bool]:
    stated: dict[str, str | bool] = {}
    for key in (*DATASET_TEXTS, *DATASET_DATES):
        text = _text(body, key, path)
        if text is None:
            continue
        if key in DATASET_DATES:
            _check_date(text, Place(str(path), key))
        stated[key] = text
    if body.get("sheet") is None:
        asserts = body.get("asserts")
        if asserts not in ("true", "false"):
            raise InputError("'asserts' is not stated.", path, "Write 'asserts: true' or 'asserts: false' (O23).")
        stated["asserts"] = asserts == "true"
    return stated


def _check_date(text: str, place: Place) -> None:
    try:
        parse(text)
    except DateError as error:
        raise InputError(str(error), place, "Correct the date.") from error


def _assertions(value: object, path: Path) -> tuple[Bound, ...]:
    bounds = []
    for what, stated in _mapping(value, path, "assertions").items():
        limits = _mapping(stated, path, f"the assertion {what!r}")
        if not limits or set(limits) - {"min", "max"} or not all(str(v).isdecimal() for v in limits.values()):
            raise InputError(f"the assertion {what!r} is not understood.", path, "Write {min: 1, max: 9}.")
        least, most = (int(str(limits[k])) if k in limits else None for k in ("min", "max"))
        bounds.append(Bound(what, least, most))
    return tuple(bounds)


def _table(value: object, path: Path, table: str) -> dict[str, str]:
    return {word: str(meaning) for word, meaning in _mapping(value, path, f"the lookup {table!r}").items()}
