"""Random rows over the real schema, for property tests: every class, every key, awkward values."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import strategies as st

from chipgraph.canonical import canonical_decimal, value_order
from chipgraph.records import Row, Scalar, Value
from chipgraph.schema import Property, Schema

AWKWARD = (
    "a@en", "x^^date", '"quoted"', "back\\slash", "line\nbreak\r\n\ttab", " spaces ", "", "台積電", "삼성전자", "𠮷野家",
    "e\u0301", "\u200fשלום", "<http://example.org/>", "cgr:firm-tsmc", "2024-10", "1.0", "true", "_:b0", "{}|^`", "🧪",
)  # fmt: skip
DATES = ("2024", "2024-10", "2024-10-26", "2023..2024-10", "..2019-05-21", "2020-01-01..", "2024-10-26..2024-10-27")
LANGUAGES = ("en", "und", "zh_hans", "zh_hant_tw", "ko", "sr_latn", "de_ch_1996")
IDS = ("firm-tsmc", "firm-华为", "a.b-c", "x_1", "rel-1", "é", "part:2", "n(1)")
DATASETS = ("case", "us_bis", "数据")

texts = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12),
)
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**15), max_value=10**15).map(
    lambda number: canonical_decimal(str(number))
)


def scalars(field: Property, schema: Schema) -> st.SearchStrategy[Scalar]:
    match field.kind:
        case "text" | "lang":
            return texts
        case "date":
            return st.sampled_from(DATES)
        case "decimal":
            return decimals
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(-(2**63), 2**63 - 1)
        case "concept":
            return st.sampled_from([c.notation for c in schema.concepts(field.range or "")])
        case "object":
            return st.sampled_from(IDS)


def values(field: Property, schema: Schema) -> st.SearchStrategy[Value]:
    one = scalars(field, schema)
    if field.single:
        return one
    return st.sets(one, min_size=1, max_size=3).map(lambda found: tuple(sorted(found, key=value_order)))


def rows(schema: Schema, max_size: int = 8) -> st.SearchStrategy[list[Row]]:
    """Rows with few ids in several datasets, so that parallel records, self loops and shared ids are common."""
    concrete = [c for c in schema.classes() if schema.has_individuals(c)]
    strategies: dict[str, st.SearchStrategy[Value]] = {}

    def keys(types: Iterable[str]) -> list[tuple[str, Property]]:
        found: dict[str, Property] = {}
        for cls in types:
            for key, constraint in schema.constraints(cls).items():
                field = schema.property(key)
                if constraint.most != 0:
                    found |= {f"{key}_{lang}": field for lang in LANGUAGES} if field.kind == "lang" else {key: field}
        return sorted(found.items())

    @st.composite
    def row(draw: st.DrawFn) -> Row:
        types = tuple(sorted(draw(st.sets(st.sampled_from(concrete), min_size=1, max_size=2))))
        properties: dict[str, Value] = {}
        for key, field in draw(st.lists(st.sampled_from(keys(types)), max_size=6, unique_by=lambda pair: pair[0])):
            if field.key not in strategies:
                strategies[field.key] = values(field, schema)
            properties[key] = draw(strategies[field.key])
        return Row(draw(st.sampled_from(IDS)), draw(st.sampled_from(DATASETS)), types, dict(sorted(properties.items())))

    return st.lists(row(), max_size=max_size, unique_by=lambda r: (r.id, r.dataset)).map(
        lambda found: sorted(found, key=lambda r: (r.id, r.dataset))
    )
