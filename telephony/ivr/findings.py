"""What is wrong with a flow: one line each, with file, line, node, problem and remedy, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from telephony.errors import ConfigError

Severity = Literal["error", "warning"]

_WORDS: Mapping[str, tuple[str, str]] = {
    # reading
    "unreadable": (
        "cannot be read: {detail} — check the path and its permissions",
        "无法读取：{detail}——请检查路径和权限",
    ),
    "not_yaml": (
        "is no valid YAML: {detail} — mend the line",
        "不是有效的 YAML：{detail}——请修改该行",
    ),
    "alias": (
        "uses an anchor or alias — write the value out",
        "使用了锚点或别名——请直接写出内容",
    ),
    "duplicate": (
        "'{key}' is written twice — remove one",
        "“{key}”重复出现——请删去一处",
    ),
    "too_large": (
        "is larger than {limit} bytes — split the flow",
        "超过 {limit} 字节——请拆分流程",
    ),
    "not_mapping": (
        "is no mapping — start with 'flow:', 'name:', 'nodes:'",
        "不是键值结构——请以“flow:”“name:”“nodes:”开头",
    ),
    # fields
    "unknown_key": (
        "unknown key '{field}' — {near}",
        "未知的键“{field}”——{near}",
    ),
    "missing_key": (
        "'{field}' is missing — add it",
        "缺少“{field}”——请补充",
    ),
    "unknown_kind": (
        "unknown kind '{value}' — use one of {known}",
        "未知的节点类型“{value}”——可用：{known}",
    ),
    "missing_kind": (
        "'kind' is missing — use one of {known}",
        "缺少“kind”——可用：{known}",
    ),
    "bad_value": (
        "'{field}': {detail} — correct the value",
        "“{field}”：{detail}——请修改",
    ),
    # within a node
    "repeat_taken": (
        "key of 'repeat' also stands in 'keys' — choose another key",
        "“repeat”的按键与“keys”重复——请换一个按键",
    ),
    "meaning_of_nothing": (
        "'meanings' names key '{name}', which 'keys' does not have — remove it or add the key to 'keys'",
        "“meanings”含有“keys”中没有的按键“{name}”——请删除，或在“keys”中添加该按键",
    ),
    "meaning_of_no_score": (
        "'meanings' names key '{name}', which 'scores' does not have — remove it or add the key to 'scores'",
        "“meanings”含有“scores”中没有的按键“{name}”——请删除，或在“scores”中添加该按键",
    ),
    "lengths": (
        "'min_length' is greater than 'max_length' — swap them",
        "“min_length”大于“max_length”——请对调",
    ),
    "star_taken": (
        "the star key has two meanings — keep one of 'star_as', 'back' and terminator '*'",
        "星号键有两种用途——“star_as”“back”和结束键“*”只能保留一个",
    ),
    "no_terminator": (
        "'on_empty' needs a terminator — add terminator '#'",
        "“on_empty”需要结束键——请加上 terminator: '#'",
    ),
    "nothing_said": (
        "keys can be pressed but nothing is said — add 'say'",
        "可以按键但没有提示语——请添加“say”",
    ),
    "no_language": (
        "sets no language — add 'keys' with 'say', or 'to'",
        "没有设置语言——请添加“keys”和“say”，或“to”",
    ),
    "greeting_place": (
        "a greeting cannot have variables — say them in a 'play' node before",
        "留言问候语不能含变量——请在前面的“play”节点中播放",
    ),
    "flow_cannot_fail": (
        "a flow always answers — remove 'no_answer', or give another kind of target",
        "转到流程总会接通——请删除“no_answer”，或改用其他目标",
    ),
    "unit_unused": (
        "'unit' is said with type 'quantity' only — remove it or change the type",
        "“unit”只用于 type: quantity——请删除或修改类型",
    ),
    "bad_url": (
        "'url' must be http(s)://host/… with the host written out — correct it",
        "“url”应为 http(s)://主机/…，主机名不能含变量——请修改",
    ),
    "body_unused": (
        "GET and DELETE carry no 'body' — remove it or use POST",
        "GET 和 DELETE 请求不能带“body”——请删除或改用 POST",
    ),
    "keys_twice": (
        "'listen', 'keep' and 'again' need three different keys — change one",
        "“listen”“keep”“again”必须是三个不同的按键——请修改",
    ),
    "question_twice": (
        "two questions have the same name — rename one",
        "有两个问题同名——请改名",
    ),
    # texts
    "no_text": (
        "'{field}' has no text in '{lang}' — add it",
        "“{field}”缺少“{lang}”文本——请补充",
    ),
    "no_prompt": (
        "'{field}' is empty — write what is said",
        "“{field}”为空——请填写提示语",
    ),
    "foreign_text": (
        "'{field}' has a text in '{lang}', which the flow does not speak — remove it or add the language",
        "“{field}”含有流程未使用的语言“{lang}”——请删除或添加该语言",
    ),
    "bad_text": (
        "'{field}' in '{lang}': {detail}",
        "“{field}”的“{lang}”文本有误：{detail}",
    ),
    "bad_place": (
        "'{field}': a brace belongs to no variable — write {{variable}}",
        "“{field}”：花括号不成对或不含变量——请写成 {{变量}}",
    ),
    "unlisted": (
        "'{field}' says '{name}' as text, whose words are not known before the call — list them in lookup 'phrases'",
        "“{field}”以文本播报“{name}”，但通话前无法得知其内容——请在查询节点（lookup）的“phrases”中列出",
    ),
    "unlisted_result": (
        "'phrases' lists '{name}', which is not in 'results' — add it there",
        "“phrases”中的“{name}”不在“results”中——请添加",
    ),
    "unset_variable": (
        "'{field}': variable '{name}' is set nowhere — correct the name or set it before",
        "“{field}”：变量“{name}”没有被赋值——请改正名称或先赋值",
    ),
    "masked_said": (
        "'{field}': '{name}' is masked and may be used in lookups only — take it out",
        "“{field}”：“{name}”是保密变量，只能用于查询——请去掉",
    ),
    "unknown_language": (
        "language '{lang}' is not in 'languages' — add it there",
        "语言“{lang}”不在“languages”中——请添加",
    ),
    # the graph
    "dangling": (
        "'{field}' leads to '{target}', which does not exist — {near}",
        "“{field}”指向不存在的节点“{target}”——{near}",
    ),
    "unreachable": (
        "no way leads here — remove it or lead to it",
        "没有任何路径到达此节点——请删除或连接",
    ),
    "dead_end": (
        "no way from here to an end — lead to a queue, voicemail, transfer or hangup",
        "从此节点无法结束——请连接到 queue、voicemail、transfer 或 hangup",
    ),
    "endless": (
        "a caller who presses nothing goes round for ever ({circle}) — lead one of them to an end",
        "客户不按键时将无限循环（{circle}）——请让其中一个节点走向结束",
    ),
    "unknown_queue": (
        "unknown queue '{name}' — {near}",
        "未知的队列“{name}”——{near}",
    ),
    "unknown_mailbox": (
        "unknown mailbox '{name}' — {near}",
        "未知的语音信箱“{name}”——{near}",
    ),
    "unknown_hours": (
        "unknown calendar '{name}' — {near}",
        "未知的工作时间“{name}”——{near}",
    ),
    "unknown_flow": (
        "unknown flow '{name}' — {near}",
        "未知的流程“{name}”——{near}",
    ),
    "unknown_host": (
        "host '{name}' is not allowed for HTTP requests — {near}",
        "HTTP 请求不允许访问主机“{name}”——{near}",
    ),
    "unknown_prompt": (
        "unknown prompt '{name}' — {near}",
        "未知的提示音“{name}”——{near}",
    ),
    "old_hours": (
        "calendar '{name}' has no holidays for {year} — add them in the calendar",
        "工作时间“{name}”缺少{year}年的节假日——请在日历中添加",
    ),
    "no_error_exit": (
        "'max_errors' needs a way out — add 'on_errors'",
        "“max_errors”需要出口——请添加“on_errors”",
    ),
    "flow_circle": (
        "the sub-flows call each other in a circle ({circle}) — take one of the calls out",
        "子流程循环调用（{circle}）——请去掉其中一个调用",
    ),
    "too_deep": (
        "sub-flows are called more than {limit} deep ({circle}) — call them side by side",
        "子流程嵌套超过{limit}层（{circle}）——请改为依次调用",
    ),
    "endless_flows": (
        "a caller who presses nothing goes round for ever between flows ({circle}) — end one of them otherwise",
        "客户不按键时将在流程之间无限循环（{circle}）——请让其中一个流程以其他方式结束",
    ),
    "missing_input": (
        "flow '{name}' needs the variable '{variable}', which is set nowhere — set it before",
        "流程“{name}”需要变量“{variable}”，但没有被赋值——请先赋值",
    ),
    "flow_language": (
        "flow '{name}' does not speak '{lang}' — add the language there",
        "流程“{name}”不支持语言“{lang}”——请在该流程中添加",
    ),
    "unknown_result": (
        "flow '{name}' never returns '{result}' — correct the result",
        "流程“{name}”不会返回“{result}”——请改正",
    ),
    "never_returns": (
        "flow '{name}' never returns — end it with 'return', or use 'transfer' to go there",
        "流程“{name}”不会返回——请以“return”结束，或用“transfer”转入",
    ),
    "unknown_document_type": (
        "unknown type of document '{name}' — {near}",
        "未知的单据类型“{name}”——{near}",
    ),
    "unknown_document_field": (
        "the form has no field '{name}' — {near}",
        "表单中没有字段“{name}”——{near}",
    ),
    "unknown_query": (
        "unknown query '{name}' — {near}",
        "未知的查询“{name}”——{near}",
    ),
}


@dataclass(frozen=True, slots=True)
class Both:
    """A part of a message that has words of its own in each language."""

    en: str
    zh: str

    def words(self, lang: str) -> str:
        return one_line(self.zh if lang == "zh" else self.en)


_NEAR = {
    "en": ("did you mean '{0}'?", "known: {0}", "none are defined"),
    "zh": ("是否指“{0}”？", "可用：{0}", "尚未定义"),
}


@dataclass(frozen=True, slots=True)
class Near:
    """A guess at what was meant, worded when the finding is: the closest of `known`, or all of them."""

    guess: str | None
    known: tuple[str, ...]

    def words(self, lang: str) -> str:
        guess, known, none = _NEAR[lang]
        if self.guess is not None:
            return guess.format(self.guess)
        return known.format(", ".join(self.known)) if self.known else none


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is stable; `line` counts from 1 and is 0 when the flow did not come from a file; `node` is empty when the
    finding is about the flow as a whole."""

    code: str
    source: str
    line: int = 0
    node: str = ""
    severity: Severity = "error"
    values: Mapping[str, str | Near | Both] = field(default_factory=dict)

    def message(self, lang: str = "en") -> str:
        """Problem and remedy, without the place."""
        words = _WORDS[self.code][1 if lang == "zh" else 0]
        values = {
            name: value.words("zh" if lang == "zh" else "en") if isinstance(value, Near | Both) else one_line(value)
            for name, value in self.values.items()
        }
        return words.format(**values)

    def text(self, lang: str = "en") -> str:
        """`file:line: node 'x': problem — remedy`."""
        place = f"{self.source}:{self.line}" if self.line else self.source
        mark = "" if self.severity == "error" else ("警告：" if lang == "zh" else "warning: ")
        node = "" if not self.node else (f"节点“{self.node}”：" if lang == "zh" else f"node '{self.node}': ")
        return f"{place}: {mark}{node}{self.message(lang)}"

    def __str__(self) -> str:
        return self.text("en")


class FlowInvalid(ConfigError):
    """The flow is invalid."""

    code = "flow.invalid"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


def one_line(value: str) -> str:
    """`value` without line breaks and control characters, shortened, for use in a message."""
    plain = "".join(ch if ch.isprintable() else " " for ch in value)
    return plain if len(plain) <= 120 else plain[:119] + "…"
