"""Looking at definitions before they are saved: what can never work is refused with its place and reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from crm.errors import Invalid
from crm.fields import conditions
from crm.fields.conditions import fields_of, is_empty
from crm.fields.definitions import CHOOSING, MOMENTS, MOST_LENGTH, NUMBERS, FieldDefinition
from crm.fields.kinds import amount, clean_value, iso_date, iso_instant, written_instant
from crm.fields.patterns import TEXT, PatternRefused, check_pattern
from crm.fields.refusals import wrong

MOST_FIELDS = 100


def check_definitions(
    definitions: Sequence[FieldDefinition],
    *,
    around: Sequence[FieldDefinition] = (),
    dictionaries: Collection[str] | None = None,
    place: str = "fields",
) -> None:
    """Raise Invalid whose `field` leads to the fault (`fields.2.pattern`). `around`: values besides these that
    conditions may look at. `dictionaries`: the ones there are; None: their names are not looked at."""
    if len(definitions) > MOST_FIELDS:
        raise wrong(place, f"{MOST_FIELDS} fields are allowed", f"最多 {MOST_FIELDS} 个字段")
    seen: set[str] = {definition.code for definition in around}
    for number, definition in enumerate(definitions):
        where = f"{place}.{number}"
        if definition.code in seen:
            raise wrong(f"{where}.code", f"{definition.code} is there already", f"字段代码“{definition.code}”重复")
        seen.add(definition.code)
        _check_one(definition, where, dictionaries)
    everything = (*around, *definitions)
    for number, definition in enumerate(definitions):
        for name in ("visible_if", "required_if"):
            condition = getattr(definition, name)
            if condition is None:
                continue
            where = f"{place}.{number}.{name}"
            if not condition:
                raise wrong(where, "a condition says something; leave it out instead", "条件不能为空，不需要时请去掉")
            conditions.check(condition, everything, place=where)
            if definition.code in fields_of(condition):
                raise wrong(where, "looks at the field itself", "条件不能引用字段自身")
    _check_cycles(definitions, place)


def _check_one(definition: FieldDefinition, where: str, dictionaries: Collection[str] | None) -> None:
    _check_bounds(definition, where)
    kind = definition.kind
    if definition.max_length is not None:
        most = MOST_LENGTH.get(kind)
        if most is None:
            raise wrong(f"{where}.max_length", f"a {kind} has no length", "该类型没有长度限制")
        if not 1 <= definition.max_length <= most:
            raise wrong(f"{where}.max_length", f"1 to {most} are possible", f"须在 1 至 {most} 之间")
    if definition.pattern is not None:
        _check_pattern(definition, where)
    _check_choices(definition, where, dictionaries)
    if len(set(definition.show)) < len(definition.show):
        raise wrong(f"{where}.show", "each place once", "显示位置重复")
    if not is_empty(definition.default):
        try:
            clean_value(definition, definition.default)
        except Invalid as error:
            raise wrong(f"{where}.default", str(error), str(error.details.get("message_zh", ""))) from error


def _check_pattern(definition: FieldDefinition, where: str) -> None:
    if definition.kind != "text":
        raise wrong(f"{where}.pattern", "only a text has a pattern", "只有文本字段可设格式")
    if definition.longest > TEXT:
        raise wrong(f"{where}.pattern", f"needs a max_length of at most {TEXT}", f"设了格式的字段最长 {TEXT} 字")
    try:
        check_pattern(definition.pattern or "")
    except PatternRefused as error:
        raise wrong(f"{where}.pattern", str(error), error.zh) from error


def _check_choices(definition: FieldDefinition, where: str, dictionaries: Collection[str] | None) -> None:
    if definition.kind not in CHOOSING:
        if definition.dictionary or definition.options:
            raise wrong(f"{where}.options", f"a {definition.kind} has no choices", "该类型没有选项")
        return
    if bool(definition.dictionary) == bool(definition.options):
        raise wrong(f"{where}.options", "give either options or a dictionary", "须给出选项或数据字典，二者取一")
    if definition.dictionary and dictionaries is not None and definition.dictionary not in dictionaries:
        raise wrong(
            f"{where}.dictionary",
            f"there is no dictionary {definition.dictionary}",
            f"没有数据字典“{definition.dictionary}”",
        )
    codes = [option.code for option in definition.options]
    for number, code in enumerate(codes):
        if code in codes[:number]:
            raise wrong(f"{where}.options.{number}.code", f"{code} is there already", f"选项代码“{code}”重复")


def _check_bounds(definition: FieldDefinition, where: str) -> None:
    found: dict[str, object] = {}
    for name in ("min", "max"):
        bound = getattr(definition, name)
        if bound is None:
            continue
        value = _bound(definition, bound)
        if value is None:
            raise wrong(
                f"{where}.{name}",
                f"{bound!r} is no bound of a {definition.kind}",
                f"“{bound}”不能作为该类型的界限",
            )
        found[name] = value
    if len(found) == 2 and found["min"] > found["max"]:  # type: ignore[operator]
        raise wrong(f"{where}.max", "is below min", "最大值小于最小值")


def _bound(definition: FieldDefinition, bound: object) -> object:
    if definition.kind in NUMBERS:
        return None if isinstance(bound, str) else amount(bound)
    if definition.kind == "choices":
        return bound if isinstance(bound, int) and not isinstance(bound, bool) and bound >= 0 else None
    if definition.kind in MOMENTS:
        if definition.kind == "date":
            return iso_date(bound)
        moment = iso_instant(bound)
        return None if moment is None else written_instant(moment)
    return None


def _check_cycles(definitions: Sequence[FieldDefinition], place: str) -> None:
    """No field may be visible only because of itself, over others."""
    looks = {one.code: fields_of(one.visible_if) for one in definitions}
    for number, definition in enumerate(definitions):
        way = _circle(definition.code, looks)
        if way:
            shown = " → ".join(way)
            where = f"{place}.{number}.visible_if"
            raise wrong(where, f"goes in a circle: {shown}", f"条件循环引用：{shown}")


def _circle(start: str, looks: Mapping[str, frozenset[str]]) -> list[str]:
    """A way from `start` back to itself, or nothing."""
    came: dict[str, str] = {}
    waiting = [start]
    while waiting:
        code = waiting.pop()
        for other in sorted(looks.get(code, frozenset())):
            if other == start:
                way = [start, code]
                while way[-1] != start:
                    way.append(came[way[-1]])
                return way[::-1]
            if other not in came:
                came[other] = code
                waiting.append(other)
    return []
