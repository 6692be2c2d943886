"""Where entities are drawn (F5, F15, F16): cities of addresses, else the middle of the seat, else nowhere and counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipgraph.graph import Graph
from chipgraph.linked.places import Place, Placing, address_parts, shipped

GAZETTEER = shipped()


@pytest.fixture(scope="module")
def placing(request: pytest.FixtureRequest) -> Placing:
    graph: Graph = request.getfixturevalue("shipped")
    return Placing(graph.view(), GAZETTEER)


def places(placing: Placing, shipped_graph: Graph, id: str) -> tuple[Place, ...]:
    return placing.places(shipped_graph.view().entities[id])


@pytest.mark.parametrize("code", ["HK", "MO", "SG", "TW", "US", "AU"])
def test_territories_of_the_chip_trade_have_a_middle(code: str) -> None:
    longitude, latitude = GAZETTEER.middles[code].point
    assert -180 <= longitude <= 180
    assert -90 <= latitude <= 90


def test_australia_is_not_drawn_on_one_of_its_reefs() -> None:
    assert GAZETTEER.middles["AU"].point[1] < -20


@pytest.mark.parametrize(
    ("address", "city"),
    [
        ("No. 18 Zhang Jiang Road, Pudong New Area, Shanghai 201203, China", "Shanghai"),
        ("P.O. Box 10559, Ajman, U.A.E.", "Ajman"),
        ("1 Raffles Place, #36-01 One Raffles Place, 048616, Singapore", "Singapore"),
        ("Mexico City, Mexico", "Mexico City"),
    ],
)
def test_a_whole_part_of_an_address_names_the_city(address: str, city: str) -> None:
    found = GAZETTEER.city(address, ())
    assert found is not None
    assert found.label == city
    assert found.exact == "city"


@pytest.mark.parametrize(
    "address",
    [
        "12 Shanghai Road, Springfield, United States",  # a street is no city
        "Shanghai, France",  # not in that territory
        "Address 01",
        "",
    ],
)
def test_what_is_no_city_of_the_territory_is_not_guessed(address: str) -> None:
    assert GAZETTEER.city(address, ()) is None


def test_the_seat_says_in_which_territory_a_city_is_looked_for() -> None:
    assert GAZETTEER.city("Wuhan", ()) is None
    assert GAZETTEER.city("Wuhan", ("CN",)) is not None


@given(st.text(max_size=60))
def test_parts_are_folded_and_have_no_digits(address: str) -> None:
    for part in address_parts(address):
        assert part
        assert part == " ".join(part.split())
        assert not any(c.isdigit() for c in part)


@given(st.text(max_size=60), st.lists(st.sampled_from(["CN", "US", "XX"]), max_size=2))
def test_a_city_is_always_a_part_of_the_address(address: str, seats: list[str]) -> None:
    found = GAZETTEER.city(address, tuple(seats))
    if found is not None:
        assert any(
            found is GAZETTEER.cities.get((found.territory, p.removesuffix(" city")))
            or found is GAZETTEER.cities.get((found.territory, p))
            for p in address_parts(address)
        )


def test_an_entity_with_several_cities_is_drawn_at_all(placing: Placing, shipped_graph: Graph) -> None:
    found = places(placing, shipped_graph, "firm-huawei")
    assert {p.label for p in found} >= {"Shenzhen", "Wuhan"}
    assert all(p.exact == "city" for p in found)


def test_without_an_address_it_is_drawn_at_the_middle_of_its_seat(placing: Placing, shipped_graph: Graph) -> None:
    (found,) = places(placing, shipped_graph, "firm-tsmc")
    assert (found.territory, found.exact) == ("TW", "territory")


def test_products_and_lists_have_no_place(placing: Placing, shipped_graph: Graph) -> None:
    assert places(placing, shipped_graph, "product-ascend-910b") == ()
    assert places(placing, shipped_graph, "list-us-bis-entity-list") == ()


@pytest.fixture(scope="module")
def shipped_graph(request: pytest.FixtureRequest) -> Graph:
    graph: Graph = request.getfixturevalue("shipped")
    return graph
