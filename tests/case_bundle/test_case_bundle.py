"""Case bundles: one changed byte fails; a re-run says what changed and why; every sentence of the page has a footnote (G16)."""

from __future__ import annotations

import hashlib
import html.parser
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import chipgraph
from chipgraph.case_bundle import CaseBundle, CaseQuestion, save
from chipgraph.case_bundle.bundle import MANIFEST
from chipgraph.case_bundle.changes import changes
from chipgraph.case_bundle.evidence import missing_evidence
from chipgraph.case_bundle.redaction import redact
from chipgraph.case_bundle.replies import ANSWERED, ASKED, Reply, append, standings
from chipgraph.case_bundle.report import report
from chipgraph.case_bundle.saving import changed, rerun
from chipgraph.cli.case import case
from chipgraph.cli.context import Session
from chipgraph.errors import ChipgraphError, InputError, NameNotFoundError, UsageError, ValidationError, outcome
from chipgraph.graph import Graph
from chipgraph.snapshot import opened

SHEET = """
dataset: {{name: probe, title: What a paper says, language: en, licence: CC0-1.0}}
sources:
  probe-daily: {{title: A story about Jane Q. Ordinary, publisher: Example Daily, published: 2024-01-05, url: "https://example.org/jane-q.-ordinary"}}
entities:
  firm-probe-daily: {{class: Firm, name: Example Daily}}
  firm-probe-maker: {{class: Firm, name: Probe Maker}}
  firm-probe-trader: {{class: Firm, name: Probe Trader}}
  person-probe-jane: {{class: Person, name: Jane Q. Ordinary}}
  person-probe-heim: {{class: Person, name: Known Speaker}}
claims:
  - record: probe-first
    relation: Supply
    from: firm-probe-maker
    to: firm-probe-trader
    starts: 2024-01
    by:
      - {{stance: asserts, maker: firm-probe-daily, method: named-source, source: probe-daily, number: 1, quote: "Ordinary saw <b>the chips</b>"}}
      - {{stance: asserts, maker: person-probe-heim, method: named-source, source: probe-daily, number: 2}}
{more}  - record: probe-private
    relation: Supply
    from: firm-probe-trader
    to: person-probe-jane
    starts: 2024-02
    by:
      - {{stance: asserts, maker: firm-probe-daily, method: named-source, source: probe-daily, number: 5}}
"""

DENIAL = "      - {stance: denies, maker: firm-probe-maker, method: party-statement, source: probe-daily, number: 3}\n"


def load(graph: Graph, folder: Path, more: str = "") -> None:
    path = folder / "probe.yaml"
    path.write_text(SHEET.format(more=more), encoding="utf-8")
    graph.load(path)


@pytest.fixture
def graph(tmp_path: Path) -> Graph:
    opened_graph = chipgraph.open(tmp_path / "home")
    load(opened_graph, tmp_path)
    return opened_graph


def bundle_of(graph: Graph, end: str = "Probe Trader", **more: Any) -> CaseBundle:
    return save(graph, CaseQuestion.of(graph, ["Probe Maker"], [end]), created="2026-11-24", **more)


@pytest.fixture(scope="module")
def sophgo(shipped: Graph) -> CaseBundle:
    """The case of the article, judged by the law, with what is denied walked too."""
    question = CaseQuestion.of(shipped, ["TSMC"], ["Huawei"], law=True, include=("denied",))
    return save(shipped, question, created="2026-11-24", notes="</script><script>alert(1)</script>")


def test_a_case_reads_back_as_it_was_and_has_the_same_bytes_again(sophgo: CaseBundle, tmp_path: Path) -> None:
    path = sophgo.write(tmp_path / "a.case")
    back = CaseBundle.read(path)
    assert back.to_bytes() == path.read_bytes() == sophgo.to_bytes()
    assert back.digest == sophgo.digest
    assert back.question == sophgo.question
    assert back.rows == sophgo.rows


