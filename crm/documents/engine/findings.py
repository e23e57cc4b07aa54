"""What is wrong with a document type: place, problem and remedy, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from pydantic import ValidationError

from crm.errors import Invalid
from telephony.errors import HotlineError

_WORDS: Mapping[str, tuple[str, str]] = {
    "missing": (
        "is missing — add it",
        "缺少此项——请补充",
    ),
    "unknown_key": (
        "is not known here — remove it or correct its name",
        "此处没有这个键——请删除或改正",
    ),
    "bad_value": (
        "{detail} — correct the value",
        "内容无效（{detail_zh}）——请修改",
    ),
    "twice": (
        "'{name}' stands here twice — rename one",
        "“{name}”重复出现——请改名",
    ),
    "dangling": (
        "leads to '{name}', which does not exist — {near}",
        "指向不存在的节点“{name}”——{near_zh}",
    ),
    "unreachable": (
        "no way leads here — remove it or lead to it",
        "没有任何路径到达此节点——请删除或连接",
    ),
    "dead_end": (
        "no way from here to an end — lead one of its outcomes on",
        "从此节点无法办结——请把其中一个结果连到后续节点",
    ),
    "no_outcome": (
        "has no outcome — add one that leads on",
        "没有处理结果——请至少添加一个",
    ),
    "all_conditional": (
        "every outcome has a condition, so its handler may find none — take the condition off one",
        "所有结果都有条件，处理人可能无路可走——请去掉其中一个条件",
    ),
    "endless": (
        "goes round without anybody doing anything ({circle}) — put a step into the circle",
        "在没有人处理的情况下循环（{circle}）——请在循环中加入人工步骤",
    ),
    "few_branches": (
        "needs at least two branches",
        "至少需要两个分支",
    ),
    "not_a_join": (
        "'{name}' is no join — name the node where the branches meet",
        "“{name}”不是汇合节点——请填写各分支汇合的节点",
    ),
    "lone_join": (
        "is reached outside the branches of its split — lead here from them only",
        "不在对应分支内就到达了汇合——只能由其分支进入",
    ),
    "other_join": (
        "is reached by branches of '{split}', which meet in '{join}' — lead them there",
        "被“{split}”的分支到达，而它们应汇合于“{join}”——请连到那里",
    ),
    "crossing": (
        "is reached from inside and from outside a parallel part, or from two branches — give each nodes of its own",
        "从并行分支内外（或两个分支）都能到达——请为每个分支设置自己的节点",
    ),
    "end_in_branch": (
        "ends the document inside the branches of '{split}' — let them meet first",
        "在“{split}”的分支内就结束了——请先汇合",
    ),
    "unknown_field": (
        "field '{name}' is not in the form — {near}",
        "表单中没有字段“{name}”——{near_zh}",
    ),
    "field_kind": (
        "field '{name}' is of kind {kind}; {wanted} is needed",
        "字段“{name}”的类型是 {kind}，应为 {wanted}",
    ),
    "bad_condition": (
        "the condition: {detail}",
        "条件有误：{detail_zh}",
    ),
    "unknown_node": (
        "there is no node '{name}' — {near}",
        "没有节点“{name}”——{near_zh}",
    ),
    "unknown_outcome": (
        "node '{node}' has no outcome '{name}' — {near}",
        "节点“{node}”没有结果“{name}”——{near_zh}",
    ),
    "unknown": (
        "there is no {what} '{name}' — {near}",
        "没有{what_zh}“{name}”——{near_zh}",
    ),
    "handler_needs": (
        "handler '{by}' needs '{name}' — add it",
        "处理人规则“{by}”需要“{name}”——请补充",
    ),
    "no_deadline": (
        "give minutes, or a field, or both",
        "请填写 minutes 或 field",
    ),
    "needs_if": (
        "a trigger on a field needs its condition 'if'",
        "字段触发器需要条件“if”",
    ),
    "needs_after": (
        "a timer needs 'after'",
        "定时触发器需要“after”",
    ),
    "not_a_step": (
        "'{name}' is no step, so '{when}' never comes there — name a step, or use 'entry'",
        "“{name}”不是人工步骤，{when} 永远不会发生——请选择一个步骤，或改用 entry",
    ),
    "not_waited_at": (
        "a document does not stay at '{name}', so the timer never runs — name a step or an end",
        "单据不会停留在“{name}”，定时不会开始——请选择一个步骤或结束节点",
    ),
    "without_deadline": (
        "no deadline is set at '{name}', so this never fires — give the step one, or name another",
        "“{name}”没有设置期限，此触发器永远不会触发——请给该步骤设置期限或另选步骤",
    ),
    "outcome_of_exit": (
        "'{when}' has no outcome, so this never fires — take the outcome off, or use 'exit'",
        "{when} 没有处理结果，此触发器永远不会触发——请去掉 outcome 或改用 exit",
    ),
    "endless_trigger": (
        "makes a document of its own type whenever one is made — add a condition or a node",
        "每次创建都会再创建同类单据——请加上条件或节点",
    ),
}
_WHAT = {
    "user": "用户", "role": "角色", "unit": "部门", "position": "职位", "calendar": "工作时间", "queue": "队列",
    "template": "模板", "document type": "单据类型", "questionnaire": "问卷",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """`place` is the way to it in the document (`process.nodes.accept.outcomes.close`); `code` is stable."""

    code: str
    place: str
    values: Mapping[str, str] = field(default_factory=dict)

    def message(self, lang: str = "en") -> str:
        values = dict(self.values)
        if "what" in values:
            values["what_zh"] = _WHAT.get(values["what"], values["what"])
        return _WORDS[self.code][1 if lang == "zh" else 0].format(**values)

    def text(self, lang: str = "en") -> str:
        return f"{self.place}{'：' if lang == 'zh' else ': '}{self.message(lang)}"


class TypeInvalid(HotlineError):
    """The document type has errors."""

    code = "document_type.invalid"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(
            "\n".join(finding.text("en") for finding in self.findings),
            message_zh="\n".join(finding.text("zh") for finding in self.findings),
            field=self.findings[0].place if self.findings else "",
        )


def near(name: str, known: Iterable[str]) -> dict[str, str]:
    """Values for a message: the name, and what was perhaps meant."""
    names = sorted(known)
    close = get_close_matches(name, names, 1)
    if close:
        return {"name": name, "near": f"did you mean '{close[0]}'?", "near_zh": f"是否指“{close[0]}”？"}
    listed = ", ".join(names[:20]) or "-"
    return {"name": name, "near": f"known: {listed}", "near_zh": f"可用：{listed}"}


_CHINESE = {
    "string_pattern_mismatch": "格式不正确",
    "string_too_short": "不能为空",
    "string_too_long": "过长",
    "string_type": "须为文本",
    "literal_error": "不在可选值之内",
    "union_tag_invalid": "没有这种类型",
    "union_tag_not_found": "缺少类型",
    "int_type": "须为整数",
    "bool_type": "须为 true 或 false",
    "tuple_type": "须为列表",
    "too_short": "至少需要一项",
    "model_type": "须为一个对象",
}


def from_pydantic(error: ValidationError, raw: object) -> list[Finding]:
    """Pydantic's errors, places told by codes instead of numbers."""
    kinds = {"missing": "missing", "extra_forbidden": "unknown_key"}
    return [
        Finding(
            kinds.get(item["type"], "bad_value"),
            _place(item["loc"], raw),
            {"detail": item["msg"], "detail_zh": _CHINESE.get(item["type"], "不符合要求")},
        )
        for item in error.errors(include_url=False, include_context=False)
    ]


def _place(loc: tuple[int | str, ...], raw: object) -> str:
    parts: list[str] = []
    here: object = raw
    for part in loc:
        if isinstance(here, dict):
            if part not in here and here.get("kind", here.get("do")) == part:
                continue  # the name of a union's member, no place in the document
            here = here.get(part)
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
            code = here.get("code") if isinstance(here, dict) else None
            parts.append(str(code or part))
            continue
        else:
            here = None
        parts.append(str(part))
    return ".".join(parts) or "document"


def from_invalid(error: Invalid, place: str, code: str = "bad_value") -> Finding:
    """What the fields' own checks refuse. Their place follows `place`."""
    inner = str(error.details.get("field", "")).lstrip(".")
    message, chinese = str(error), str(error.details.get("message_zh", error))
    message = message.lstrip(".").removeprefix(f"{inner}: ")
    chinese = chinese.lstrip(".").removeprefix(f"{inner}：")
    return Finding(code, ".".join(part for part in (place, inner) if part), {"detail": message, "detail_zh": chinese})
