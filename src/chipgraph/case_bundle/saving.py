"""Save a case: put the question, keep the answer with all that it rests on; re-run it later (G16)."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chipgraph.case_bundle.bundle import CaseBundle
from chipgraph.case_bundle.evidence import rows_behind, sources_of
from chipgraph.case_bundle.question import CaseQuestion

if TYPE_CHECKING:
    from chipgraph.graph import Graph


def save(
    graph: Graph,
    question: CaseQuestion,
    *,
    title: str | None = None,
    notes: str = "",
    with_data: bool = False,
    created: str | None = None,
) -> CaseBundle:
    """Put a question and bundle the answer.

    Parameters
    ----------
    title
        By default the question in words.
    with_data
        Bundle the whole data version, so that the question can be put to it without the graph.
    created
        The day of the case; today if not given.
    """
    answer = question.ask(graph).to_dict()
    rows = rows_behind(answer, graph.records)
    return CaseBundle(
        title=title or title_of(answer),
        created=created or date.today().isoformat(),
        question=question,
        answer=answer,
        rows=rows,
        sources=sources_of(rows, graph.dataset_lines),
        notes=notes,
        data=_snapshot(graph) if with_data else None,
    )


def rerun(bundle: CaseBundle, graph: Graph, created: str | None = None) -> CaseBundle:
    """Put the question of a case to the graph as it is now; title, notes and log stay, the old state enters the history."""
    fresh = save(
        graph,
        bundle.question,
        title=bundle.title,
        notes=bundle.notes,
        with_data=bundle.data is not None,
        created=created,
    )
    return replace(fresh, replies=bundle.replies, history=(*bundle.history, bundle.digest))


def changed(bundle: CaseBundle, **parts: Any) -> CaseBundle:
    """Make the next state of a case: the digest of this one enters its history."""
    return replace(bundle, **parts, history=(*bundle.history, bundle.digest))


def title_of(answer: Mapping[str, Any]) -> str:
    """Put a question in words: "Routes from TSMC to Huawei"."""
    question = answer["question"]
    start = "every origin" if question["start"] is None else ", ".join(s["caption"] for s in question["start"])
    ends = [e["caption"] for e in question["end"]]
    end = ", ".join(ends) if len(ends) <= 3 else f"{len(ends)} restricted parties"
    return f"Routes from {start} to {end}"


def _snapshot(graph: Graph) -> bytes:
    from chipgraph.snapshot import write_snapshot

    with tempfile.TemporaryDirectory() as folder:
        return write_snapshot(graph, Path(folder) / "data.zip").read_bytes()
