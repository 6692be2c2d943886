"""Another jurisdiction's list, and the bad input of issue 6: data alone, and a clear answer or a clear error (points 11, 12)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.flags.conftest import Loaded
from tests.flags.test_judging import BY, LICENSED

from chipgraph import resources
from chipgraph.cli.main import root
from chipgraph.errors import ValidationError
from chipgraph.flags import terms
from chipgraph.flags.judging import RouteJudge
from chipgraph.law import load

SHEET = (
    LICENSED
    + """
  - {relation: Listing, from: firm-made-up-buyer, to: list-tw-strategic, starts: 2024-01-05, by: [BY]}
"""
)
ENTITIES = "  firm-made-up-paper: {class: Firm, name: Somebody}\n"
LIST = "  list-tw-strategic: {class: RestrictedPartyList, name: Strategic list of Taiwan}\n"
INSTRUMENT = """
  - id: T01
    kind: foreign
    title: A list of Taiwan
    citation: made up for the test
    effective: 2023-01-01
    source: made up for the test
    confidence: L
    text_status: [{status: in_force, from: 2023-01-01}]
    enforcement_status: [{status: in_force, from: 2023-01-01}]
"""
PROVISION = """
  - id: Taiwan list
    kind: party
    citation: made up for the test
    versions:
      - id: taiwan-2023
        made_by: T01
        starts: 2023-01-01
        otherwise: not_required
        limbs:
          - {outcome: required, limb: on the list of Taiwan, all: [{of: party, list: taiwan-list, op: in, value: [taiwan-list]}]}
"""


def with_the_list(folder: Path) -> Path:
    """Copy the law, and add an instrument, a provision and the name of a list: three entries and no code."""
    shutil.copytree(resources.ontology() / "law", folder)
    for name, old, new in (
        ("instruments.yaml", "instruments:\n", f"instruments:{INSTRUMENT}"),
        ("rules.yaml", "  - id: 734.9(e)(1)\n", f"{PROVISION.lstrip(chr(10))}  - id: 734.9(e)(1)\n"),
        ("graph.yaml", "lists:\n", "lists:\n  list-tw-strategic: taiwan-list\n"),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_a_list_of_another_jurisdiction_needs_no_code(loaded: Loaded, tmp_path: Path) -> None:
    folder = with_the_list(tmp_path / "law")
    graph = loaded(SHEET.replace(ENTITIES, ENTITIES + LIST).replace("BY", BY))
    route = graph.trace("Made-up Seller", "Made-up Buyer").routes[0]
    judge = RouteJudge(graph.view(), load(folder), terms=terms.load(folder))

    def reached(on: str) -> set[str]:
        from chipgraph.dates import parse

        return {hook["rule"] for hook in judge.judge(route, parse(on).lo)["steps"][0]["law"]["hooks"]}

    assert "Taiwan list" not in reached("2024-01-04")
    assert "Taiwan list" in reached("2024-01-05")
    assert "firm-made-up-buyer" in judge.parties.listed()
    assert "firm-made-up-buyer" not in graph.judge().parties.listed()  # by the shipped files no rule asks for that list


OWNED = """
dataset: {name: made-up, title: made-up}
sources:
  made-up-paper: {title: Paper, publisher: Somebody, published: 2024-06-01}
entities:
  firm-made-up-paper: {class: Firm, name: Somebody}
  firm-made-up-daughter: {class: Firm, name: Made-up Daughter}
claims:
  - {relation: Ownership, from: firm-huawei, to: firm-made-up-daughter, share: SHARE, starts: 2020-01-01, by: [BY]}
""".replace("BY", BY)


def test_a_share_above_the_whole_is_refused_with_its_place(loaded: Loaded) -> None:
    with pytest.raises(ValidationError) as caught:
        loaded(OWNED.replace("SHARE", "120"))
    assert "120" in str(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("line", "code", "word"),
    [
        ("classify --tpp 2368 --area 814 --pd 19.4 --on 2024-01-01", 2, "contradict"),
        ("law --item h100 --from US --to Atlantis --on 2024-01-01", 2, "is no territory"),
        ("law --item h100 --from US --to CN --party shop --seat shop=Atlantis --on 2024-01-01", 2, "is no territory"),
        ("classify h100 --on 2015-01-01", 0, "No classification rule of these files was in force"),
        ("law --item h100 --from US --to CN --on 2015-01-01", 0, "No classification rule of these files was in force"),
        ("classify Ascend-910D --on 2024-01-01", 0, "undetermined; would be settled by"),
    ],
)
def test_bad_input_gets_a_clear_answer_or_a_clear_error(line: str, code: int, word: str, tmp_path: Path) -> None:
    """Contradictory figures, an unknown territory, a day before the first rule, a chip without figures: never a default."""
    from chipgraph.errors import ChipgraphError, outcome

    done = CliRunner().invoke(root, ["--home", str(tmp_path), *line.split(), "-f", "table"])
    error = done.exception
    found = outcome(error).exit_code if isinstance(error, ChipgraphError) else done.exit_code
    assert found == code, done.output
    assert word in (str(error) if isinstance(error, ChipgraphError) else done.output)


def test_a_rule_that_supersedes_itself_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "law"
    shutil.copytree(resources.ontology() / "law", folder)
    text = (folder / "rules.yaml").read_text(encoding="utf-8")
    (folder / "rules.yaml").write_text(text.replace("supersedes: 3A090-2022", "supersedes: 3A090-2023", 1), "utf-8")
    with pytest.raises(ValidationError, match="3A090-2023 supersedes itself"):
        load(folder)
