"""Epoch AI's hardware file: a row is a product with a measure for each figure, as Epoch gives it (O22, O23).

Columns are read by name; names of earlier files are in the lookup ``spelling``. Of two columns for one metric (FP16 with
and without matrix units) each makes a measure of its own. "Foundry" is a statement, as in the table of chips: it is about
dies, and names no client.
"""

from decimal import Decimal, InvalidOperation

from chipgraph.errors import InputError
from chipgraph_ingest import Context, InputRow
from chipgraph_ingest.keys import slug


def crawl(context: Context) -> None:
    """Make products, measures, designs and statements."""
    spelling = context.spec.lookups["spelling"]
    for row in context.rows():
        for name in [n for n in row.fields if n in spelling]:
            row.fields[spelling[name]] = row.fields.pop(name)
        with context.entry(row):
            name = row.pop_required("Hardware name")
            key = slug(name)
            id = f"{context.spec.name}-{key}"
            note = " ".join((row.pop_optional("Notes") or "").split())
            page, kind = row.pop_optional("Link to datasheet"), row.pop_optional("Type")
            remarks = [note, f"Type: {kind}." if kind else "", f"Data sheet: {page}" if page else ""]
            context.emit(id, ("Accelerator",), {"name_en": (name,), "note": " ".join(filter(None, remarks)) or None})
            _measures(context, row, id, key)
            _design(context, row, id, key)
            _statements(context, row, id, key, name)
            context.audit(row, context.spec.settings["ignored"])


def _measures(context: Context, row: InputRow, id: str, key: str) -> None:
    for number, (column, meaning) in enumerate(context.spec.lookups["measure"].items()):
        value = row.pop_optional(column)
        if value is None:
            continue
        metric, unit, scale = meaning.split()
        figure = _scaled(row, column, value, scale)
        context.emit(
            f"measure-{context.spec.name}-{key}-{number}-{metric}",
            ("ProductMeasure",),
            {
                "product": id,
                "metric": metric,
                "value_min": figure,
                "value_max": figure,
                "unit": context.lookup("unit", unit) or unit,
                "basis": "stated",
                "note": f"Column: {column}.",
            },
        )


def _scaled(row: InputRow, column: str, value: str, scale: str) -> str:
    """Write a figure in our unit, as a decimal without exponent; the file has floats, of which nine digits are meant."""
    try:
        figure = Decimal(value) / Decimal(scale)
    except InvalidOperation as error:
        raise InputError(f"{column}: {value!r} is no number.", row.place, "Correct the cell.") from error
    text = f"{Decimal(f'{figure:.9g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _design(context: Context, row: InputRow, id: str, key: str) -> None:
    maker = row.pop("Manufacturer")
    if maker is None:
        context.handled("no manufacturer")
        return
    firm = context.lookup("manufacturer", maker)
    if firm is None:
        firm = f"{context.spec.name}-firm-{slug(maker)}"
        context.emit(firm, ("Agent",), {"name_en": (maker,)})
    context.emit(f"rel-{context.spec.name}-{key}-design", ("Design",), {"designer": firm, "designed": id})


def _statements(context: Context, row: InputRow, id: str, key: str, name: str) -> None:
    released, foundry = row.pop("Release date"), row.pop("Foundry")
    if released is not None:
        text = {"text_en": f"Release of {name}.", "product": id, "occurred_on": released}
        context.emit(f"statement-{context.spec.name}-{key}-release", ("Statement",), text)
    if foundry is None:
        return
    firms = [context.lookup("foundry", part.strip()) for part in foundry.split(",")]
    if None in firms:
        raise InputError(f"the foundry {foundry!r} is not known.", row.place, "Add it to the lookup 'foundry'.")
    text = {"text_en": f"Who makes the dies of {name}: {foundry}.", "product": id, "value": foundry}
    context.emit(f"statement-{context.spec.name}-{key}-foundry", ("Statement",), {**text, "mentions": firms})
