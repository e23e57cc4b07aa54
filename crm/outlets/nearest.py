"""Which outlet serves a place: the one whose region it is, the smallest region first; then the nearest. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crm.regions.tree import Point, Tree, distance


@dataclass(frozen=True, slots=True)
class Candidate:
    """An outlet that takes work. `place` falls back to that of `region`."""

    id: str
    serves: frozenset[str]
    region: str = ""
    place: Point | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """`serves`: the region that it serves and the place lies in ("" when it was found by distance alone). `km` None:
    no place is known on one side."""

    id: str
    serves: str
    km: float | None
    approximate: bool


def ranked(tree: Tree, outlets: Iterable[Candidate], *, region: str = "", point: Point | None = None) -> list[Found]:
    """The outlets for a region or a point, the best first; those that neither serve it nor have a known distance are
    left out."""
    if not region and point is not None:
        near = tree.nearest(point)
        region_of_point = near.code if near is not None else ""
    else:
        region_of_point = region
    way = [each.code for each in tree.path(region_of_point)]
    start, rough = _start(tree, region, point)
    found: list[tuple[int, float, str, Found]] = []
    for outlet in outlets:
        depth, serves = max(((way.index(code), code) for code in outlet.serves if code in way), default=(-1, ""))
        place, guessed = _place(tree, outlet)
        km = None if start is None or place is None else distance(start, place)
        if serves or km is not None:
            item = Found(outlet.id, serves, None if km is None else round(km, 1), rough or guessed)
            found.append((-depth, km if km is not None else float("inf"), outlet.id, item))
    return [item for *_, item in sorted(found, key=lambda each: each[:3])]


def explain(tree: Tree, found: Found, language: str) -> str:
    """In words, why this outlet."""
    about = found.km is not None and found.approximate
    if language == "zh":
        far = "" if found.km is None else f"距离{'约' if about else ''} {found.km:g} 公里"
        if not found.serves:
            return f"无网点负责该区域，按距离选择：{far}"
        serves = f"负责{tree.full_name(found.serves, 'zh')}"
        return f"{serves}，{far}" if far else serves
    far = "" if found.km is None else f"{'about ' if about else ''}{found.km:g} km away"
    if not found.serves:
        return f"nobody serves the region; by distance: {far}"
    serves = f"serves {tree.full_name(found.serves, 'en')}"
    return f"{serves}, {far}" if far else serves


def _start(tree: Tree, region: str, point: Point | None) -> tuple[Point | None, bool]:
    if point is not None:
        return point, False
    found = tree.get(region)
    return (found.place, True) if found is not None else (None, False)


def _place(tree: Tree, outlet: Candidate) -> tuple[Point | None, bool]:
    if outlet.place is not None:
        return outlet.place, False
    found = tree.get(outlet.region)
    return (found.place, True) if found is not None else (None, False)
