"""Where the shipped sources are: in a checkout beside the framework, in a wheel inside it."""

from __future__ import annotations

from pathlib import Path

from chipgraph.errors import UsageError
from chipgraph_ingest.spec import read_spec

_PACKAGE = Path(__file__).parent


def root() -> Path:
    """Find the folder of all shipped sources."""
    packaged = _PACKAGE / "sources"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "sources"


def sources() -> list[Path]:
    """List the folders of the shipped sources, in the order of their paths."""
    return sorted(path.parent for path in root().glob("*/*/*.yml") if path.stem == path.parent.name)


def default_sources() -> list[Path]:
    """List the shipped sources that are read when none is named: those that a first look needs, and that are quick."""
    return [folder for folder in sources() if read_spec(folder).default]


def find_source(name: str) -> Path:
    """Find a source by the name of its dataset, by ``publisher/name``, or by a folder of the user's own.

    Raises
    ------
    UsageError
        If there is none, or several are meant.
    """
    shipped = {folder: read_spec(folder).name for folder in sources()}
    found = [f for f, dataset in shipped.items() if name in (dataset, f"{f.parent.name}/{f.name}", f.name)]
    if len(found) == 1:
        return found[0]
    own = Path(name)
    if not found and (own / f"{own.resolve().name}.yml").is_file():
        return own.resolve()
    known = ", ".join(sorted(f"{f.parent.name}/{f.name}" for f in shipped))
    raise UsageError(f"{'Several sources are' if found else 'No source is'} called {name!r}. Sources: {known}")


def with_needs(folders: list[Path]) -> list[Path]:
    """Add the sources whose ids these use, each before the one that needs it."""
    ordered: list[Path] = []

    def visit(folder: Path, trail: tuple[Path, ...]) -> None:
        if folder in trail:
            raise UsageError(f"{folder}: the sources need each other in a circle. Correct 'needs' in their YAML")
        for need in read_spec(folder).needs:
            visit(find_source(need), (*trail, folder))
        if folder not in ordered:
            ordered.append(folder)

    for folder in folders:
        visit(folder, ())
    return ordered
