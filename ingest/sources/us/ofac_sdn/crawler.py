"""The SDN List from its three files: a party with its addresses and other names, and its listing as of the snapshot.

The files have no header line and no dates; ``-0-`` stands for an empty cell. The row key is ``ent_num``, which the Office
does not give twice. Remarks on persons (birth, papers) are not read. Vessels and aircraft are set aside: the ontology has
no class for them.
"""

from collections import defaultdict
from collections.abc import Iterator

from chipgraph.errors import InputError
from chipgraph_ingest import Context, InputRow

LIST = "list-us-sdn"


def crawl(context: Context) -> None:
    """Join the three files and make a party and a listing of each entry."""
    addresses: defaultdict[str, list[str]] = defaultdict(list)
    for row in _rows(context, "addresses"):
        parts = [row.pop(column) for column in ("address", "city", "country")]
        if any(parts):
            addresses[row.pop_required("ent_num")].append(", ".join(filter(None, parts)))
    names: defaultdict[str, list[str]] = defaultdict(list)
    for row in _rows(context, "names"):
        with context.entry(row):
            names[row.pop_required("ent_num")].append(row.pop_required("name"))
    for row in _rows(context, "data"):
        with context.entry(row):
            _entry(context, row, addresses, names)
            context.audit(row, context.spec.settings["ignored"])
    for number in sorted((addresses.keys() | names.keys()) - _numbers(context)):
        raise InputError(f"the entry {number} has addresses or names, and no row.", "sdn.csv.gz", "Download all three.")


def _rows(context: Context, file: str) -> Iterator[InputRow]:
    """Read a file with the mark for an empty cell taken out."""
    empty = set(context.spec.settings["null"])
    for row in context.rows(file):
        for name, value in row.fields.items():
            if isinstance(value, str) and value.strip() in empty:
                row.fields[name] = ""
        yield row


def _numbers(context: Context) -> set[str]:
    return {str(row.fields["ent_num"]).strip() for row in context.peek()}


def _entry(
    context: Context, row: InputRow, addresses: defaultdict[str, list[str]], names: defaultdict[str, list[str]]
) -> None:
    number, stated, name = row.pop_required("ent_num"), row.pop("type") or "entity", row.pop_required("name")
    kind = context.lookup("class", stated)
    if kind is None:
        raise InputError(f"no class for the type {stated!r}.", row.place, "Add one to the ontology and to 'class'.")
    remarks, program = row.pop("remarks"), row.pop("program")
    id, day = f"{context.spec.name}-{number}", context.spec.dataset["published"]
    context.emit(
        id,
        (kind,),
        {
            "name_en": (name,),
            "alias": [n for n in names[number] if n != name],
            "address": addresses[number],
            "note": None if kind == "Person" else remarks,
        },
    )
    context.emit(
        f"rel-{id}",
        ("Listing",),
        {
            "listed": id,
            "listed_on": LIST,
            "valid_from": f"..{day}",
            "valid_to": f"{day}..",
            "note": f"Programmes: {program}." if program else None,
        },
    )
