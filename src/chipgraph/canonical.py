"""Canonical forms, so that one thing has one spelling: made at ingest, taken for granted everywhere else (P2, P3)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from chipgraph.records import Row, Scalar, Value
from chipgraph.schema import Schema


def canonical_decimal(text: str) -> str:
    """Write a decimal without sign of plus, leading or trailing zeros, or exponent.

    >>> canonical_decimal("+01.50"), canonical_decimal("2e3"), canonical_decimal("-0.0")
    ('1.5', '2000', '0')

    Raises
    ------
    ValueError
        If the text is no finite number.
    """
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(f"{text!r} is no number") from None
    if not number.is_finite() or abs(number.adjusted()) > 400:
        raise ValueError(f"{text!r} is no finite number")
    plain = format(number, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain in ("-0", "") else plain


def canonical(row: Row, schema: Schema) -> Row:
    """Bring a row into the form that ``to_quads`` takes: types and values sorted and single, tags and numbers canonical.

    A value that is no number stays as it is: it is for ``validate`` to report.
    """
    gathered: dict[str, set[Scalar]] = defaultdict(set)
    for key, value in row.properties.items():
        name = key if schema.field(key) else key.lower().replace("-", "_")
        field = schema.field(name)
        values = value if isinstance(value, tuple) else (value,)
        if field is not None and field[0].kind == "decimal":
            values = tuple(map(_try_decimal, values))
        gathered[key if field is None else name].update(values)
    properties: dict[str, Value] = {}
    for name, found in sorted(gathered.items()):
        field = schema.field(name)
        if found:
            single = len(found) == 1 and (field is None or field[0].single)
            properties[name] = next(iter(found)) if single else tuple(sorted(found, key=value_order))
    return replace(row, types=tuple(sorted(set(row.types))), properties=properties)


def _try_decimal(value: Scalar) -> Scalar:
    try:
        return value if isinstance(value, bool) else canonical_decimal(str(value))
    except ValueError:
        return value


def value_order(value: Scalar) -> tuple[str, Scalar]:
    """Order the values of a list: by type, then by value."""
    return (type(value).__name__, value)
