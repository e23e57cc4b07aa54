"""Who serves a place: by region, the smallest first, then by distance; with the reason in words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crm.outlets.nearest import Candidate, explain, ranked
from crm.regions.tree import Point, china, distance

TREE = china()
CHANGAN, SHIJIAZHUANG, HEBEI = "130102", "130100", "130000"


def outlet(name: str, *serves: str, place: Point | None = None, region: str = "") -> Candidate:
    return Candidate(name, frozenset(serves), region, place)


def test_the_smallest_region_wins_then_distance() -> None:
    found = ranked(
        TREE,
        [
            outlet("province", HEBEI, place=(38.05, 114.5)),
            outlet("far", SHIJIAZHUANG, place=(38.5, 114.9)),
            outlet("near", SHIJIAZHUANG, place=(38.04, 114.49)),
            outlet("district", CHANGAN, place=(39.0, 115.0)),
            outlet("neighbour", "110108", place=(38.05, 114.51)),
            outlet("nowhere"),
        ],
        region=CHANGAN,
    )
    assert [each.id for each in found] == ["district", "near", "far", "province", "neighbour"]
    assert [each.serves for each in found] == [CHANGAN, SHIJIAZHUANG, SHIJIAZHUANG, HEBEI, ""]


def test_a_point_finds_its_region() -> None:
    place = (38.0415, 114.479)
    found = ranked(
        TREE, [outlet("a", SHIJIAZHUANG, region=SHIJIAZHUANG), outlet("b", place=(38.05, 114.5))], point=place
    )
    assert [(each.id, each.serves, each.approximate) for each in found] == [
        ("a", SHIJIAZHUANG, True),
        ("b", "", False),
    ]


def test_an_outlet_without_a_place_serves_its_region_all_the_same() -> None:
    (found,) = ranked(TREE, [outlet("a", SHIJIAZHUANG)], region=CHANGAN)
    assert (found.km, found.serves) == (None, SHIJIAZHUANG)
    assert explain(TREE, found, "zh") == "负责河北省石家庄市"
    assert explain(TREE, found, "en") == "serves Shijiazhuang, Hebei"


def test_reasons_in_words() -> None:
    near, far = ranked(
        TREE, [outlet("a", CHANGAN, place=(38.0, 114.5)), outlet("b", place=(39.9, 116.4))], region=CHANGAN
    )
    assert explain(TREE, near, "zh").startswith("负责河北省石家庄市长安区，距离约 ")
    assert explain(TREE, near, "en").startswith("serves Chang'an District, Shijiazhuang, Hebei, about ")
    assert explain(TREE, far, "zh").startswith("无网点负责该区域，按距离选择：距离约 2")
    assert "nobody serves the region" in explain(TREE, far, "en")


POINTS = st.tuples(st.floats(20, 50), st.floats(80, 130))
OUTLETS = st.lists(
    st.tuples(st.sampled_from(["", CHANGAN, SHIJIAZHUANG, HEBEI, "110108"]), st.one_of(st.none(), POINTS)), max_size=8
).map(lambda many: [outlet(str(n), *([region] if region else []), place=at) for n, (region, at) in enumerate(many)])


@given(OUTLETS, st.sampled_from([CHANGAN, SHIJIAZHUANG, "110108", ""]), st.one_of(st.none(), POINTS))
def test_the_order_holds_for_any_outlets(outlets: list[Candidate], region: str, point: Point | None) -> None:
    found = ranked(TREE, outlets, region=region, point=point)
    assert len({each.id for each in found}) == len(found) <= len(outlets)
    depths = [len(TREE.path(each.serves)) for each in found]
    assert depths == sorted(depths, reverse=True)
    for depth in set(depths):
        same = [each.km for each, of in zip(found, depths, strict=True) if of == depth and each.km is not None]
        assert same == sorted(same)
    assert distance((0, 0), (0, 0)) == 0