def test_the_evidence_is_whole(sophgo: CaseBundle) -> None:
    assert missing_evidence(sophgo.answer, sophgo.rows) == []
    without = [row for row in sophgo.rows if row.id != "rel-sophgo-transfer-huawei"]
    assert missing_evidence(sophgo.answer, without) == ["rel-sophgo-transfer-huawei"]


def test_every_quote_of_the_answer_stands_in_a_row_of_the_evidence(sophgo: CaseBundle) -> None:
    rows = {row.id: row for row in sophgo.rows}
    told = [c for r in sophgo.answer["routes"] for s in r["steps"] for c in s["claims"] if c["quote"]]
    assert told
    for claim in told:
        for language, words in claim["quote"].items():
            assert words in rows[claim["id"]].texts(f"quote_{language.replace('-', '_').lower()}")


@given(data=st.data())
def test_one_changed_byte_fails(
    data: st.DataObject, sophgo: CaseBundle, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = bytearray(sophgo.to_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.mktemp("changed") / "a.case"
    path.write_bytes(content)
    with pytest.raises((ValidationError, InputError)) as error:
        CaseBundle.read(path)
    assert str(path) in str(error.value)


def test_new_content_under_new_hashes_has_another_digest(sophgo: CaseBundle, tmp_path: Path) -> None:
    forged = replace(sophgo, notes="Nothing of this is disputed.")
    assert CaseBundle.read(forged.write(tmp_path / "forged.case")).digest != sophgo.digest


def test_a_member_that_does_not_fit_the_manifest_fails(sophgo: CaseBundle, tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sophgo.to_bytes())) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"other" if name == "notes.md" else old.read(name))
        new.comment = b"0" * 64
    body = stream.getvalue()[:-64]
    path = tmp_path / "a.case"
    path.write_bytes(body + hashlib.sha256(body).hexdigest().encode())
    with pytest.raises(ValidationError, match="manifest"):
        CaseBundle.read(path)


