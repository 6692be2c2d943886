"""``case``: save a question with its answer and evidence, verify it offline, put it again, print it (G16)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click
from click.exceptions import Exit

from chipgraph.cli.bounds import bound_options, given
from chipgraph.cli.context import Session, output_options
from chipgraph.errors import UsageError, ValidationError

if TYPE_CHECKING:
    from chipgraph.case_bundle import CaseBundle

_FILE = click.Path(dir_okay=False)


def _day(name: str, text: str | None) -> str:
    """Read a whole day, today if none is given."""
    if text is None:
        return date.today().isoformat()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise UsageError(f"{name} is {text!r}, which is not one day. Write it as 2026-11-24.") from error


def _read(file: str) -> CaseBundle:
    from chipgraph.case_bundle import CaseBundle

    return CaseBundle.read(Path(file))


@click.group()
def case() -> None:
    """Save a question with its answer and evidence; verify it, put it again, print it."""


@case.command()
@click.argument("file", type=_FILE)
@click.argument("start", required=False)
@click.argument("end", required=False)
@click.option("--title", metavar="TEXT", help="Name of the case. Default: the question in words.")
@click.option("--notes", type=click.Path(dir_okay=False, exists=True), help="A text file with your notes.")
@click.option("--with-data", is_flag=True, help="Add the whole data version, to put the question anywhere.")
@click.option("--redact", metavar="PROFILE", help="Make persons unreadable: private-persons or all-persons.")
@click.option("--date", "created", metavar="DATE", help="Day of the case. Default: today.")
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@click.option("--to", metavar="NAME", help="Where routes end, without a start: from every origin.")
@bound_options
@click.option("--law", is_flag=True, help="Judge every hop by the law of its days.")
@click.option("--law-on", metavar="DATE", help="Judge every hop by the law of this day.")
@click.pass_obj
def save(
    session: Session, /, file: str, start: str | None, end: str | None, to: str | None, title: str | None,
    notes: str | None, with_data: bool, redact: str | None, created: str | None, force: bool, law: bool,
    law_on: str | None, **bounds: Any,
) -> None:  # fmt: skip
    """Put a question and save it with its answer, evidence, hashes and licences in FILE.

    Without an end, the question is the scan of `chipgraph flags`. Options are those of `chipgraph trace`.

    Examples: chipgraph case save huawei.case TSMC Huawei --law ; chipgraph case save all-flags.case
    """
    from chipgraph.case_bundle import CaseQuestion
    from chipgraph.case_bundle import save as save_case
    from chipgraph.case_bundle.redaction import redact as redacted

    path = Path(file)
    if path.exists() and not force:
        raise UsageError(f"{path} exists. Name another file, or add --force.")
    if end is not None and to is not None:
        raise UsageError("Give the end once: as second name, or with --to.")
    ends = end if end is not None else to
    graph = session.graph
    question = CaseQuestion.of(
        graph, None if start is None else [start], None if ends is None else [ends], law=law_on or law, **given(bounds)
    )
    text = "" if notes is None else Path(notes).read_text(encoding="utf-8")
    bundle = save_case(graph, question, title=title, notes=text, with_data=with_data, created=_day("--date", created))
    if redact is not None:
        bundle = redacted(bundle, redact, graph.schema)
    bundle.write(path)
    click.echo(
        f"Wrote {path}: {bundle.title}, {len(bundle.answer['routes'])} routes, {len(bundle.rows)} rows of evidence"
    )
    click.echo(f"digest {bundle.digest}")


@case.command()
@click.argument("file", type=_FILE)
@click.option("--digest", metavar="HEX", help="The digest that you were told: the case must have it.")
def verify(file: str, digest: str | None) -> None:
    """Check that no byte of FILE was changed and that its evidence is complete. Needs neither network nor graph.

    Example: chipgraph case verify huawei.case --digest 3f0c...
    """
    from chipgraph.case_bundle.evidence import missing_evidence

    bundle = _read(file)
    if digest is not None and digest.lower() != bundle.digest:
        raise ValidationError(
            f"the digest is {bundle.digest}, not {digest}.",
            file,
            "Ask for the file again, or for the digest of this state.",
        )
    missing = missing_evidence(bundle.answer, bundle.rows)
    if missing:
        raise ValidationError(
            f"rows of its evidence are missing: {', '.join(missing[:5])}.", file, "Save the case again."
        )
    click.echo(f"{file}: as it was written")
    click.echo(f"  {bundle.title}, case of {bundle.created}")
    answer = bundle.answer
    click.echo(
        f"  {len(answer['routes'])} routes, {len(bundle.rows)} rows of evidence, {len(bundle.sources['sources'])} sources"
    )
    if bundle.history:
        click.echo(f"  state {len(bundle.history) + 1} of the case; the first had the digest {bundle.history[0]}")
    if bundle.redaction:
        click.echo(f"  redacted by {bundle.redaction['profile']}: {bundle.redaction['persons']} persons")
    click.echo(f"digest {bundle.digest}")


def _write_changes(
    session: Session, before: CaseBundle, after: CaseBundle, format: str | None, output: str | None
) -> int:
    from chipgraph.case_bundle.changes import COLUMNS, changes
    from chipgraph.results import Result

    found = changes(before, after)
    certificate = {"before": before.digest, "after": after.digest, "digests": dict(after.digests)}
    session.write(Result(COLUMNS, [c.row() for c in found], certificate=certificate), format, output)
    session.note(f"{len(found)} changes." if found else "The answer is the same.")
    return len(found)


@case.command()
@click.argument("file", type=_FILE)
@click.option("--save", "into", type=_FILE, help="Save the new state of the case in this file.")
@click.option("--exit-code", is_flag=True, help="End with 1 if the answer changed.")
@output_options
@click.pass_obj
def rerun(
    session: Session, file: str, into: str | None, exit_code: bool, format: str | None, output: str | None
) -> None:
    """Put the question of FILE to the loaded graph and say what changed, and why.

    Example: chipgraph case rerun huawei.case --save huawei-2027.case
    """
    from chipgraph.case_bundle.redaction import redact as redacted
    from chipgraph.case_bundle.saving import rerun as put_again

    bundle = _read(file)
    fresh = put_again(bundle, session.graph)
    if bundle.redaction is not None:
        fresh = redacted(fresh, bundle.redaction["profile"], session.graph.schema)
    count = _write_changes(session, bundle, fresh, format, output)
    if into is not None:
        fresh.write(Path(into))
        session.note(f"Wrote {into}: digest {fresh.digest}")
    if exit_code and count:
        raise Exit(1)


@case.command()
@click.argument("before", type=_FILE)
@click.argument("after", type=_FILE)
@output_options
@click.pass_obj
def diff(session: Session, before: str, after: str, format: str | None, output: str | None) -> None:
    """Say what differs between two cases, and why. Needs no graph.

    Example: chipgraph case diff huawei.case huawei-2027.case
    """
    _write_changes(session, _read(before), _read(after), format, output)


@case.command()
@click.argument("file", type=_FILE)
@click.option("-o", "--output", type=_FILE, required=True, help="The page to write, as case.html.")
@click.option("--on", metavar="DATE", help="Day as of which the right of reply stands. Default: today.")
def report(file: str, output: str, on: str | None) -> None:
    """Write FILE as a page to print: every sentence has a footnote that names its source.

    Example: chipgraph case report huawei.case -o huawei.html
    """
    from chipgraph.case_bundle.report import report as written

    Path(output).write_text(written(_read(file), _day("--on", on)), encoding="utf-8")
    click.echo(f"Wrote {output}")


def _log(file: str, **line: Any) -> None:
    from chipgraph.case_bundle.parties import party
    from chipgraph.case_bundle.replies import Reply, append
    from chipgraph.case_bundle.saving import changed

    bundle = _read(file)
    id, caption = party(bundle, line.pop("party"))
    fresh = changed(bundle, replies=append(bundle.replies, Reply(party=id, caption=caption, **line)))
    fresh.write(Path(file))
    click.echo(f"Noted in {file}: {caption}, {line['event']} on {line['on']}")
    click.echo(f"digest {fresh.digest}")


@case.command()
@click.argument("file", type=_FILE)
@click.argument("party")
@click.option("--by", required=True, metavar="WHO", help="Who asked.")
@click.option("--words", required=True, metavar="TEXT", help="The question as it was put.")
@click.option("--on", metavar="DATE", help="The day. Default: today.")
@click.option("--until", metavar="DATE", help="The day until which an answer was asked for.")
@click.option("--through", metavar="TEXT", help="The channel: a letter, an address.")
def ask(file: str, party: str, by: str, words: str, on: str | None, until: str | None, through: str | None) -> None:
    """Note in FILE that PARTY was asked for its side.

    Example: chipgraph case ask huawei.case Sophgo --by "A. Reporter" --words "Did you ..." --until 2026-12-01
    """
    last = None if until is None else _day("--until", until)
    _log(file, event="asked", party=party, on=_day("--on", on), by=by, words=words, until=last, through=through)


@case.command()
@click.argument("file", type=_FILE)
@click.argument("party")
@click.option("--by", required=True, metavar="WHO", help="Who answered for the party.")
@click.option("--words", required=True, metavar="TEXT", help="The answer as it was given.")
@click.option("--on", metavar="DATE", help="The day. Default: today.")
def answer(file: str, party: str, by: str, words: str, on: str | None) -> None:
    """Note in FILE what PARTY answered.

    Example: chipgraph case answer huawei.case Sophgo --by "its counsel" --words "We never ..."
    """
    _log(file, event="answered", party=party, on=_day("--on", on), by=by, words=words)


@case.command()
@click.argument("file", type=_FILE)
@click.option("--on", metavar="DATE", help="Day as of which it stands. Default: today.")
@output_options
@click.pass_obj
def replies(session: Session, file: str, on: str | None, format: str | None, output: str | None) -> None:
    """List who of FILE was asked, when, and the answer or the silence.

    Example: chipgraph case replies huawei.case --on 2026-12-02
    """
    from chipgraph.case_bundle.replies import standings
    from chipgraph.results import Result

    found = standings(_read(file).replies, _day("--on", on))
    rows = [(s.asked.party, s.asked.caption, s.asked.on, s.asked.until, s.state, s.sentence()) for s in found]
    session.write(Result(("party", "caption", "asked", "until", "state", "says"), rows), format, output)


@case.command()
@click.argument("file", type=_FILE)
@click.argument("into", type=_FILE)
@click.option("--profile", default="private-persons", show_default=True, help="private-persons or all-persons.")
@click.pass_obj
def redact(session: Session, file: str, into: str, profile: str) -> None:
    """Write FILE anew INTO another file, with persons made unreadable.

    Example: chipgraph case redact huawei.case for-print.case
    """
    from chipgraph import schema
    from chipgraph.case_bundle.redaction import redact as redacted

    bundle = redacted(_read(file), profile, schema.load())
    bundle.write(Path(into))
    click.echo(f"Wrote {into}: {(bundle.redaction or {}).get('persons')} persons made unreadable")
    click.echo(f"digest {bundle.digest}")
