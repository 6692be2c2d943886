"""The graph on disk: one graph or the other, never half of one (issue: bad input; architecture: nothing is lost)."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from chipgraph.errors import EmptyStoreError, StoreBusyError, StoreError, ValidationError
from chipgraph.records import Records, Row
from chipgraph.stores.disk import DatasetContent, DiskStore, LoadReport


def row(id: str, dataset: str = "a", **properties: str) -> Row:
    return Row(id, dataset, ("Firm",), properties)


def content(*rows: Row) -> DatasetContent:
    return DatasetContent(rows, ({"file": "f", "row": "3", "reason": "no name"},), {"rows_read": len(rows) + 1})


def accept(records: Records) -> None:
    """Find nothing wrong."""


def build_nothing(records: Records, folder: Path, digest: str) -> None:
    """Derive nothing."""


def put(store: DiskStore, **contents: DatasetContent | None) -> LoadReport:
    return store.load(contents, check=accept, build=build_nothing)


@pytest.fixture
def store(tmp_path: Path) -> DiskStore:
    return DiskStore(tmp_path / "home")


def test_what_is_loaded_is_read_back_with_quarantine_and_statistics(store: DiskStore) -> None:
    loaded = content(row("firm-b", name_zh_hant="華為"), row("firm-a", note='a "quoted"\nline'))
    report = put(store, a=loaded)
    assert report.changed
    assert [r.id for r in store.records()] == ["firm-a", "firm-b"]
    assert store.records()["firm-a"].text("note") == 'a "quoted"\nline'
    assert store.content("a").quarantine == loaded.quarantine
    assert store.content("a").stats == {"rows_read": 3}


def test_a_repeated_load_changes_nothing_in_whatever_order(store: DiskStore) -> None:
    first = put(store, a=content(row("x"), row("y")))
    manifest = store.generation() / "manifest.json"
    written = manifest.stat().st_mtime_ns
    again = put(store, a=content(row("y"), row("x")))
    assert again.digest == first.digest
    assert not again.changed
    assert manifest.stat().st_mtime_ns == written


def test_a_dataset_replaces_the_one_of_its_name_and_can_be_removed(store: DiskStore) -> None:
    put(store, a=content(row("x")), b=content(row("z", "b")))
    put(store, a=content(row("y")))
    assert {r.id for r in store.records()} == {"y", "z"}
    put(store, a=None)
    assert {r.id for r in store.records()} == {"z"}
    assert [p.name for p in (store.home / "graphs").iterdir()] == [store.current], "older generations are swept"


def test_nothing_loaded_says_what_to_run(store: DiskStore) -> None:
    with pytest.raises(EmptyStoreError, match="chipgraph ingest"):
        store.records()


def test_two_entities_with_one_id_are_refused_and_the_last_graph_stays(store: DiskStore) -> None:
    put(store, a=content(row("x")))
    before = store.current
    with pytest.raises(ValidationError, match="'x' is used twice"):
        put(store, b=content(row("x", "b", note="another")))
    assert store.current == before


def test_a_broken_rule_or_a_failing_build_leaves_the_last_graph(store: DiskStore) -> None:
    put(store, a=content(row("x")))
    before = store.current

    def refuse(records: Records) -> None:
        raise ValidationError("wrong.", "file, row 3", "Mend it.")

    def fail(records: Records, folder: Path, digest: str) -> None:
        raise OSError(28, "No space left on device", str(folder))

    with pytest.raises(ValidationError):
        store.load({"a": content(row("y"))}, check=refuse, build=build_nothing)
    with pytest.raises(StoreError, match="The graph loaded before is unchanged"):
        store.load({"a": content(row("y"))}, check=accept, build=fail)
    assert store.current == before
    assert {r.id for r in store.records()} == {"x"}


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


@pytest.mark.parametrize("name", ["datasets/a/rows.jsonl", "manifest.json"])
@pytest.mark.parametrize("damage", [truncate, Path.unlink])
def test_a_damaged_store_names_the_file_and_the_remedy(
    store: DiskStore, name: str, damage: Callable[[Path], None]
) -> None:
    put(store, a=content(row("x")))
    damage(store.generation() / name)
    with pytest.raises(StoreError, match=r"(Load dataset 'a' again|Run: chipgraph ingest)"):
        store.records()


def test_a_graph_that_is_gone_is_built_anew_by_the_command_that_the_error_names(store: DiskStore) -> None:
    first = put(store, a=content(row("x")))
    shutil.rmtree(store.home / "graphs")
    with pytest.raises(StoreError, match="Run: chipgraph ingest"):
        store.records()
    assert put(store, a=content(row("x"))) == first
    assert {r.id for r in store.records()} == {"x"}


_CHILD = """
    import sys, time
    from pathlib import Path
    from chipgraph.records import Row
    from chipgraph.stores.disk import DatasetContent, DiskStore

    def build(records, folder, digest):
        print("building", flush=True)
        time.sleep(float(sys.argv[2]))

    rows = tuple(Row(f"n{i}", "a", ("Firm",), {"note": "x" * 100}) for i in range(int(sys.argv[3])))
    DiskStore(Path(sys.argv[1])).load({"a": DatasetContent(rows)}, check=lambda r: None, build=build)
    print("done", flush=True)
"""


def child(home: Path, seconds: float, rows: int = 10, limit: int | None = None) -> subprocess.Popen[str]:
    def limited() -> None:
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-c", textwrap.dedent(_CHILD), str(home), str(seconds), str(rows)]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limited,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def test_kill_9_in_the_middle_of_a_load_leaves_the_last_graph_and_the_next_load_works(store: DiskStore) -> None:
    put(store, a=content(row("x")))
    with child(store.home, 60) as loading:
        assert loading.stdout is not None
        assert loading.stdout.readline() == "building\n"
        loading.kill()
        loading.communicate()
    assert {r.id for r in store.records()} == {"x"}
    assert put(store, a=content(row("y"))).changed
    assert {r.id for r in store.records()} == {"y"}
    assert len(list((store.home / "graphs").iterdir())) == 1


def test_a_second_load_at_the_same_time_is_told_so(store: DiskStore) -> None:
    with child(store.home, 1.0) as loading:
        assert loading.stdout is not None
        assert loading.stdout.readline() == "building\n"
        with pytest.raises(StoreBusyError, match="Another chipgraph is loading"):
            put(store, a=content(row("x")))
        assert loading.stdout.read() == "done\n"


def test_a_full_disk_leaves_the_last_graph(store: DiskStore) -> None:
    """A limit on the size of a file stands for the disk: the system refuses to write on, as it does when it is full."""
    put(store, a=content(row("x")))
    with child(store.home, 0, rows=2000, limit=50_000) as loading:
        _, errors = loading.communicate(timeout=60)
    assert loading.returncode != 0
    assert "The graph loaded before is unchanged" in errors
    assert {r.id for r in store.records()} == {"x"}


def test_a_home_that_cannot_be_made_is_an_error_that_names_it(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(StoreError, match="Choose another folder with --home"):
        put(DiskStore(blocked / "home"), a=content(row("x")))


def test_a_reader_beside_a_load_sees_one_graph_or_the_other(store: DiskStore, tmp_path: Path) -> None:
    put(store, a=content(row("x")))
    with child(store.home, 0.3) as loading:
        seen = set()
        while loading.poll() is None:
            seen.add(frozenset(r.id for r in DiskStore(store.home).records()))
            time.sleep(0.01)
        loading.communicate()
    seen.add(frozenset(r.id for r in store.records()))
    assert seen == {frozenset({"x"}), frozenset(f"n{i}" for i in range(10))}
    shutil.rmtree(store.home)
