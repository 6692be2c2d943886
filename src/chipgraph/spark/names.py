"""From the names of both ends to entities, asked of the Parquet file: key, name, name in any case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql import functions as fn

from chipgraph.errors import AmbiguousNameError, NameNotFoundError
from chipgraph.spark.session import frame_of
from chipgraph.tables.lifting import entity_id

if TYPE_CHECKING:
    from pyspark.sql import Column

    from chipgraph.spark.ground import Files


@dataclass(frozen=True, slots=True)
class Named:
    """One entity: its number, its id, its name and its class."""

    number: int
    id: str
    caption: str
    cls: str


def resolve(files: Files, names: Sequence[str]) -> list[Named]:
    """Find the one entity of each name, in the order of the names, each once.

    Raises
    ------
    NameNotFoundError, AmbiguousNameError
    """
    wanted = list(dict.fromkeys(name.strip() for name in names))
    found: dict[str, Named] = {}
    keyed = (fn.col("key"), lambda name: name), (fn.col("caption"), lambda name: name)
    for column, form in (*keyed, (fn.lower("caption"), str.lower)):
        left = [name for name in wanted if name not in found]
        if left:
            found |= _look(files, [(name, form(name)) for name in left], column)
    for name in wanted:
        if name not in found:
            raise NameNotFoundError(name)
    return [found[name] for name in wanted]


def _look(files: Files, wanted: list[tuple[str, str]], column: Column) -> dict[str, Named]:
    entities = files.read("entities").select("number", "key", "caption", "cls", column.alias("form"))
    asked = frame_of(entities.sparkSession, wanted, {"name": "string", "form": "string"})
    hits: dict[str, list[Named]] = {}
    for row in entities.join(fn.broadcast(asked), "form").orderBy("number").collect():
        cls = files.head.classes[row["cls"]]
        named = Named(int(row["number"]), entity_id(cls, row["key"]), row["caption"], cls)
        hits.setdefault(row["name"], []).append(named)
    for name, several in hits.items():
        if len(several) > 1:
            raise AmbiguousNameError(name, [(n.id, n.caption, n.cls) for n in several[:20]])
    return {name: several[0] for name, several in hits.items()}
