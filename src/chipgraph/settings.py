"""Settings: one frozen object, built once and passed in, in which each value knows where it comes from (F84).

The order is: flag, ``CHIPGRAPH_*``, project file, user file, default. The project file is the nearest ``chipgraph.toml``,
or ``pyproject.toml`` with a table ``[tool.chipgraph]``, from the working folder upwards. Why no settings library stands
behind it: decision 0006.
"""

from __future__ import annotations

import math
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TypeVar

from chipgraph.errors import UsageError

T = TypeVar("T")

PREFIX = "CHIPGRAPH_"
"""What the name of an environment variable begins with."""

COLORS = ("auto", "always", "never")
ENGINES = ("auto", "jit", "numpy", "plain")
_SECRET = "neo4j_password"
_HIDDEN = (_SECRET, "server_keys")


@dataclass(frozen=True, slots=True)
class Setting:
    """One value as `chipgraph config show --origin` prints it; a secret is never spelled out."""

    name: str
    text: str
    origin: str


def _says(text: str, default: str) -> dict[str, str]:
    return {"says": text, "default": default}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. ``docs/reference/settings.md`` explains each field; a test compares the two."""

    home: Path = field(metadata=_says("Folder of the graph.", "the user's data folder"))
    cache: Path = field(metadata=_says("Folder for downloads that can be fetched again.", "the user's cache folder"))
    neo4j_uri: str | None = field(
        metadata=_says(
            "Address of a Neo4j that already runs, as `bolt://127.0.0.1:7687`.", "none: `chipgraph neo4j up`"
        )
    )
    neo4j_user: str = field(metadata=_says("User at that Neo4j.", "`neo4j`"))
    neo4j_password: str | None = field(
        repr=False, metadata=_says("Password at that Neo4j; it is never printed.", "none")
    )
    sparql_seconds: float = field(metadata=_says("Time limit of one SPARQL query.", "`30`"))
    cypher_seconds: float = field(metadata=_says("Time limit of one Cypher query.", "`30`"))
    trace_seconds: float = field(metadata=_says("Time limit of one search for routes.", "`60`"))
    max_transfers: int = field(metadata=_says("Possession, service and group steps of a route, at most (W8).", "`6`"))
    max_lineage: int = field(metadata=_says("Lineage steps of a route, at most (W8).", "`6`"))
    server_keys: tuple[str, ...] = field(
        repr=False,
        metadata=_says(
            "Hashes of the keys that open `chipgraph serve`, as `chipgraph serve --new-key` gives them.", "none"
        ),
    )
    server_hosts: tuple[str, ...] = field(
        metadata=_says("Names under which `chipgraph serve` answers, besides those of this machine.", "none")
    )
    server_origins: tuple[str, ...] = field(
        metadata=_says("Other sites that may ask `chipgraph serve`, as `http://127.0.0.1:3333`.", "none")
    )
    engine: str = field(
        metadata=_says(
            "Which engine finds routes: `auto`, `jit` (numba, extra `fast`), `numpy` or `plain`. The answers are the same.",
            "`auto`",
        )
    )
    memory_limit: int = field(
        metadata=_says("MiB that a large graph may take; more is refused before the work starts.", "`8192`")
    )
    color: str = field(metadata=_says("`auto`, `always` or `never`; `NO_COLOR` is honoured.", "`auto`"))
    origins: Mapping[str, str] = field(repr=False)

    def origin(self, name: str) -> str:
        """Say where a value comes from: a flag, a variable, a file or the default."""
        return self.origins[name]

    def described(self) -> list[Setting]:
        """List all values with their origins, in the order of the documentation."""
        return [Setting(name, self._text(name), self.origins[name]) for name in NAMES]

    def _text(self, name: str) -> str:
        value = getattr(self, name)
        if value is None or value == ():
            return "not set"
        if name in _HIDDEN:
            return "set, not shown"
        return ", ".join(value) if isinstance(value, tuple) else str(value)


NAMES = tuple(f.name for f in fields(Settings) if f.name != "origins")
"""The names of all settings, as they are written in a file."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """One place that sets values: what its values are relative to, and how it names a key in a message."""

    values: Mapping[str, object]
    folder: Path
    name: Callable[[str], str]


class _Layers:
    """The layers in order, first wins; remembers for each value which layer gave it."""

    def __init__(self, layers: list[_Layer]) -> None:
        self._layers = layers
        self.origins: dict[str, str] = {}

    def read(self, key: str, convert: Callable[[object, Path], T], default: Callable[[], T]) -> T:
        """Read one value from the first layer that has it.

        Raises
        ------
        UsageError
            If the value is not of the kind that the setting takes.
        """
        for layer in self._layers:
            value = layer.values.get(key)
            if value is None:
                continue
            origin = layer.name(key)
            try:
                converted = convert(value, layer.folder)
            except ValueError as error:
                raise UsageError(f"{origin}: {key} {error}. See: docs/reference/settings.md") from error
            self.origins[key] = origin
            return converted
        self.origins[key] = "default"
        return default()


def _path(value: object, folder: Path) -> Path:
    return (folder / Path(_text(value, folder)).expanduser()).absolute()


def _text(value: object, folder: Path) -> str:
    if not isinstance(value, str | os.PathLike) or not os.fspath(value):
        raise ValueError(f"must be a text, not {value!r}")
    return str(os.fspath(value))


def _secret(value: object, folder: Path) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text in quotes")
    return value


def _names(value: object, folder: Path) -> tuple[str, ...]:
    """Several texts: a list in a file, commas in a variable."""
    given = value.split(",") if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise ValueError(f"must be texts with commas between, or a list of texts, not {value!r}")
    return tuple(name.strip() for name in given if name.strip())


def _seconds(value: object, folder: Path) -> float:
    problem = ValueError(f"must be a number of seconds above 0, not {value!r}")
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise problem
    try:
        seconds = float(value)
    except ValueError:
        raise problem from None
    if not 0 < seconds < math.inf:
        raise problem
    return seconds


def _count(value: object, folder: Path) -> int:
    problem = ValueError(f"must be a whole number of 0 or more, not {value!r}")
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise problem
    try:
        count = int(value)
    except ValueError:
        raise problem from None
    if count < 0:
        raise problem
    return count


def _engine(value: object, folder: Path) -> str:
    if value not in ENGINES:
        raise ValueError(f"must be one of {', '.join(ENGINES)}, not {value!r}")
    return str(value)


def _color(value: object, folder: Path) -> str:
    if value not in COLORS:
        raise ValueError(f"must be one of {', '.join(COLORS)}, not {value!r}")
    return str(value)


def _table(path: Path, *keys: str) -> Mapping[str, object] | None:
    """Read a table of a TOML file; None if the file or the table is not there."""
    try:
        content: object = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read as TOML ({error}). Correct the file, or move it away") from error
    for key in keys:
        if not isinstance(content, Mapping) or key not in content:
            return None
        content = content[key]
    if not isinstance(content, Mapping):
        raise UsageError(f"{path}: [{'.'.join(keys)}] must be a table of settings. See: docs/reference/settings.md")
    unknown = sorted(set(content) - set(NAMES))
    if unknown:
        raise UsageError(f"{path}: there is no setting called {unknown[0]!r}. Known: {', '.join(NAMES)}")
    return content


def _file_layer(path: Path, *keys: str) -> _Layer | None:
    values = _table(path, *keys)
    return None if values is None else _Layer(values, path.parent, lambda key: str(path))


def _project_layer(folder: Path) -> _Layer | None:
    for parent in (folder, *folder.parents):
        layer = _file_layer(parent / "chipgraph.toml") or _file_layer(parent / "pyproject.toml", "tool", "chipgraph")
        if layer is not None:
            return layer
    return None


def user_file() -> Path:
    """Find where the user's own settings stand, by the habit of the system (XDG on Linux)."""
    import platformdirs

    return platformdirs.user_config_path("chipgraph") / "config.toml"


