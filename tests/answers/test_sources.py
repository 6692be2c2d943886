"""``chipgraph sources``: licence and keeping of each source, and what rests on it alone (O22)."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from chipgraph.answers.sources import COPY, NOTHING, QUOTES, SOME_QUOTES, source_lines, vanishing
from chipgraph.cli.context import Session
from chipgraph.cli.sources import sources
from chipgraph.errors import NameNotFoundError
from chipgraph.graph import Graph
from chipgraph.records import Records, Row


def row(id: str, kind: str, dataset: str = "case", **properties: str | bool) -> Row:
    return Row(id, dataset, (kind,), properties)


def claim(id: str, about: str, cites: str, stance: str = "asserts", **more: str) -> Row:
    return row(id, "Claim", about=about, cites=cites, stance=stance, made_by="firm-a", **more)


CASE = (
    row("dataset-case", "Dataset", title="A case", asserts=False),
    row("source-page", "Source", title="A page", url="https://example.org/a", licence="not stated"),
    row("source-other", "Source", title="Another page"),
    row("source-kept", "Source", title="A kept page", archived_copy="kept/page.html"),
    row("rel-one", "Supply", supplier="firm-a", customer="firm-b"),
    row("rel-two", "Supply", supplier="firm-a", customer="firm-c"),
    row("statement-three", "Statement", text_en="We follow every rule."),
)


def lines(*claims: Row) -> dict[str, tuple[str, int, tuple[str, ...]]]:
    return {s.id: (s.kept, s.claims, s.alone) for s in source_lines(Records([*CASE, *claims]))}


def test_what_only_one_source_asserts_rests_on_it() -> None:
    found = lines(
        claim("c1", "rel-one", "source-page"),
        claim("c2", "rel-one", "source-other"),
        claim("c3", "rel-two", "source-page"),
        claim("c4", "statement-three", "source-kept"),
    )
    assert found["source-page"] == (NOTHING, 2, ("rel-two",))
    assert found["source-other"] == (NOTHING, 1, ())
    assert found["source-kept"] == (COPY, 1, ("statement-three",))


def test_a_denial_holds_nothing_up_and_a_withdrawn_claim_neither() -> None:
    found = lines(
        claim("c1", "rel-one", "source-page"),
        claim("c2", "rel-one", "source-other", stance="denies"),
        claim("c3", "rel-two", "source-page"),
        claim("c4", "rel-two", "source-other"),
        row("c5", "Claim", stance="retracts", retracts="c4", cites="source-other", made_by="firm-a"),
    )
    assert found["source-page"][2] == ("rel-one", "rel-two")
    assert found["source-other"][2] == ()


def test_quotes_of_all_claims_are_kept_words() -> None:
    quoted, bare = claim("c1", "rel-one", "source-page", quote_en="A sold to B."), claim("c2", "rel-two", "source-page")
    assert lines(quoted)["source-page"][0] == QUOTES
    assert lines(quoted, bare)["source-page"][0] == SOME_QUOTES


def test_records_of_a_dataset_that_asserts_rest_on_the_dataset_o23() -> None:
    rows = [
        row("dataset-list", "Dataset", "list", title="A list", asserts=True, sha256="0" * 64),
        row("rel-list-1", "Listing", "list", listed="firm-a", listed_on="list-x"),
        claim("c1", "rel-list-1", "source-page"),
    ]
    found = {s.id: s for s in source_lines(Records([*CASE, *rows]))}
    assert found["dataset-list"].alone == ("rel-list-1",)
    assert found["source-page"].alone == ()
    assert not found["dataset-list"].at_risk


def test_what_would_vanish_is_listed_with_its_words() -> None:
    records = Records([*CASE, claim("c1", "statement-three", "source-page"), claim("c2", "rel-two", "source-page")])
    assert vanishing(records, "source-page") == [
        ("Supply", "rel-two", "customer firm-c, supplier firm-a"),
        ("Statement", "statement-three", "We follow every rule."),
    ]
    with pytest.raises(NameNotFoundError, match="source-pag"):
        vanishing(records, "source-pag")


def test_the_command_on_all_that_ships(shipped: Graph) -> None:
    session = Session(str(shipped.settings.home), True, None)
    done = CliRunner().invoke(sources, ["-f", "jsonl"], obj=session)
    assert done.exit_code == 0, done.output
    found = {line["id"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert (found["chips-source-epoch"]["licence"], found["chips-source-epoch"]["kept"]) == ("CC BY 4.0", "copy")
    assert found["dataset-us-bis-entity-list"]["kept"] == "copy"
    risky = CliRunner().invoke(sources, ["--at-risk", "-f", "jsonl"], obj=session)
    assert {json.loads(line)["id"] for line in risky.stdout.splitlines()} < set(found)
    one = CliRunner().invoke(sources, ["chips-source-sophgo-sg2042", "-f", "jsonl"], obj=session)
    assert "measure-chips-sophgo-sg2042-int8-tops-dense" in one.stdout
