"""What a source says was kept is there, byte for byte, and the words that its claims quote stand in it (O22)."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from chipgraph.graph import Graph
from chipgraph.records import Row

ROOT = Path(__file__).parents[2]


def text_of(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")


def kept(graph: Graph) -> list[Row]:
    return [row for row in graph.records if "Source" in row.types and row.text("archived_copy")]


def test_a_kept_copy_is_there_with_the_digest_that_is_recorded(shipped: Graph) -> None:
    found = kept(shipped)
    assert found
    for source in found:
        copy = ROOT / str(source.text("archived_copy"))
        assert hashlib.sha256(copy.read_bytes()).hexdigest() == source.text("sha256"), source.id


def test_each_quote_stands_in_the_kept_copy(shipped: Graph) -> None:
    copies = {s.id: " ".join(text_of(ROOT / str(s.text("archived_copy"))).split()) for s in kept(shipped)}
    for claim in (r for r in shipped.records if "Claim" in r.types and r.text("cites") in copies):
        for key in (k for k in claim.properties if k.startswith("quote_")):
            for quote in claim.texts(key):
                assert " ".join(quote.split()) in copies[str(claim.text("cites"))], claim.id


def test_the_digest_of_the_article_is_recorded_and_the_article_is_not_here(shipped: Graph) -> None:
    """The copy may not be passed on: whoever has it finds each statement by line and character."""
    source = shipped.records["source-seed-article-2025-05"]
    assert re.fullmatch(r"[0-9a-f]{64}", str(source.text("sha256")))
    assert source.text("archived_copy") is None
    claims = [
        r
        for r in shipped.records
        if "Claim" in r.types and r.dataset == "seed_article" and r.text("cites") == source.id and r.text("place")
    ]
    assert len(claims) >= 70
    assert all(re.fullmatch(r"line \d+, character \d+", str(c.text("place"))) for c in claims)


def test_no_more_than_short_words_of_the_article_are_held(shipped: Graph) -> None:
    texts = [
        text
        for row in shipped.records
        if row.dataset == "seed_article"
        for key in row.properties
        if key in ("text_fr", "quote_fr")
        for text in row.texts(key)
    ]
    assert texts
    assert max(map(len, texts)) <= 400


@pytest.mark.parametrize("key", ["place", "quote"])
def test_a_shown_claim_tells_where_its_words_stand(shipped: Graph, key: str) -> None:
    shown = shipped.show("R16")
    claims = [c for s in shown["statements"] for c in s["claims"] if c["source"]["id"] == "source-seed-article-2025-05"]
    assert claims
    assert all(key in claim for claim in claims)
    assert any(claim["place"] for claim in claims)
