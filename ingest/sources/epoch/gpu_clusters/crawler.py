"""Epoch AI's clusters: a row is an installation, with what is deployed there, who owns it, and how sure Epoch is.

- What is built or planned differs: a planned cluster has no ``Deployment``, only a statement of the plan.
- "Owner" is a statement that mentions the party: Epoch does not say who runs the machines, and an owner of an installation
  is no operator (W3 would hand the goods on to one).
- A possible duplicate is not merged: a statement mentions both, for a judgement to settle (O35).

Rows of one name ("Anonymized Chinese System") are told apart by a number in the order of their text.
"""

from dataclasses import dataclass

from chipgraph.errors import InputError
from chipgraph_ingest import Context, InputRow
from chipgraph_ingest.keys import digest, numbered, slug

EPOCH = "chips-agent-epoch-ai"


@dataclass(frozen=True, slots=True)
class Cluster:
    """What the parts of one row share."""

    id: str
    key: str
    name: str
    method: str
    source: str
    planned: bool
    note: str | None


def crawl(context: Context) -> None:
    """Make installations, deployments, statements and their claims."""
    chips = {row.pop_required("Hardware name") for row in context.rows("hardware")}
    keys = numbered((slug(str(row.fields["Name"]).strip('" ')), row.raw) for row in context.peek())
    names: dict[str, list[str]] = {}
    for key, row in zip(keys, context.peek(), strict=True):
        names.setdefault(str(row.fields["Name"]).strip('" '), []).append(f"{context.spec.name}-{key}")
    for key, row in zip(keys, context.rows(), strict=True):
        with context.entry(row):
            cluster = _installation(context, row, key)
            _deployments(context, row, cluster, chips)
            _owners(context, row, cluster)
            _duplicates(context, row, cluster, names)
            context.audit(row, context.spec.settings["ignored"])


def _installation(context: Context, row: InputRow, key: str) -> Cluster:
    name, certainty, status = row.pop_required("Name").strip('" '), row.pop_required("Certainty"), row.pop("Status")
    method = context.lookup("method", certainty)
    if method is None:
        raise InputError(f"the certainty {certainty!r} is not known.", row.place, "Add it to the lookup 'method'.")
    id = f"{context.spec.name}-{key}"
    place = ", ".join(filter(None, (row.pop("Location"), row.pop("Country"))))
    words = {
        "Status": status,
        "Certainty": certainty,
        "Sector": row.pop("Sector"),
        "Power (MW)": row.pop("Power Capacity (MW)"),
        "Users": row.pop("Users"),
        "Note": " ".join((row.pop("Note") or "").split()) or None,
    }
    note = " ".join(f"{word}: {value.rstrip('.')}." for word, value in words.items() if value)
    context.emit(id, ("Installation",), {"name_en": (name,), "address": [place] if place else [], "note": note or None})
    source, further = _sources(context, row)
    return Cluster(id, key, name, method, source, status == "Planned", further)


def _sources(context: Context, row: InputRow) -> tuple[str, str | None]:
    """Make a source of each address; the claims cite the first, and name the others."""
    pages = [page for n in range(1, 6) if (page := row.pop(f"Source {n}")) is not None]
    for page in pages:
        title = f"Page that Epoch AI cites: {page.split('//')[-1].split('/')[0]}"
        context.emit(
            f"{context.spec.name}-source-{digest(page)}",
            ("Source",),
            {"title": title, "url": page, "redistribution": "unknown"},
        )
    if not pages:
        return f"dataset-{context.spec.name}", None
    also = "; ".join(pages[1:])
    return f"{context.spec.name}-source-{digest(pages[0])}", f"Also cited: {also}" if also else None


def _claim(context: Context, target: str, cluster: Cluster) -> None:
    context.emit(
        f"claim-{target}",
        ("Claim",),
        {
            "about": target,
            "stance": "asserts",
            "made_by": EPOCH,
            "cites": cluster.source,
            "method": cluster.method,
            "published": context.spec.dataset["published"],
            "note": cluster.note,
        },
    )


def _deployments(context: Context, row: InputRow, cluster: Cluster, chips: set[str]) -> None:
    first, last = row.pop("First Operational Date"), row.pop("Decommissioned Date (if applicable)")
    for rank in ("primary", "secondary"):
        chip, quantity = row.pop(f"Chip type ({rank})"), row.pop(f"Chip quantity ({rank})")
        count = None if quantity is None else str(int(float(quantity)))
        if chip is None and (count is None or rank == "secondary"):
            continue
        if chip is None or cluster.planned:
            what = "planned" if cluster.planned else "deployed"
            text = f"{count or 'An unstated number of'} chips ({chip or 'of a type not stated'}) are {what} in {cluster.name}."
            target = f"statement-{context.spec.name}-{cluster.key}-{rank}"
            context.emit(target, ("Statement",), {"text_en": text, "mentions": [cluster.id], "occurred_on": first})
            _claim(context, target, cluster)
            continue
        target = f"rel-{context.spec.name}-{cluster.key}-{rank}"
        fields = {"deployed": _product(context, chip, chips), "installation": cluster.id}
        dates = {"valid_from": first, "valid_to": last}
        amount = {} if count is None else {"quantity_unit": "chips", "quantity_basis": "stated"}
        context.emit(
            target, ("Deployment",), {**fields, **dates, "quantity_min": count, "quantity_max": count, **amount}
        )
        _claim(context, target, cluster)


def _product(context: Context, chip: str, chips: set[str]) -> str:
    if chip in chips:
        return f"epoch-ml-hardware-{slug(chip)}"
    id = f"{context.spec.name}-product-{slug(chip)}"
    context.emit(id, ("Product",), {"name_en": (chip,)})
    return id


def _owners(context: Context, row: InputRow, cluster: Cluster) -> None:
    stated = row.pop("Owner")
    for owner in filter(None, (part.strip() for part in (stated or "").split(","))):
        id = f"{context.spec.name}-owner-{slug(owner)}"
        context.emit(id, ("Agent",), {"name_en": (owner,)})
        target = f"statement-{context.spec.name}-{cluster.key}-owner-{slug(owner)}"
        text = f"{owner} is named as owner of {cluster.name}."
        context.emit(target, ("Statement",), {"text_en": text, "mentions": [id, cluster.id], "value": owner})
        _claim(context, target, cluster)


def _duplicates(context: Context, row: InputRow, cluster: Cluster, names: dict[str, list[str]]) -> None:
    marked, stated = row.pop("Possible Duplicate"), row.pop("Possible Duplicate Of")
    if marked is None and stated is None:
        return
    others = [id for part in (stated or "").split(",") for id in names.get(part.strip().strip('"'), [])]
    target = f"statement-{context.spec.name}-{cluster.key}-duplicate"
    text = f"{cluster.name} may be the same cluster as {stated or 'another, which is not named'}."
    context.emit(target, ("Statement",), {"text_en": text, "mentions": sorted({cluster.id, *others})})
    _claim(context, target, cluster)
    context.handled("possible duplicate, listed and not merged")
