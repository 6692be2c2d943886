"""The framework: counts, quarantine, idempotence, and what a broken input or a killed run leaves behind."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from chipgraph.errors import InputError, StoreBusyError, StoreError, ValidationError
from chipgraph_ingest import run
from chipgraph_ingest.output import FILES, locked, read

Source = Callable[..., Path]


def files(out: Path, name: str = "sample-list") -> dict[str, bytes]:
    return {f: (out / name / f).read_bytes() for f in FILES}


def quarantine(out: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (out / "sample-list" / "quarantine.jsonl").read_text().splitlines()]


def test_a_run_writes_rows_quarantine_and_statistics(source: Source, tmp_path: Path) -> None:
    report = run(source(), tmp_path / "out")
    assert report.changed
    assert (report.rows_read, report.made, report.quarantined) == (1, {"Dataset": 1, "Firm": 1}, {})
    rows, aside, stats = read(tmp_path / "out", "sample-list")
    assert [row.id for row in rows] == ["dataset-sample-list", "sample-list-acme"]
    assert rows[1].properties == {"name_en": ("Acme",)}
    assert rows[0].properties["asserts"] is False
    assert aside == ()
    assert stats["rows_read"] == 1


def test_the_same_input_gives_the_same_bytes_and_says_so(source: Source, tmp_path: Path) -> None:
    folder = source([{"name": n, "country": "Norway"} for n in ("B", "A")])
    run(folder, tmp_path / "out")
    before = files(tmp_path / "out")
    assert not run(folder, tmp_path / "out").changed
    assert not run(folder, tmp_path / "out", again=True).changed
    run(folder, tmp_path / "other")
    assert files(tmp_path / "out") == before == files(tmp_path / "other")


def test_the_order_of_the_input_does_not_change_the_rows(source: Source, tmp_path: Path) -> None:
    entries = [{"name": n, "country": "Norway"} for n in ("B", "A", "C")]
    run(source(entries), tmp_path / "one")
    run(source(entries[::-1]), tmp_path / "two")
    with_hash = [files(tmp_path / o)["rows.jsonl"].split(b"\n", 1) for o in ("one", "two")]
    assert with_hash[0][1] == with_hash[1][1]  # the first row is the dataset, which holds the hash of the file


def test_a_bad_row_is_quarantined_whole_with_file_row_reason_and_text(source: Source, tmp_path: Path) -> None:
    entries = [{"name": "Acme", "country": "Norway"}, {"name": "Bad", "country": "Atlantis"}]
    report = run(source(entries), tmp_path / "out")
    assert report.made == {"Dataset": 1, "Firm": 1}
    assert quarantine(tmp_path / "out") == [
        {
            "file": "rows.json",
            "row": "[1]",
            "reason": "the heading is not known.",
            "raw": '{"country": "Atlantis", "name": "Bad"}',
            "kept": "nothing",
        }
    ]


def test_a_field_that_nobody_read_is_reported(source: Source, tmp_path: Path) -> None:
    entries = [{"name": "Acme", "country": "Norway", "owner": "Zeta", "colour": "red", "fax": ""}]
    run(source(entries), tmp_path / "out")
    assert [(q["reason"], q["raw"]) for q in quarantine(tmp_path / "out")] == [
        ("the field 'owner' was not read", "Zeta")
    ]


def test_two_rows_with_one_id_do_not_overwrite_each_other(source: Source, tmp_path: Path) -> None:
    entries = [{"name": "Acme", "country": "Norway"}, {"name": "ACME", "country": "Norway"}]
    run(source(entries), tmp_path / "out")
    assert quarantine(tmp_path / "out")[0]["reason"] == "the id 'sample-list-acme' is made twice."


@pytest.mark.parametrize(
    ("names", "problem"),
    [(["A", "B", "C", "D", "E", "F"], "rows: 6 found, at most 5"), ([], "rows: 0 found, at least 1")],
)
def test_a_count_outside_of_the_assertions_writes_nothing(
    source: Source, tmp_path: Path, names: list[str], problem: str
) -> None:
    run(source(), tmp_path / "out")
    before = files(tmp_path / "out")
    with pytest.raises(ValidationError, match=problem):
        run(source([{"name": n, "country": "Norway"} for n in names]), tmp_path / "out")
    assert files(tmp_path / "out") == before


def test_too_much_quarantine_writes_nothing(source: Source, tmp_path: Path) -> None:
    entries = [{"name": n, "country": "Atlantis"} for n in "ABC"] + [{"name": "D", "country": "Norway"}]
    with pytest.raises(ValidationError, match="quarantined: 3 found, at most 2"):
        run(source(entries), tmp_path / "out")
    assert not (tmp_path / "out" / "sample-list").exists()


BROKEN = [
    ("rows.json", b"", "the file is empty"),
    ("rows.json", b"  \n", "the file is empty"),
    ("rows.json", b'[{"name": "A", "country": "Nor', "it is no JSON"),
    ("rows.json", b'{"name": "A"}', "its rows are no list"),
    ("rows.json", b'["A"]', "is no row"),
    ("rows.json", b'[{"name": "A"}]', "the column 'country' is missing"),
    ("rows.json", b'[\n{"name": "\xff", "country": "Norway"}]', "line 2, byte 12: this is no UTF-8"),
    ("rows.json.gz", gzip.compress(b'[{"name": "A", "country": "Norway"}]' * 9, mtime=0)[:-12], "cut short or damaged"),
    ("rows.json.gz", b"[]", "cut short or damaged"),
    ("rows.csv", b"name,land\nA,Norway\n", "the column 'country' is missing"),
    ("rows.csv", b"name,country\nA\n", "line 2: the row has not as many cells"),
    ("rows.csv", b"name,country\nA,Norway,more\n", "line 2: the row has not as many cells"),
    ("rows.csv", b'name,country\n"A,Norway\n', "it is no CSV"),
    ("rows.csv", b"name,country\nA,Norv\xe6gen\n", "line 2, byte 19: this is no UTF-8"),
    ("rows.ods", b"<a/>", "no reader knows this ending"),
]


@pytest.mark.parametrize(("data", "content", "problem"), BROKEN, ids=[f"{d}-{p}" for d, _, p in BROKEN])
def test_a_broken_file_is_refused_and_the_last_good_output_stays(
    source: Source, tmp_path: Path, data: str, content: bytes, problem: str
) -> None:
    run(source(), tmp_path / "out")
    before = files(tmp_path / "out")
    with pytest.raises(InputError) as caught:
        run(source(data=data, content=content), tmp_path / "out")
    assert problem in str(caught.value)
    assert data in str(caught.value.place)
    assert caught.value.remedy
    assert files(tmp_path / "out") == before


def test_a_column_that_one_row_lacks_sets_that_row_aside(source: Source, tmp_path: Path) -> None:
    run(source([{"name": "Acme", "country": "Norway"}, {"name": "B"}]), tmp_path / "out")
    assert quarantine(tmp_path / "out")[0]["reason"] == "the column 'country' is missing."


def test_csv_and_json_say_the_same(source: Source, tmp_path: Path) -> None:
    run(source(), tmp_path / "one")
    run(source(data="rows.csv", content=b"\xef\xbb\xbfname,country\r\nAcme,Norway\r\n"), tmp_path / "two")
    one, two = (read(tmp_path / out, "sample-list")[0][1] for out in ("one", "two"))
    assert one == two


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ("published: 2024-02-30", "there is no day 30"),
        ("colour: red", "'colour' is no key of a source"),
        ("sheet: case.yaml", "one of 'data', 'sheet' and 'shipped'"),
        ("settings: words", "settings is no mapping"),
    ],
)
def test_a_bad_yaml_is_refused(source: Source, tmp_path: Path, more: str, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        run(source(more=more), tmp_path / "out")
    assert problem in str(caught.value)
    assert "sample.yml" in str(caught.value)


def test_norway_is_no_boolean(source: Source, tmp_path: Path) -> None:
    folder = source([{"name": "Acme", "country": "NO"}], more="settings: {codes: [NO]}")
    spec = (folder / "sample.yml").read_text().replace("Norway: territory-no", "NO: territory-no")
    (folder / "sample.yml").write_text(spec)
    assert run(folder, tmp_path / "out").quarantined == {}


def test_a_source_without_a_crawler_is_refused(source: Source, tmp_path: Path) -> None:
    folder = source()
    (folder / "crawler.py").unlink()
    with pytest.raises(InputError, match="there is no crawler"):
        run(folder, tmp_path / "out")


# Interruptions

SLOW = """\
import sys, time