def test_the_manifest_is_what_sha256sum_reads(sophgo: CaseBundle) -> None:
    with zipfile.ZipFile(io.BytesIO(sophgo.to_bytes())) as archive:
        lines = archive.read(MANIFEST).decode().splitlines()
        for line in lines:
            digest, name = line.split("  ")
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        assert sorted([*(line.split("  ")[1] for line in lines), MANIFEST]) == sorted(archive.namelist())


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip at all", b"PK\x03\x04" + b"0" * 200])
def test_what_is_no_case_is_named_as_such(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.case"
    path.write_bytes(content)
    with pytest.raises((InputError, ValidationError), match=r"a\.case"):
        CaseBundle.read(path)
    with pytest.raises(InputError, match="no such file"):
        CaseBundle.read(tmp_path / "none.case")


def test_the_same_question_on_the_same_data_changes_nothing(graph: Graph) -> None:
    first = bundle_of(graph)
    again = rerun(first, graph, "2026-12-01")
    assert changes(first, again) == []
    assert again.history == (first.digest,)


def test_a_denial_that_was_added_is_named_with_its_row(graph: Graph, tmp_path: Path) -> None:
    first = bundle_of(graph)
    load(graph, tmp_path, DENIAL)
    found = changes(first, rerun(first, graph))
    route = next(c for c in found if c.what == "route")
    assert route.change == "changed"
    assert "undisputed" in str(route.before)
    assert "disputed" in str(route.after)
    assert route.why.startswith("data:")
    assert "new claim-" in route.why


def test_an_identity_judgement_is_named_as_the_cause(graph: Graph) -> None:
    first = bundle_of(graph)
    digests = {**first.answer["certificate"]["digests"], "graph": "another"}
    answer = {**first.answer, "certificate": {**first.answer["certificate"], "digests": digests, "states": 99}}
    (found,) = changes(first, replace(first, answer=answer))
    assert (found.what, found.why) == ("search", "identity")


def test_a_case_with_its_data_can_be_asked_without_the_graph(graph: Graph, tmp_path: Path) -> None:
    bundle = bundle_of(graph, with_data=True)
    assert bundle.data is not None
    (tmp_path / "data.zip").write_bytes(bundle.data)
    with opened(str(tmp_path / "data.zip"), graph) as version:
        assert version.records.digest == bundle.digests["records"]


def test_a_start_without_an_end_is_refused(graph: Graph) -> None:
    with pytest.raises(UsageError, match="ends"):
        CaseQuestion.of(graph, ["Probe Maker"], None)
    with pytest.raises(NameNotFoundError):
        CaseQuestion.of(graph, ["Nobody"], ["Probe Trader"])


# Right of reply -----------------------------------------------------------------------------------------------------


def line(event: str, on: str, until: str | None = None) -> Reply:
    return Reply(event, "firm-a", "A", on, "a reporter", "Did you?", until)


def test_silence_is_said_only_after_the_time_to_answer() -> None:
    log = append((), line(ASKED, "2026-11-01", "2026-11-10"))
    assert [s.state for s in standings(log, "2026-10-31")] == []
    assert [s.state for s in standings(log, "2026-11-10")] == ["open"]
    assert [s.state for s in standings(log, "2026-11-11")] == ["silent"]
    answered = append(log, line(ANSWERED, "2026-11-12"))
    assert [s.state for s in standings(answered, "2026-11-12")] == ["answered"]
    assert [s.state for s in standings(answered, "2026-11-11")] == ["silent"], (
        "no later answer leaks into an earlier day"
    )


def test_an_answer_needs_a_question() -> None:
    with pytest.raises(UsageError, match="was not asked"):
        append((), line(ANSWERED, "2026-11-12"))
    with pytest.raises(UsageError, match="before the question"):
        append((), line(ASKED, "2026-11-12", "2026-11-01"))


def test_each_entry_is_a_new_state_with_the_old_digest_in_its_history(graph: Graph) -> None:
    first = bundle_of(graph)
    second = changed(first, replies=append(first.replies, line(ASKED, "2026-11-01")))
    assert second.digest != first.digest
    assert second.history == (first.digest,)


# Redaction ----------------------------------------------------------------------------------------------------------


def test_a_private_person_is_gone_from_every_part_and_a_speaker_stays(graph: Graph, tmp_path: Path) -> None:
    redacted = redact(bundle_of(graph, "Jane Q. Ordinary", notes="Ask Ordinary."), "private-persons", graph.schema)
    path = redacted.write(tmp_path / "a.case")
    with zipfile.ZipFile(path) as archive:
        everything = b"\n".join(archive.read(name) for name in archive.namelist()).decode()
    assert not re.search("ordinary|jane", everything, re.IGNORECASE)
    assert "Private person 1" in everything
    assert "Known Speaker" in everything
    assert redacted.redaction == {"profile": "private-persons", "persons": 1}
    assert missing_evidence(redacted.answer, redacted.rows) == []
    assert "Jane" not in report(CaseBundle.read(path), "2026-11-24")


def test_all_persons_takes_the_speaker_too(graph: Graph) -> None:
    redacted = redact(bundle_of(graph, "Jane Q. Ordinary"), "all-persons", graph.schema)
    assert "Known Speaker" not in json.dumps(redacted.answer)
    with pytest.raises(UsageError, match="no profile"):
        redact(bundle_of(graph), "nobody", graph.schema)
    with pytest.raises(UsageError, match="whole data version"):
        redact(bundle_of(graph, with_data=True), "private-persons", graph.schema)


# The page -----------------------------------------------------------------------------------------------------------


class Page(html.parser.HTMLParser):
    """Collects ids, references by sentence, and what may not stand in the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.sentences: list[list[str]] = []
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.add(tag)
        if values.get("id"):
            self.ids.add(str(values["id"]))
        if "sentence" in (values.get("class") or "").split():
            self.sentences.append([])
        if tag == "a":
            self.sentences[-1].append(str(values["href"]))
        self.addresses.extend(str(values[k]) for k in ("src", "href", "action") if values.get(k))


def test_every_sentence_has_a_footnote_that_exists_and_nothing_loads(sophgo: CaseBundle) -> None:
    page = Page(report(sophgo, "2026-11-24"))
    assert len(page.sentences) > 10
    for notes in page.sentences:
        assert notes
        assert all(note.removeprefix("#") in page.ids for note in notes)
    assert not page.tags & {"script", "img", "iframe", "link", "object"}
    assert all(address.startswith("#n") for address in page.addresses)


def test_denials_and_quotes_stand_in_the_page_as_text(graph: Graph, tmp_path: Path) -> None:
    load(graph, tmp_path, DENIAL)
    page = report(bundle_of(graph), "2026-11-24")
    assert "Probe Maker denies" in page
    assert "&lt;b&gt;the chips&lt;/b&gt;" in page
    assert "<b>" not in page


def test_no_route_is_said_with_what_was_searched(graph: Graph) -> None:
    page = report(save(graph, CaseQuestion.of(graph, ["Probe Trader"], ["Probe Maker"])), "2026-11-24")
    assert "There is no route within these bounds over this data" in page


# The command --------------------------------------------------------------------------------------------------------


def run(home: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(case, [*arguments], obj=Session(home=str(home), quiet=False, color=None))
    code = outcome(done.exception).exit_code if isinstance(done.exception, ChipgraphError) else done.exit_code
    return code, done.output + (str(done.exception) if done.exception else "")


def test_save_verify_ask_report_and_rerun_from_the_command_line(graph: Graph, tmp_path: Path) -> None:
    home, file = tmp_path / "home", str(tmp_path / "a.case")
    code, out = run(home, "save", file, "Probe Maker", "Probe Trader", "--date", "2026-11-24")
    assert code == 0, out
    digest = out.split("digest ")[1].strip()
    assert run(home, "verify", file, "--digest", digest)[0] == 0
    assert run(home, "verify", file, "--digest", "0" * 64)[0] == 1
    assert run(home, "save", file, "Probe Maker", "Probe Trader")[0] == 2, "a case is not written over unseen"
    assert run(home, "ask", file, "Probe Trader", "--by", "A", "--words", "Did you?", "--on", "2026-11-01")[0] == 0
    assert run(home, "answer", file, "Probe Trader", "--by", "B", "--words", "No.", "--on", "2026-11-02")[0] == 0
    assert run(home, "ask", file, "Somebody", "--by", "A", "--words", "?")[0] == 4
    code, out = run(home, "verify", file)
    assert code == 0
    assert f"the first had the digest {digest}" in out
    assert "said: “No.”" in run(home, "replies", file, "--on", "2026-11-02", "-f", "table")[1]
    assert run(home, "report", file, "-o", str(tmp_path / "a.html"), "--on", "2026-11-03")[0] == 0
    assert "“No.”" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert run(home, "rerun", file, "--exit-code")[0] == 0
    load(graph, tmp_path, DENIAL)
    code, out = run(home, "rerun", file, "--exit-code", "--save", str(tmp_path / "b.case"), "-f", "jsonl")
    assert code == 1
    assert "disputed" in out
    assert "disputed" in run(home, "diff", file, str(tmp_path / "b.case"), "-f", "jsonl")[1]


def test_a_truncated_case_ends_with_1_and_a_wrong_date_with_2(graph: Graph, tmp_path: Path) -> None:
    path = bundle_of(graph).write(tmp_path / "a.case")
    path.write_bytes(path.read_bytes()[:-500])
    code, out = run(tmp_path / "home", "verify", str(path))
    assert code == 1
    assert "not as it was written" in out
    whole = bundle_of(graph).write(tmp_path / "whole.case")
    assert run(tmp_path / "home", "report", str(whole), "-o", str(tmp_path / "x.html"), "--on", "soon")[0] == 2
