"""Party donations in FollowTheMoney: a company or organisation is a party, a payment a statement that mentions both.

An FtM entity is a line with ``id``, ``schema`` and ``properties``, each a list of texts. A payment is no relation of this
ontology (no goods pass), so it is a statement with its day and amount. An address is no entity here: it becomes the address
of the parties that refer to it.
"""

from collections.abc import Mapping

from chipgraph.errors import InputError
from chipgraph_ingest import Context, InputRow

Values = Mapping[str, list[str]]


def crawl(context: Context) -> None:
    """Make parties and statements of each line."""
    name = context.spec.name
    context.emit(f"{name}-bundestag", ("PublicBody",), {"name_en": ("German Bundestag",), "name_de": ("Bundestag",)})
    addresses = {str(r.fields["id"]): _values(r) for r in context.peek() if r.fields["schema"] == "Address"}
    for row in context.rows():
        with context.entry(row):
            key, schema, values = row.pop_required("id"), row.pop_required("schema"), _values(row)
            row.fields.pop("properties")
            if schema == "Payment":
                _payment(context, row, key, values)
            elif schema != "Address":
                _party(context, row, (key, schema), values, addresses)
            context.audit(row)


def _values(row: InputRow) -> Values:
    values = row.fields["properties"]
    if not isinstance(values, dict) or not all(isinstance(v, list) for v in values.values()):
        raise InputError("'properties' is no mapping of lists.", row.place, "Use the file as published.")
    return values


def _one(row: InputRow, values: Values, name: str) -> str:
    found = values.get(name, [])
    if len(found) != 1:
        raise InputError(f"{name!r} has {len(found)} values, one is needed.", row.place, "Correct the line.")
    return found[0]


def _payment(context: Context, row: InputRow, key: str, values: Values) -> None:
    name = context.spec.name
    parties = [f"{name}-{_one(row, values, role)}" for role in ("payer", "beneficiary")]
    amount = _one(row, values, "amountEur")
    about = {"mentions": parties, "occurred_on": _one(row, values, "date"), "value": f"{amount} EUR"}
    context.emit(f"statement-{name}-{key}", ("Statement",), {"text_en": f"A donation of EUR {amount}.", **about})


def _party(
    context: Context, row: InputRow, what: tuple[str, str], values: Values, addresses: Mapping[str, Values]
) -> None:
    key, schema = what
    kind = context.lookup("class", schema)
    if kind is None:
        raise InputError(f"no class for {schema!r}.", row.place, "Add it to the lookup 'class'.")
    known = [addresses[id]["full"][0] for id in values.get("addressEntity", []) if id in addresses]
    id = f"{context.spec.name}-{key}"
    first, *others = values.get("name", [])
    context.emit(id, (kind,), {"name_und": (first,), "alias": others, "address": known})
    for country in values.get("country", []):
        seat = {"seated": id, "territory": f"territory-{country}", "note": "FollowTheMoney property 'country'."}
        context.emit(f"rel-{id}-seat-{country}", ("Seat",), seat)
