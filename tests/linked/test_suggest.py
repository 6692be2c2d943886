"""Suggestions while a name is typed, against a plain look at every name (F26)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chipgraph.graph import Graph
from chipgraph.linked.suggest import Suggestions
from chipgraph.names import fold


@pytest.fixture(scope="session")
def suggestions(shipped: Graph) -> Suggestions:
    return Suggestions(shipped.view())


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_entity_with_a_name_that_begins_so_is_found(
    shipped: Graph, suggestions: Suggestions, data: st.DataObject
) -> None:
    view = shipped.view()
    names = sorted({name for e in view.entities.values() for name in e.names})
    name = fold(data.draw(st.sampled_from(names)))
    typed = name[: data.draw(st.integers(1, max(1, len(name))))].strip()
    if not typed:
        return
    expected = {e.id for e in view.entities.values() if any(fold(n).startswith(typed) for n in e.names)}
    found, total = suggestions.search(typed, 5000)
    assert expected <= {hit.entity.id for hit in found}
    assert total == len(found)


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("huaw", "firm-huawei"),
        ("华", "firm-huawei"),
        ("华为技术", "firm-huawei"),
        ("算能", "firm-sophgo"),
        ("台積", "firm-tsmc"),
        ("HUAWEI", "firm-huawei"),
        ("firm-tsmc", "firm-tsmc"),
        ("ascend 910b", "product-ascend-910b"),
        ("910B", "product-ascend-910b"),
    ],
)
def test_any_script_any_word(suggestions: Suggestions, typed: str, id: str) -> None:
    found, _ = suggestions.search(typed, 20)
    assert id in [hit.entity.id for hit in found]


def test_the_very_name_comes_first(suggestions: Suggestions) -> None:
    found, total = suggestions.search("Huawei", 3)
    assert found[0].entity.id == "firm-huawei"
    assert total > len(found)


def test_a_slip_of_the_finger_is_forgiven(suggestions: Suggestions) -> None:
    assert "firm-huawei" in [h.entity.id for h in suggestions.search("huwei", 20)[0]]


def test_a_class_narrows_to_it_and_what_lies_under_it(shipped: Graph, suggestions: Suggestions) -> None:
    found, _ = suggestions.search("ascend", 50, ["Product"])
    assert found
    assert all(shipped.view().is_a(h.entity.id, "Product") for h in found)


@pytest.mark.parametrize("typed", ["", " ", "...", "\x00", "zzzzqqqqxxxx"])
def test_nothing_is_found_without_an_error(suggestions: Suggestions, typed: str) -> None:
    assert suggestions.search(typed, 20) == ([], 0)
