"""The catalogue as a document in either language. `python -m crm.kpis.document` writes docs/kpi.md and kpi.zh.md."""

from __future__ import annotations

from pathlib import Path

from crm.kpis.catalogue import CATALOGUE
from crm.kpis.measures import Policy

DOCS = Path(__file__).resolve().parents[2] / "docs"
FILES = {"en": "kpi.md", "zh": "kpi.zh.md"}

HEAD = {
    "en": """# Figures (KPIs)

Made from the catalogue in `crm/kpis/catalogue.py` by `python -m crm.kpis.document`; a test keeps both equal. The same
functions compute the live boards, the reports (`GET /api/v1/kpis/values`) and the histories' summary lines;
`GET /api/v1/kpis` gives names and formulas with the thresholds in force.

- A stay in a queue, a ring or a talk counts in the period in which it **ended**: a period that is over never changes.
  Agents' states are cut at the borders of periods. Days, weeks (from Monday) and hours are those of the company's zone.
- A figure whose divisor is zero has **no value** (`null`): it is neither 0 nor 100 %.
- In reports a call's figures appear once the call has ended; on live boards at once.
- Thresholds: the service level's seconds are set per queue; short abandons and both windows on the page
  *Administration → Thresholds*. Figures of the past follow the thresholds in force now.
- Shares are between 0 and 1, durations in seconds.
""",
    "zh": """# 统计指标（统计口径）

本文由 `python -m crm.kpis.document` 根据指标目录 `crm/kpis/catalogue.py` 生成，并由测试保证一致。实时看板、报表
（`GET /api/v1/kpis/values`）和各历史记录的汇总行使用同一套计算；`GET /api/v1/kpis` 给出带当前阈值的名称与公式。

- 一次排队、一次振铃、一段通话计入其**结束**所在的时段：已过去的时段不再变化。坐席状态按时段边界切分。日、周（周一起）、
  小时均按公司所在时区。
- 分母为零时指标**无值**（`null`），既不是 0 也不是 100%。
- 报表在通话结束后计入该通话；实时看板即时计入。
- 阈值：接通率的目标秒数按队列设置；短放弃与两个时间窗在“系统管理 → 指标阈值”设置。
  过去时段的指标按当前阈值计算。
- 比率取值 0 到 1，时长单位为秒。
""",
}
COLUMNS = {
    "en": ("Figure", "Formula", "Unit", "Better", "For", "Live"),
    "zh": ("指标", "公式", "单位", "越…越好", "适用", "实时"),
}
WORDS = {
    "en": {"calls": "calls", "seconds": "s", "share": "share", "up": "higher", "down": "lower", "": "–"},
    "zh": {"calls": "次", "seconds": "秒", "share": "比率", "up": "高", "down": "低", "": "–"},
}
GROUPS = {
    "en": {"queue": "queue", "agent": "agent", "unit": "unit", "company": "company"},
    "zh": {"queue": "队列", "agent": "坐席", "unit": "部门", "company": "公司"},
}
TAIL = {
    "en": "\nThe thresholds shown are those of a new installation.\n",
    "zh": "\n表中的阈值为新安装时的默认值。\n",
}


def markdown(lang: str) -> str:
    """The whole document."""
    words, groups, policy = WORDS[lang], GROUPS[lang], Policy()
    lines = [HEAD[lang], "| " + " | ".join(("id", *COLUMNS[lang])) + " |", "|---" * 7 + "|"]
    for kpi in CATALOGUE:
        formula = kpi.words(kpi.formula, policy)[lang]
        if kpi.note is not None:
            separator = " " if lang == "en" else "。"
            formula += separator + ("*" + kpi.words(kpi.note, policy)[lang] + "*")
        cells = (
            f"`{kpi.id}`",
            kpi.words(kpi.name, policy)[lang],
            formula,
            words[kpi.unit],
            words[kpi.better],
            ", ".join(groups[group] for group in kpi.groups),
            "✓" if kpi.live else "–",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n" + TAIL[lang]


def main() -> None:
    for lang, name in FILES.items():
        (DOCS / name).write_text(markdown(lang), encoding="utf-8")


if __name__ == "__main__":
    main()
