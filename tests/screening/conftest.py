"""Parts of the tests of screening.

Strategy: one small graph of the reference data and a made-up list, so that each name and each day has one answer that a reader can
check; the shipped graph for the file of the how-to page. The oracle of the property test is the law asked for one line with
nothing kept.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.flags.conftest import CASE, REFERENCE, contents

import chipgraph
from chipgraph.graph import Graph
from chipgraph.screening import ReadingOptions, Screened, Screening
from chipgraph.sheets import read_sheet
from chipgraph.stores.disk import DatasetContent

SHEET = """
dataset:
  name: made-up
  title: Made-up parties
  authority: agent-tests
  asserts: "false"
  absence: nothing
  published: 2024-01-01
  licence: CC0-1.0
  redistribution: allowed
  language: en
entities:
  agent-tests: {class: Firm, name: {en: The tests}}
  firm-harbour: {class: Firm, name: {en: "Harbour Lights Computing Co., Ltd."}, alias: [Lantern Bay Systems, HLX]}
  firm-granite: {class: Firm, name: {en: Granite Orchid Holding}}
  firm-meridian: {class: Firm, name: {en: Meridian Falcon Imaging}}
  firm-twice-a: {class: Firm, name: {en: Twice Borne Optics}}
  firm-twice-b: {class: Firm, name: {en: Twice-Borne Optics}}
sources:
  gazette: {title: A gazette, publisher: agent-tests, published: 2024-01-01, language: en}
claims:
  - {record: harbour-listed, relation: Listing, from: firm-harbour, to: list-us-bis-entity-list, starts: 2023-06-01, citation: 88 FR 1,
     by: [{stance: asserts, maker: agent-tests, method: gazette, source: gazette}]}
  - {record: twice-listed, relation: Listing, from: firm-twice-a, to: list-us-bis-entity-list, starts: 2023-06-01, citation: 88 FR 2,
     by: [{stance: asserts, maker: agent-tests, method: gazette, source: gazette}]}
  - {record: granite-listed, relation: Listing, from: firm-granite, to: list-us-bis-entity-list, starts: 2022-06-01, ends: 2025-12-31, citation: 87 FR 1,
     by: [{stance: asserts, maker: agent-tests, method: gazette, source: gazette}]}
  - {record: granite-owns, relation: Ownership, from: firm-granite, to: firm-meridian, share: 60 %, starts: 2021-01-01, ends: 2025-12-31,
     by: [{stance: asserts, maker: agent-tests, method: register, source: gazette}]}
  - {record: meridian-seat, relation: Seat, from: firm-meridian, to: territory-cn,
     by: [{stance: asserts, maker: agent-tests, method: register, source: gazette}]}
"""

HEADER = "date,item,quantity,unit,shipper,consignee,end user,from,to"

Screen = Callable[..., Screening]


@pytest.fixture(scope="session")
def listed_graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Load territories, lists, chips, the case and a few made-up parties."""
    folder = tmp_path_factory.mktemp("screening")
    path = folder / "made-up.yaml"
    path.write_text(SHEET, encoding="utf-8")
    graph = chipgraph.open(folder / "home")
    sheet = read_sheet(path, graph.schema)
    graph.put({**contents(*REFERENCE, CASE), sheet.dataset: DatasetContent(tuple(sheet.rows), (), {})})
    return graph


@pytest.fixture
def screen(listed_graph: Graph, tmp_path: Path) -> Screen:
    """Give a function that screens lines under the usual header, or a whole text."""

    def run(*lines: str, header: str = HEADER, **options: str) -> Screening:
        path = tmp_path / "lines.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return listed_graph.screen(path, ReadingOptions(**options) if options else None)  # type: ignore[arg-type]

    return run


def only(screening: Screening) -> Screened:
    """Give the only line."""
    (line,) = screening.lines
    return line
