"""``match``: which parties may be one, why, and what was judged of them (O35)."""

from __future__ import annotations

import getpass
from pathlib import Path

import rich_click as click

from chipgraph.cli.context import Session, output_options


class MatchGroup(click.RichGroup):
    """A group whose first word may be the name of a party instead of a command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read ``match NAME`` as ``match list NAME``, and ``match`` alone as ``match list``."""
        first = next((a for a in args if not a.startswith("-")), None)
        if first not in self.commands and not {"-h", "--help"} & set(args):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=MatchGroup)
def match() -> None:
    """List parties that may be one, with score and reasons; judge them, take it back.

    Without a command it lists: chipgraph match [NAME]. Nothing merges by its score.

    Examples: chipgraph match Sophgo ; chipgraph match judge LEFT RIGHT same --why "Same address and registry number"
    """


@match.command("list")
@click.argument("name", required=False)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="How many pairs.")
@click.option("--least", type=click.FloatRange(0, 1), help="Least score. Default: the threshold of the rules.")
@output_options
@click.pass_obj
def list_candidates(
    session: Session, name: str | None, limit: int, least: float | None, format: str | None, output: str | None
) -> None:
    """List pairs that may be one party, best first.

    Example: chipgraph match list Sophgo
    """
    from chipgraph.matching import Desk, explain
    from chipgraph.results import Result

    desk = Desk(session.graph)
    found, unsure = desk.candidates(name, least), desk.unsure()
    rows = [
        (
            f"{c.score:.2f}", c.left.caption, c.right.caption,
            "unsure" if frozenset((c.left.id, c.right.id)) in unsure else None,
            explain(c), c.left.id, c.right.id,
        )
        for c in found[:limit]
    ]  # fmt: skip
    columns = ("score", "left", "right", "judged", "reasons", "left_id", "right_id")
    session.write(Result(columns, rows), format, output)
    session.note(f"{len(rows)} of {len(found)} pairs shown. A score decides nothing: chipgraph match judge")


@match.command()
@click.argument("left")
@click.argument("right")
@click.argument("verdict", type=click.Choice(["same", "different", "unsure"]))
@click.option("--why", required=True, help="On what grounds, in words that others can check.")
@click.option("--who", help="Who judges. Default: the user of this machine.")
@click.pass_obj
def judge(session: Session, left: str, right: str, verdict: str, why: str, who: str | None) -> None:
    """Judge a pair: an entry in the log, and the graph is built anew.

    Example: chipgraph match judge firm-a firm-b same --why "One registry number"
    """
    from chipgraph.identity import Verdict
    from chipgraph.matching import Desk

    made = Desk(session.graph).judge(left, right, Verdict(verdict), why, who or getpass.getuser())
    click.echo(f"{made.left} and {made.right}: {made.verdict}. Take it back with: chipgraph match undo")


@match.command()
@click.pass_obj
def undo(session: Session) -> None:
    """Take the last judgement back, by a further entry in the log.

    Example: chipgraph match undo
    """
    from chipgraph.matching import Desk

    last = Desk(session.graph).undo()
    click.echo(f"Taken back: {last.left} and {last.right}, {last.verdict}, judged by {last.who}: {last.why}")


@match.command("log")
@output_options
@click.pass_obj
def show_log(session: Session, format: str | None, output: str | None) -> None:
    """List the judgements of this installation, oldest first.

    Example: chipgraph match log
    """
    from chipgraph.matching import Desk
    from chipgraph.results import Result

    rows = [
        (
            e.judgement.when, str(e.judgement.verdict), e.judgement.left, e.judgement.right, e.judgement.who,
            e.judgement.score, e.judgement.why, "taken back" if e.undone else "undo" if e.undoes else None,
        )
        for e in Desk(session.graph).log()
    ]  # fmt: skip
    columns = ("when", "verdict", "left", "right", "who", "score", "why", "state")
    session.write(Result(columns, rows), format, output)


@match.command()
@click.argument("rule")
@click.option("--dry-run", is_flag=True, help="List what would merge, merge nothing.")
@output_options
@click.pass_obj
def apply(session: Session, rule: str, dry_run: bool, format: str | None, output: str | None) -> None:
    """Run one automatic rule of ontology/rules/matching.yaml; each merge is an entry in the log.

    Example: chipgraph match apply equal-lei --dry-run
    """
    from chipgraph.matching import Desk
    from chipgraph.results import Result

    found = Desk(session.graph).apply_rule(rule, dry_run)
    rows = [(f"{c.score:.2f}", c.left.caption, c.right.caption, c.left.id, c.right.id) for c in found]
    session.write(Result(("score", "left", "right", "left_id", "right_id"), rows), format, output)
    session.note(f"{len(rows)} pairs {'would merge' if dry_run else 'merged'} by rule {rule}")


@match.command()
@click.argument("file", type=click.Path())
@click.option("--wrong", is_flag=True, help="List the pairs on the wrong side of the threshold.")
@output_options
@click.pass_obj
def score(session: Session, file: str, wrong: bool, format: str | None, output: str | None) -> None:
    """Measure precision and recall on labelled pairs (columns as in tests/matching/golden.csv).

    A third of the pairs, chosen by the digest of their names, is held out: no weight is to be tuned on it.

    Example: chipgraph match score tests/matching/golden.csv
    """
    from chipgraph.matching import explain, golden, load
    from chipgraph.results import Result

    rules = load()
    labelled = golden.read_golden(Path(file), rules)
    if wrong:
        rows = [
            (x.line, str(x.label), f"{x.comparison.score:.2f}", x.comparison.left.caption, x.comparison.right.caption,
             explain(x.comparison))
            for x in golden.wrong(labelled, rules)
        ]  # fmt: skip
        session.write(Result(("line", "label", "score", "left", "right", "reasons"), rows), format, output)
        return
    columns = ("pairs", "same", "different", "unsure", "threshold", "precision", "recall", "listed")
    lines = ((part, golden.measure(pairs, rules)) for part, pairs in golden.parts(labelled).items())
    counted = [(part, *f.pairs.values(), f.threshold, f.precision, f.recall, f.listed) for part, f in lines]
    session.write(Result(columns, counted), format, output)
