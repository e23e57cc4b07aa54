"""China's regions: a whole tree, found as people name them."""

from __future__ import annotations

import pytest

from crm.regions.tree import china, distance


def test_the_tree_is_whole() -> None:
    tree = china()
    provinces = tree.children("")
    assert len(provinces) == 34
    codes = [region.code for province in provinces for region in _all(province.code)]
    assert len(codes) == len(set(codes)) > 3500
    for code in codes:
        region = tree.get(code)
        assert region is not None
        assert region.name_zh
        assert region.name_en.isascii()
        assert region.pinyin.isascii()
        assert region.code.isdigit()
        if region.place is None:
            continue
        lat, lon = region.place
        assert 3 < lat < 54, region
        assert 73 < lon < 136, region
        top = tree.path(code)[0]
        assert top.place is not None
        assert distance(region.place, top.place) < 2000, region


def _all(code: str) -> list[str]:  # type: ignore[type-arg]
    tree = china()
    region = tree.get(code)
    return [region, *(each for child in tree.children(code) for each in _all(child.code))]  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("石家庄", "130100"),
        ("河北石家庄", "130100"),
        ("河北省石家庄市长安区", "130102"),
        ("广东深圳南山", "440305"),
        ("shijiazhuang", "130100"),
        ("sjz", "130100"),
        ("Xi'an", "610100"),
        ("Shaanxi", "610000"),
        ("110108", "110108"),
        ("海淀", "110108"),
        ("仙桃", "429004"),
        ("香港", "810000"),
        ("延边", "222400"),
    ],
)
def test_search(text: str, code: str) -> None:
    assert china().search(text)[0].code == code


def test_districts_of_one_name_are_all_found() -> None:
    assert {"320106", "350102", "410204"} <= {region.code for region in china().search("鼓楼区")}
    assert china().search("") == china().search("nowhere at all") == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("010-62881234", "110000"),
        ("0311-86011234", "130100"),
        ("+8602165551234", "310000"),
        ("0755-26001234", "440300"),
        ("13800138000", "110000"),
        ("95588", None),
        ("4008001234", None),
        ("+14155552671", None),
    ],
)
def test_phone_numbers_tell_their_region(number: str, code: str | None) -> None:
    found = china().of_phone(number)
    assert (found.code if found else None) == code


def test_places() -> None:
    beijing, shanghai = china().get("110000"), china().get("310000")
    assert beijing is not None
    assert shanghai is not None
    assert beijing.place is not None
    assert shanghai.place is not None
    assert distance(beijing.place, shanghai.place) == pytest.approx(1067, abs=15)
    nearest = china().nearest((38.04, 114.51))
    assert nearest is not None
    assert nearest.code.startswith("1301")
    assert china().within("130102", "130000")
    assert not china().within("110108", "130000")
    assert china().full_name("130102", "zh") == "河北省石家庄市长安区"
    assert china().full_name("130102", "en") == "Chang'an District, Shijiazhuang, Hebei"
