"""A file of shipments by a mapping: what is read, what is set aside with its row and remedy, what is refused whole (5.9, 5.10)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click import Command
from click.testing import CliRunner

from chipgraph import schema, settings
from chipgraph.cli.context import Session
from chipgraph.cli.load import load
from chipgraph.cli.tables import generate, map_columns
from chipgraph.dates import parse
from chipgraph.errors import ChipgraphError, InputError, ValidationError, outcome
from chipgraph.grades import Grades
from chipgraph.table_graph import TableGraph
from chipgraph.tables import folder
from chipgraph.tables.loading import LoadedFile, join, load_file, without
from chipgraph.tables.mapping import draft, guess, read_mapping

MAPPING = """
dataset: {{name: {name}, authority: Example Customs Data, method: customs-record, published: 2024-06-30}}
class: {cls}
{more}
columns:
{columns}
"""
COLUMNS = "  source: Shipper\n  target: Consignee\n  date: Date\n  product: Goods\n  quantity: Qty\n"


def mapping_file(
    path: Path, columns: str = COLUMNS, cls: str = "Shipment", more: str = "", name: str = "ships"
) -> Path:
    path.write_text(MAPPING.format(cls=cls, columns=columns, more=more, name=name), encoding="utf-8")
    return path


def read(
    frame: pl.DataFrame, folder_: Path, columns: str = COLUMNS, cls: str = "Shipment", more: str = ""
) -> LoadedFile:
    path = folder_ / "ships.parquet"
    frame.write_parquet(path)
    mapping = read_mapping(mapping_file(folder_ / "map.yaml", columns, cls, more), schema.load(), Grades.load())
    return load_file(path, mapping, schema.load())


def frame(**more: list[object]) -> pl.DataFrame:
    base: dict[str, list[object]] = {
        "Shipper": ["Alpha", " Alpha ", "Beta"],
        "Consignee": ["Beta", "Gamma", "Gamma"],
        "Date": ["2024-03-05", "2024-03", None],
        "Goods": ["H100", None, "H100"],
        "Qty": ["10", "", "1,000"],
    }
    return pl.DataFrame({**base, **more}, strict=False)


def test_rows_become_records_with_their_partial_dates(tmp_path: Path) -> None:
    loaded = read(frame(), tmp_path)
    t = loaded.tables
    assert loaded.quarantine == ()
    assert t.entities.key.tolist() == ["Alpha", "Beta", "Gamma", "H100"]
    assert t.records.source.tolist() == [0, 0, 1]
    assert t.records.product.tolist() == [3, -1, 3]
    assert (int(t.records.s1[1]), int(t.records.e2[1])) == (parse("2024-03").lo, parse("2024-03").hi)
    assert parse(None).lo == int(t.records.s1[2])
    assert t.records.quantity[2] == 1000


def test_calendar_dates_and_times_are_days(tmp_path: Path) -> None:
    days = read(frame(Date=[date(2024, 3, 5), None, date(1, 1, 1)]), tmp_path).tables.records.s1
    assert days[0] == parse("2024-03-05").lo
    moments = read(frame(Date=[datetime(2024, 3, 5, 23, 59), None, None]), tmp_path).tables.records.s1
    assert moments[0] == parse("2024-03-05").lo


def test_dates_in_the_form_of_the_file(tmp_path: Path) -> None:
    loaded = read(frame(Date=["05/03/2024", "31/02/2024", ""]), tmp_path, more="date_format: '%d/%m/%Y'")
    assert loaded.tables.records.s1[0] == parse("2024-03-05").lo
    assert [q["row"] for q in loaded.quarantine] == [2]


@pytest.mark.parametrize(
    ("column", "values", "row", "problem"),
    [
        ("Shipper", ["Alpha", None, "Beta"], 2, "missing"),
        ("Consignee", ["Beta", "Gamma", "  "], 3, "missing"),
        ("Consignee", ["Alpha", "Gamma", "Gamma"], 1, "both ends are one party"),
        ("Date", ["2024-13-01", "2024", "2024"], 1, "no date"),
        ("Date", ["10000-01-01", "2024", "2024"], 1, "no date"),
        ("Date", ["0000", "2024", "2024"], 1, "no date"),
        ("Qty", ["NaN", "1", "1"], 1, "no number"),
        ("Qty", ["inf", "1", "1"], 1, "no number"),
        ("Qty", ["ten", "1", "1"], 1, "no number"),
        ("Qty", ["-1", "1", "1"], 1, "at least 0"),
        ("Qty", [float("nan"), 1.0, 1.0], 1, "no number"),
    ],
)
def test_a_bad_row_is_set_aside_with_its_number_and_remedy(
    column: str, values: list[object], row: int, problem: str, tmp_path: Path
) -> None:
    loaded = read(frame(**{column: values}), tmp_path)
    (line,) = loaded.quarantine
    assert (line["file"], line["row"], line["column"]) == ("ships.parquet", row, column)
    assert problem in line["problem"]
    assert line["remedy"]
    assert row not in loaded.tables.records.row.tolist()
    assert len(loaded.tables.records) == 2


def test_an_id_that_comes_twice_sets_the_later_row_aside(tmp_path: Path) -> None:
    loaded = read(frame(Bill=["a", "b", "a"]), tmp_path, columns=f"{COLUMNS}  id: Bill\n")
    assert [q["row"] for q in loaded.quarantine] == [3]


def test_a_state_has_an_end_and_a_share_stays_below_a_hundred(tmp_path: Path) -> None:
    columns = "  source: Shipper\n  target: Consignee\n  date: Date\n  until: Until\n  share: Share\n"
    loaded = read(
        frame(Until=["2024-01", "2025", None], Share=[50, 101, 25]), tmp_path, columns=columns, cls="Ownership"
    )
    assert [(q["row"], q["column"]) for q in loaded.quarantine] == [(1, "Until"), (2, "Share")]
    assert loaded.tables.records.share.tolist() == [25]


def test_the_order_of_rows_changes_no_number_of_a_party(tmp_path: Path) -> None:
    whole = frame()
    one, other = read(whole, tmp_path).tables, read(whole.reverse(), tmp_path).tables
    assert one.entities.key.tolist() == other.entities.key.tolist()


def test_semicolons_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "ships.csv"
    path.write_text("\ufeffShipper;Consignee;Date;Goods;Qty\nÀlpha;Beta;2024;;1\n", encoding="utf-8")
    mapping = read_mapping(mapping_file(tmp_path / "map.yaml"), schema.load(), Grades.load())
    assert load_file(path, mapping, schema.load()).tables.entities.key.tolist() == ["Beta", "Àlpha"]


def test_files_that_cannot_be_read_are_refused_whole(tmp_path: Path) -> None:
    mapping = read_mapping(mapping_file(tmp_path / "map.yaml"), schema.load(), Grades.load())
    cut = tmp_path / "cut.parquet"
    frame().write_parquet(cut)
    cut.write_bytes(cut.read_bytes()[:-40])
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    only_headers = tmp_path / "headers.csv"
    only_headers.write_text("Shipper,Consignee,Date,Goods,Qty\n")
    other = tmp_path / "ships.docx"
    other.write_text("x")
    for path in (cut, empty, only_headers, other, tmp_path / "none.csv"):
        with pytest.raises(InputError, match=path.name):
            load_file(path, mapping, schema.load())
    lacking = tmp_path / "lacking.csv"
    lacking.write_text("Shipper,Date\nAlpha,2024\n")
    with pytest.raises(InputError, match=r"no column 'Consignee'.*Shipper, Date"):
        load_file(lacking, mapping, schema.load())
    with pytest.raises(ValidationError, match="not one of its 3 rows"):
        read(frame(Date=["x", "y", "z"]), tmp_path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[]", "no mapping"),
        ("columns: {source: a, target: b}", "name is empty"),
        ("dataset: {name: a, authority: b, method: hearsay}\nclass: Shipment\ncolumns: {}", "'hearsay' is not known"),
        ("dataset: {name: a, authority: b, method: register}\nclass: Shipmnt\ncolumns: {}", "Shipment"),
        ("dataset: {name: a, authority: b, method: register}\nclass: Shipment\ncolumns: {from: x}", "no column 'from'"),
        (
            "dataset: {name: a, authority: b, method: register}\nclass: Shipment\ncolumns: {source: x}",
            "target is empty",
        ),
        ("dataset: {status: official}\ncolumns: {}", "there is no 'status'"),
        ("a: [", "no YAML"),
    ],
)
def test_a_mapping_with_an_unknown_word_names_the_known_ones(text: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=problem):
        read_mapping(path, schema.load(), Grades.load())


def test_headers_are_recognised_in_several_scripts() -> None:
    assert guess(["发货人", "Consignee Name", "收货人", "Ship Date", "HS Code"]) == {
        "source": "发货人",
        "target": "收货人",
        "date": "Ship Date",
        "hs": "HS Code",
    }


def test_a_draft_is_a_mapping_once_the_authority_is_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(draft(["Shipper", "Consignee", "Ship Date"], Path("my ships.csv")), encoding="utf-8")
    with pytest.raises(InputError, match="authority is empty"):
        read_mapping(path, schema.load(), Grades.load())
    path.write_text(path.read_text().replace("authority:  ", "authority: Me #", 1), encoding="utf-8")
    mapping = read_mapping(path, schema.load(), Grades.load())
    assert (mapping.dataset.name, mapping.columns.date) == ("my-ships", "Ship Date")


def test_joined_files_share_their_parties_and_part_again(tmp_path: Path) -> None:
    first = read(frame(), tmp_path).tables
    made = [d.to_dict() for d in first.datasets]
    path = tmp_path / "more.parquet"
    pl.DataFrame(
        {"Shipper": ["Gamma"], "Consignee": ["Delta"], "Date": ["2025"], "Goods": ["H100"], "Qty": [1]}
    ).write_parquet(path)
    mapping = read_mapping(mapping_file(tmp_path / "more.yaml", name="more"), schema.load(), Grades.load())
    both = join([first, load_file(path, mapping, schema.load()).tables])
    assert both.entities.key.tolist() == ["Alpha", "Beta", "Delta", "Gamma", "H100"]
    assert [d.name for d in both.datasets] == ["more", "ships"]
    alone = without(both, "more")
    assert alone is not None
    assert [d.to_dict() for d in alone.datasets] == made
    assert join([alone]).digest == join([first]).digest
    assert without(alone, "ships") is None


def run(command: Command, *arguments: str, graph: Path | None = None, home: Path) -> tuple[int, str]:
    session = Session(home=str(home), quiet=False, color=None, graph=None if graph is None else str(graph))
    done = CliRunner().invoke(command, [*arguments], obj=session)
    code = outcome(done.exception).exit_code if isinstance(done.exception, ChipgraphError) else done.exit_code
    return code, done.output + (str(done.exception) if done.exception else "")


def test_from_a_file_to_routes_on_the_command_line(tmp_path: Path) -> None:
    ships, mapping, graph = tmp_path / "ships.csv", tmp_path / "map.yaml", tmp_path / "graph"
    frame(Shipper=["Alpha", "Beta", None]).write_csv(ships)
    assert run(map_columns, str(ships), "-o", str(mapping), home=tmp_path)[0] == 0
    assert run(map_columns, str(ships), "-o", str(mapping), home=tmp_path)[0] == 2, "a mapping is not written over"
    mapping.write_text(mapping.read_text().replace("authority:  ", "authority: Example Data #", 1), encoding="utf-8")
    assert run(load, str(ships), "--map", str(mapping), home=tmp_path)[0] == 2, "a folder is needed"
    code, out = run(load, str(ships), "--map", str(mapping), "--dry-run", graph=graph, home=tmp_path)
    assert code == 0
    assert not graph.exists()
    code, out = run(load, str(ships), "--map", str(mapping), graph=graph, home=tmp_path)
    assert code == 0
    assert "2 records, 1 rows set aside" in out
    assert "row 3, Shipper" in out
    again = run(load, str(ships), "--map", str(mapping), graph=graph, home=tmp_path)
    assert again == (code, out), "a repeated load changes nothing"
    assert len(folder.quarantine_of(graph)) == 1
    found = TableGraph(graph, settings.load({"home": str(tmp_path)})).trace("Alpha", "Gamma", max_transfers=2)
    assert found.routes[0]["steps"][0]["claims"][0]["maker_caption"] == "Example Data"


def test_a_made_up_graph_is_written_with_the_names_of_its_ends(tmp_path: Path) -> None:
    code, out = run(generate, str(tmp_path / "g"), "--records", "500", home=tmp_path)
    assert (code, "Wrote" in out) == (0, True)
    tables = folder.read(tmp_path / "g")
    for name in ("controlled", "listed"):
        keys = (tmp_path / "g" / f"{name}.txt").read_text().split()
        assert np.isin(keys, tables.entities.key.tolist()).all()