def crawl(context):
    for row in context.rows():
        context.emit("sample-list-new", ["Firm"], {"name_en": ["New"]})
        print("crawling", flush=True)
        time.sleep(60)
"""


def start(folder: Path, out: Path) -> subprocess.Popen[str]:
    code = f"from pathlib import Path; from chipgraph_ingest import run; run(Path({str(folder)!r}), Path({str(out)!r}))"
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def test_kill_9_in_the_middle_leaves_the_last_good_output_and_a_run_goes_on(source: Source, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(source(), out)
    before = files(out)
    with start(source(crawler=SLOW), out) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "crawling\n"
        with pytest.raises(StoreBusyError):
            run(source(crawler=SLOW), out)
        os.kill(process.pid, signal.SIGKILL)
    assert files(out) == before
    assert run(source([{"name": "Later", "country": "Norway"}]), out).changed
    assert [row.id for row in read(out, "sample-list")[0]] == ["dataset-sample-list", "sample-list-later"]


KILLED_WHILE_WRITING = """\
import os, signal, sys
from pathlib import Path
from chipgraph_ingest import output, run

real, left = {function}, {calls}

def stop(*arguments, **named):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **named)

{function} = stop
run(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize(
    ("function", "calls"),
    [("os.fsync", 0), ("os.fsync", 2), ("Path.rename", 0), ("Path.rename", 1), ("output.shutil.rmtree", 2)],
)
def test_kill_9_while_writing_leaves_one_output_or_the_other(
    source: Source, tmp_path: Path, function: str, calls: int
) -> None:
    """The process ends itself with SIGKILL at each point of the switch: no file of it is closed, nothing is cleared."""
    out = tmp_path / "out"
    run(source(), out)
    old = files(out)
    folder = source([{"name": "Later", "country": "Norway"}])
    code = KILLED_WHILE_WRITING.format(function=function, calls=calls)
    killed = subprocess.run([sys.executable, "-c", code, str(folder), str(out)], check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    run(source(), tmp_path / "elsewhere")
    with locked(out):
        from chipgraph_ingest.output import recover

        recover(out, "sample-list")
    left = files(out)
    run(source([{"name": "Later", "country": "Norway"}]), out)
    new = files(out)
    assert left in (old, new)
    assert old != new
    assert sorted(p.name for p in out.iterdir()) == [".lock", "sample-list"]


def test_output_that_was_changed_is_not_taken_for_good(source: Source, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(source(), out)
    good = files(out)
    (out / "sample-list" / "rows.jsonl").write_bytes(good["rows.jsonl"][:-9])
    with pytest.raises(StoreError, match="cut short or changed"):
        read(out, "sample-list")
    assert run(source(), out).changed
    assert files(out) == good


def test_a_folder_that_cannot_be_written_is_an_error_with_a_remedy(source: Source, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(StoreError, match="Choose another folder"):
        run(source(), tmp_path / "out")


def test_a_full_disk_leaves_the_last_good_output(source: Source, tmp_path: Path) -> None:
    """A limit on the size of files stands in for a full disk: the write fails in the middle in the same way."""
    out = tmp_path / "out"
    run(source(), out)
    before = files(out)
    folder = source([{"name": f"N{'x' * 20000}", "country": "Norway"}])
    code = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from chipgraph.errors import StoreError\n"
        "from chipgraph_ingest import run\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10000, 10000))\n"
        "try:\n"
        "    run(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "except StoreError as error:\n"
        "    print(error)\n"
    )
    command = [sys.executable, "-B", "-c", code, str(folder), str(out)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    assert "The files of the last run are unchanged; make room" in done.stdout
    assert files(out) == before
    assert sorted(p.name for p in out.iterdir()) == [".lock", "sample-list"]


def test_a_run_over_an_unchanged_source_does_not_read_it(source: Source, tmp_path: Path) -> None:
    run(source(crawler=SLOW.replace("60", "0")), tmp_path / "out")
    begun = time.monotonic()
    seen: list[int] = []
    assert not run(source(crawler=SLOW.replace("60", "0")), tmp_path / "out", progress=seen.append).changed
    assert time.monotonic() - begun < 5
