"""``classify`` and ``law``: the law as of a day, on figures, on a chip, on one hop."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import rich_click as click

from chipgraph import dates
from chipgraph.cli.context import Session, default_format, output_options
from chipgraph.errors import NameNotFoundError, UsageError

if TYPE_CHECKING:
    from chipgraph.law.classify import Classification
    from chipgraph.law.figures import Figures

_TRI = click.Choice(["yes", "no", "unknown"])
_day = click.option("--on", metavar="DATE", help="The day of the law. Default: today.")


@click.command()
@click.argument("chip", required=False)
@_day
@click.option("--tpp", metavar="FIGURE", help="Total processing performance: 4799.9, or 2000..5000, or unknown.")
@click.option("--pd", metavar="FIGURE", help="Performance density.")
@click.option("--area", metavar="MM2", help="Applicable die area.")
@click.option("--io", metavar="GB/S", help="Interconnect bandwidth, both ways together.")
@click.option("--dram", metavar="GB/S", help="Total DRAM bandwidth.")
@click.option("--density", metavar="GB/S/MM2", help="Memory bandwidth density, for high bandwidth memory.")
@click.option("--datacenter", type=_TRI, default="unknown", show_default=True, help="Designed or marketed for one.")
@click.option("--nonplanar", type=_TRI, default="yes", show_default=True, help="Whether a logic die is non-planar.")
@output_options
@click.pass_obj
def classify(session: Session, /, chip: str | None, on: str | None, **options: str | None) -> None:
    """Classify a chip, or figures, by the rules of a day: the set of outcomes still possible.

    Example: chipgraph classify H20 --on 2024-01-01
    """
    from chipgraph.law import chips as chip_rows
    from chipgraph.law.asking import one_day
    from chipgraph.law.classify import classify as by_figures
    from chipgraph.law.classify import classify_chip
    from chipgraph.law.documents import classification_document
    from chipgraph.law.loading import load

    day, law = one_day(on, "--on"), load()
    format, output = options.pop("format"), options.pop("output")
    figures = _figures(options)
    if (chip is None) == (figures is None):
        raise UsageError("Give a chip, or figures such as --tpp 4799.9 --pd 1.59 --datacenter yes, and not both.")
    if figures is not None:
        answer = by_figures(figures, day, law)
    else:
        chips = chip_rows.shipped()
        try:
            answer = classify_chip(chips.find(str(chip)), chips, day, law)
        except NameNotFoundError:
            if session.graph.store.current is None:
                raise
            answer = _of_graph(session, str(chip), day)
    _write(session, classification_document(answer, law.digest), classification_lines(answer), format, output)


def _of_graph(session: Session, name: str, day: int) -> Classification:
    """Classify what only the graph has: a server, a rack, a die."""
    from chipgraph.flags.asking import GraphNames

    graph = session.graph
    return GraphNames(graph.view(), graph.judge()).classification(name, day)


def _figures(options: Mapping[str, str | None]) -> Figures | None:
    """Make figures of options; None if no figure is given."""
    from chipgraph.law.figures import Figure, Figures
    from chipgraph.law.loading import load
    from chipgraph.law.ranges import parse

    names = {
        "tpp": "tpp",
        "pd": "performance_density",
        "area": "die_area",
        "io": "interconnect_bandwidth",
        "dram": "memory_bandwidth",
        "density": "memory_bandwidth_density",
    }
    metrics = {}
    for option, name in names.items():
        text = options.get(option)
        if text is None:
            continue
        try:
            metrics[name] = parse(text)
        except ValueError as error:
            raise UsageError(f"--{option}: {error}") from error
    if not metrics:
        return None
    units = load().vocabulary.metrics
    sources = tuple(Figure(n, r, units[n].unit, "command line") for n, r in metrics.items())
    memory = "memory_bandwidth_density" in metrics
    tri = {"yes": True, "no": False, "unknown": None}
    flags = {
        "datacenter": tri[str(options["datacenter"])],
        "nonplanar": tri[str(options["nonplanar"])],
        "hbm": memory,
        "processing_dominant": not memory,
    }
    from chipgraph.law.chips import with_units

    return Figures("figures given", with_units(metrics), flags, sources)


def classification_lines(answer: Classification) -> list[str]:
    """Write a classification for the terminal."""
    head = " or ".join(answer.outcomes)
    lines = [f"{answer.item} on {dates.day_text(answer.day)}: {head}"]
    if not answer.determined:
        lines.append(f"  undetermined; would be settled by: {', '.join(answer.settled_by)}")
    lines += [f"  {f.name} {f.range} {f.unit}  ({_told(f.source, f.note)})" for f in answer.figures]
    lines += [f"  published ({p.version} rule): {p.value}  ({p.source})" for p in answer.published]
    lines += [f"  by figures of {o.source}: {' or '.join(o.outcomes)}  ({o.why})" for o in answer.others]
    for kind, layer in (("exception", answer.exceptions), ("letter", answer.letters), ("tariff", answer.tariff)):
        for one in layer:
            reported = ", thresholds reported only" if one.thresholds == "reported" else ""
            lines.append(f"  {kind} {'' if one.certain else 'perhaps '}{one.id}{reported}  ({one.citation})")
    lines += [f"  rule {id}  ({citation})" for id, citation in answer.rules]
    lines += [f"  not confirmed: {u}" for u in answer.unconfirmed]
    return [*lines, *(f"  note: {note}" for note in answer.notes)]


def _told(source: str, note: str | None) -> str:
    return source if not note else f"{source}; {note}"


@click.command()
@_day
@click.option("--item", required=True, metavar="CHIP", help="What moves: a chip, or any product of the graph.")
@click.option("--from", "origin", metavar="CODE", help="Territory from which it goes, as TW.")
@click.option(
    "--to", "destinations", multiple=True, metavar="CODE", help="Territory to which it goes; may be repeated."
)
@click.option(
    "--party",
    "parties",
    multiple=True,
    metavar="NAME",
    help="Consignee, end user or later holder: any party of the graph; repeat.",
)
@click.option("--exporter", metavar="NAME", help="Who sends it.")
@click.option("--designer", metavar="NAME", help="Who designed it. Default: the designer of the chip.")
@click.option("--seat", "seats", multiple=True, metavar="NAME=CODE", help="Seat of a party that the data do not know.")
@click.option("--known-on", metavar="DATE", help="Only what was published by this day.")
@output_options
@click.pass_obj
def law(
    session: Session,
    on: str | None,
    item: str,
    origin: str | None,
    destinations: tuple[str, ...],
    parties: tuple[str, ...],
    exporter: str | None,
    designer: str | None,
    seats: tuple[str, ...],
    known_on: str | None,
    format: str | None,
    output: str | None,
) -> None:
    """Ask which rules reach one hop on a day, by text and as enforced.

    Example: chipgraph law --on 2023-12-01 --item ascend-910b --from TW --to CN --party sophgo
    """
    from chipgraph.law.asking import HopAsked

    asked = HopAsked(item, origin, destinations, parties, exporter, designer, _seats(seats))
    document = session.graph.judgement(asked, on, known_on)
    _write(session, document, _law_lines(document), format, output)


def _seats(texts: Sequence[str]) -> dict[str, str]:
    """Read ``NAME=CODE`` pairs; whether a code is a territory is asked where it is used."""
    seats = {}
    for text in texts:
        name, found, code = text.partition("=")
        if not found:
            raise UsageError(f"--seat {text!r} has no territory. Write it as NAME=CODE.")
        seats[name] = code
    return seats


def _law_lines(document: Mapping[str, object]) -> list[str]:
    """Write a judgement for the terminal."""
    hooks = document["hooks"]
    assert isinstance(hooks, list)
    lines = [f"licence: {document['licence']}"]
    if "by_text" in document:
        lines.append(f"  by text: {document['by_text']}; as enforced: {document['as_enforced']}")
    if document["policy"]:
        lines.append(f"  policy: {document['policy']}")
    for hook in hooks:
        about = f" about {hook['party']}" if hook["party"] else ""
        lines.append(f"{hook['rule']}{about} {hook['applies'].replace('_', ' ')}: {hook['limb']}  ({hook['citation']})")
        lines.append(f"  text {hook['text_status']}, enforcement {hook['enforcement_status']}")
        lines += [f"  unknown: {text}" for text in hook["unknown"]]
        lines += [f"  takes for granted: {text}" for text in hook["takes_for_granted"]]
        lines += [f"  {r['reading']}: {r['licence']}" for r in hook.get("readings", [])]
    for key, word in (("letters", "letter"), ("exceptions", "exception")):
        layer = document[key]
        assert isinstance(layer, list)
        lines += [f"{word} {'' if e['certain'] else 'perhaps '}{e['id']}: {e['note']}" for e in layer]
    offered = document["explanations"]
    assert isinstance(offered, list)
    lines += [
        f"lawful explanation, {o['state']}: {o['text']}  (would be shown by {o['supported_by']})" for o in offered
    ]
    for key in ("pending", "unanswered", "notes"):
        texts = document[key]
        assert isinstance(texts, list)
        lines += [f"{key}: {text}" for text in texts]
    return lines


def _write(
    session: Session, document: Mapping[str, object], lines: Sequence[str], format: str | None, output: str | None
) -> None:
    """Write an answer: lines for a person, one JSON document for a program."""
    chosen = format or (output.rpartition(".")[2] if output and output != "-" else default_format())
    if chosen in ("json", "jsonl"):
        text = json.dumps(document, ensure_ascii=False, indent=2 if chosen == "json" else None)
    elif chosen in ("table", "txt", "md"):
        text = "\n".join(lines)
    else:
        raise UsageError(f"This answer is not written as {chosen}. Use -f json, jsonl or table.")
    if output and output != "-":
        with open(output, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        session.note(f"Wrote {output}")
    else:
        click.echo(text)
