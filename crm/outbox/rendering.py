"""Texts with variables: a small part of Jinja2 in its sandbox, checked before it is kept.

What may stand in a text: words, `{{ name }}`, `{{ name | filter }}`, `{% if name == "x" %}…{% else %}…{% endif %}`. No
loops, no calls, no arithmetic: a text is done in a moment and says nothing that was not given to it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from crm.errors import Invalid
from crm.phones import local

_WORDS = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
    nodes.Getattr,
    nodes.CondExpr,
)
"""Kinds of nodes that a text may have."""


def _digest(name: str) -> Callable[[object], str]:
    return lambda value: hashlib.new(name, str(value).encode(), usedforsecurity=False).hexdigest()


TEXT_FILTERS: Mapping[str, Callable[..., Any]] = {
    "default": lambda value, other="": value or other,
    "upper": lambda value: str(value).upper(),
    "lower": lambda value: str(value).lower(),
    "trim": lambda value: str(value).strip(),
    "phone": lambda value: local(str(value)),
}
"""For texts to people. `phone`: a number as people write it."""
REQUEST_FILTERS: Mapping[str, Callable[..., Any]] = {
    **TEXT_FILTERS,
    "json": lambda value: json.dumps(value, ensure_ascii=False),
    "url": lambda value: quote(str(value), safe=""),
    "md5": _digest("md5"),
    "sha256": _digest("sha256"),
    "base64": lambda value: base64.b64encode(str(value).encode()).decode(),
}
"""For requests to a provider, too."""
MAX_LENGTH = 20_000


def _environment(filters: Mapping[str, Callable[..., Any]]) -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
    made.filters = dict(filters)
    made.globals = {}
    made.tests = {}
    return made


_TEXTS, _REQUESTS = _environment(TEXT_FILTERS), _environment(REQUEST_FILTERS)


def check(text: str, variables: Iterable[str], field: str, *, request: bool = False) -> None:
    """Raises Invalid naming what is wrong: a form that is not allowed, or a variable that is not listed."""
    known = set(variables)
    environment = _REQUESTS if request else _TEXTS
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError as error:
        raise _wrong(f"line {error.lineno}: {error.message}", "模板语法错误", field) from error
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _WORDS):
            what = type(node).__name__.lower()
            raise _wrong(f"'{what}' cannot be used in a text", f"模板中不能使用 {what}", field)
        if isinstance(node, nodes.Name) and node.name not in known:
            listed = ", ".join(sorted(known)) or "-"
            raise _wrong(
                f"there is no variable {node.name}; there are: {listed}",
                f"没有变量 {node.name}，可用变量：{listed}",
                field,
            )
        if isinstance(node, nodes.Filter) and node.name not in environment.filters:
            listed = ", ".join(sorted(environment.filters))
            raise _wrong(f"there is no filter {node.name}; there are: {listed}", f"没有过滤器 {node.name}", field)
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            raise _wrong(f"{node.attr} cannot be used", f"不能使用 {node.attr}", field)


def render(text: str, values: Mapping[str, Any], field: str = "text", *, request: bool = False) -> str:
    """The text with its values. Raises Invalid when a value is missing or the result is too long."""
    try:
        made = _compiled(text, request).render(values)
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise _wrong(f"the template cannot be filled in: {error}", "模板无法填充，请检查变量", field) from error
    if len(made) > MAX_LENGTH:
        raise _wrong(f"longer than {MAX_LENGTH} characters", f"超过 {MAX_LENGTH} 个字符", field)
    return made


@lru_cache(maxsize=256)
def _compiled(text: str, request: bool) -> Template:
    return (_REQUESTS if request else _TEXTS).from_string(text)


def _wrong(message: str, chinese: str, field: str) -> Invalid:
    return Invalid(f"{field}: {message}", field=field, message_zh=f"{chinese}（{field}）")
