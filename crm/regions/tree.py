"""China's provinces, cities and districts (省、市、区县) as data: codes of GB/T 2260, names, places.

Loaded once from china.tsv (code, parent, Chinese name, pinyin, English name, latitude, longitude; docs/guide-outlets.md
names its sources). A region whose place is not known has that of the region above, and says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from itertools import product
from typing import Literal

from crm.phones import normalise, region_of

Level = Literal["province", "city", "district"]
Point = tuple[float, float]
"""Latitude and longitude in degrees (WGS 84)."""

EARTH = 6371.0


@dataclass(frozen=True, slots=True)
class Region:
    """`parent` is empty for provinces. `pinyin` in syllables (`shi jia zhuang`). `place`: its seat; `approximate`: that
    of the region above."""

    code: str
    parent: str
    name_zh: str
    name_en: str
    pinyin: str
    place: Point | None
    approximate: bool = False

    @property
    def level(self) -> Level:
        if not self.parent:
            return "province"
        return "city" if self.code.endswith("00") else "district"


class Tree:
    """Look-ups in the tree."""

    def __init__(self, regions: Mapping[str, Region]) -> None:
        self._regions = regions
        self._children: dict[str, list[Region]] = {}
        for region in regions.values():
            self._children.setdefault(region.parent, []).append(region)
        self._named: dict[str, str] | None = None

    def get(self, code: str) -> Region | None:
        return self._regions.get(code)

    def children(self, code: str) -> list[Region]:
        """Those directly below, in order of codes; of "" the provinces."""
        return self._children.get(code, [])

    def path(self, code: str) -> list[Region]:
        """From the province down to the region; empty when it is unknown."""
        found: list[Region] = []
        region = self._regions.get(code)
        while region is not None:
            found.insert(0, region)
            region = self._regions.get(region.parent)
        return found

    def within(self, code: str, above: str) -> bool:
        """Whether a region is `above` or lies in it."""
        return any(region.code == above for region in self.path(code))

    def full_name(self, code: str, language: str) -> str:
        """河北省石家庄市长安区 · Chang'an District, Shijiazhuang, Hebei."""
        names = self.path(code)
        if language == "zh":
            return "".join(region.name_zh for region in names)
        return ", ".join(region.name_en for region in reversed(names))

    def named(self, text: str) -> str | None:
        """The code of the one region that is called so: by its whole name in either language (河北省石家庄市,
        河北石家庄), or by its code. None when there is none, or several."""
        if self._named is None:
            found: dict[str, set[str]] = {}
            for code in self._regions:
                for name in self._whole_names(code):
                    found.setdefault(name, set()).add(code)
            self._named = {name: min(codes) for name, codes in found.items() if len(codes) == 1}
        wanted = text.strip()
        return wanted if wanted in self._regions else self._named.get(wanted.lower())

    def _whole_names(self, code: str) -> Iterator[str]:
        path = self.path(code)
        for named in product(*((each.name_zh, _short(each.name_zh)) for each in path)):
            yield "".join(named)
        yield self.full_name(code, "en").lower()

    def search(self, text: str, limit: int = 20) -> list[Region]:
        """By a part of the Chinese name (also over several levels: 河北石家庄), pinyin (`shijia`), its initials
        (`sjz`), English name or code; the best first."""
        wanted = text.strip().lower().replace(" ", "").replace("'", "")
        if not wanted:
            return []
        ranked = [
            (rank, region) for region in self._regions.values() if (rank := self._rank(region, wanted)) is not None
        ]
        ranked.sort(key=lambda pair: (pair[0], _LEVELS.index(pair[1].level), pair[1].code))
        return [region for _, region in ranked[:limit]]

    def of_phone(self, number: str, area_code: str = "") -> Region | None:
        """The region that a phone number tells, down to the city; None when it tells none (short codes, 400, abroad).
        `area_code` completes bare local numbers."""
        named = region_of(normalise(number, area_code=area_code)).get("zh", "")
        if not named:
            return None
        for province in self.children(""):
            if not named.startswith((province.name_zh, _short(province.name_zh))):
                continue
            rest = named.removeprefix(province.name_zh)
            for below in self.children(province.code):
                if rest and (rest.startswith(below.name_zh) or below.name_zh.startswith(rest)):
                    return below
            return province
        return None

    def nearest(self, point: Point) -> Region | None:
        """The region whose own place is nearest to a point."""
        placed = (region for region in self._regions.values() if region.place is not None and not region.approximate)
        return min(
            placed, key=lambda region: (distance(point, region.place or point), -len(region.parent)), default=None
        )

    def _rank(self, region: Region, wanted: str) -> int | None:
        if wanted == region.code or wanted in {region.name_zh, _short(region.name_zh)}:
            return 0
        if wanted.isascii():
            syllables = region.pinyin.split()
            joined, initials = "".join(syllables), "".join(each[0] for each in syllables)
            english = region.name_en.lower().replace(" ", "").replace("'", "")
            if wanted in {joined, english}:
                return 0
            if wanted == initials:
                return 1
            if joined.startswith(wanted) or english.startswith(wanted) or region.code.startswith(wanted):
                return 2
            return 3 if initials.startswith(wanted) and len(wanted) > 1 else None
        if region.name_zh.startswith(wanted):
            return 2
        if wanted in region.name_zh:
            return 3
        whole = [each.name_zh for each in self.path(region.code)]
        return 1 if len(whole) > 1 and _spoken(whole, wanted) else None


_LEVELS: tuple[Level, ...] = ("province", "city", "district")


def distance(a: Point, b: Point) -> float:
    """Kilometres over the sphere (haversine)."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


@lru_cache(maxsize=1)
def china() -> Tree:
    text = (resources.files("crm.regions") / "china.tsv").read_text(encoding="utf-8")
    regions = {region.code: region for region in _parsed(text)}
    for code, region in regions.items():
        if region.place is None and region.parent:
            above = regions[region.parent]
            place = above.place or (regions[above.parent].place if above.parent else None)
            regions[code] = replace(region, place=place, approximate=True)
    return Tree(regions)


def _parsed(text: str) -> Iterator[Region]:
    for line in text.splitlines():
        code, parent, zh, pinyin, en, lat, lon = line.split("\t")
        yield Region(code, parent, zh, en, pinyin, (float(lat), float(lon)) if lat else None)


_ENDINGS = ("特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市", "区", "县", "盟", "地区")


def _short(name: str) -> str:
    """石家庄市 → 石家庄; a name of one character keeps its ending."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return name


def _spoken(names: list[str], wanted: str) -> bool:
    """Whether `wanted` is how people say the last of `names` with those above: 河北石家庄, 广东深圳南山区."""
    last = names[-1]
    for end in {last, _short(last)}:
        if not wanted.endswith(end):
            continue
        rest = wanted.removesuffix(end)
        for name in reversed(names[:-1]):
            for said in (name, _short(name)):
                if rest.endswith(said):
                    rest = rest.removesuffix(said)
                    break
        if not rest and wanted != end:
            return True
    return False