def _default_folder(kind: str) -> Callable[[], Path]:
    def find() -> Path:
        import platformdirs

        return platformdirs.user_data_path("chipgraph") if kind == "home" else platformdirs.user_cache_path("chipgraph")

    return find


def load(flags: Mapping[str, object] | None = None, *, folder: Path | None = None) -> Settings:
    """Build the settings from all layers (F84).

    Parameters
    ----------
    flags
        Values given on the command line, by name; None counts as not given.
    folder
        Where the search for a project file begins; default: the working folder.

    Raises
    ------
    UsageError
        If a file cannot be read or holds an unknown key, or a value is not of its kind.

    >>> settings = load({"home": "/tmp/case", "max_transfers": 4})
    >>> settings.max_transfers, settings.origin("max_transfers")
    (4, 'flag --max-transfers')
    """
    start = (folder or Path.cwd()).absolute()
    given = dict(flags or {})
    if set(given) - set(NAMES):
        raise UsageError(f"There is no setting called {min(set(given) - set(NAMES))!r}. Known: {', '.join(NAMES)}")
    variables = {n: os.environ.get(PREFIX + n.upper()) or None for n in NAMES}
    found = [
        _Layer(given, start, lambda key: f"flag --{key.replace('_', '-')}"),
        _Layer(variables, start, lambda key: PREFIX + key.upper()),
        _project_layer(start),
        _file_layer(user_file()),
    ]
    layers = _Layers([layer for layer in found if layer is not None])
    return Settings(
        home=layers.read("home", _path, _default_folder("home")),
        cache=layers.read("cache", _path, _default_folder("cache")),
        neo4j_uri=layers.read("neo4j_uri", _text, lambda: None),
        neo4j_user=layers.read("neo4j_user", _text, lambda: "neo4j"),
        neo4j_password=layers.read(_SECRET, _secret, lambda: None),
        sparql_seconds=layers.read("sparql_seconds", _seconds, lambda: 30.0),
        cypher_seconds=layers.read("cypher_seconds", _seconds, lambda: 30.0),
        trace_seconds=layers.read("trace_seconds", _seconds, lambda: 60.0),
        max_transfers=layers.read("max_transfers", _count, lambda: 6),
        max_lineage=layers.read("max_lineage", _count, lambda: 6),
        server_keys=layers.read("server_keys", _names, lambda: ()),
        server_hosts=layers.read("server_hosts", _names, lambda: ()),
        server_origins=layers.read("server_origins", _names, lambda: ()),
        engine=layers.read("engine", _engine, lambda: "auto"),
        memory_limit=layers.read("memory_limit", _count, lambda: 8192),
        color=layers.read("color", _color, lambda: "auto"),
        origins=layers.origins,
    )
