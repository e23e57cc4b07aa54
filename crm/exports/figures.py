"""The figures of a questionnaire as a table: visits by state, shares, each question's answers, agents."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.exports.cells import VISITS, Cells
from crm.exports.lists import Reader
from crm.exports.schemas import FiguresExportQuery
from crm.exports.tables import Value
from crm.fields.definitions import FieldDefinition
from crm.fields.references import with_dictionaries
from crm.questionnaires.service import QuestionnaireService
from crm.text import BothLanguages
from crm.visits.schemas import QuestionStatistics, Statistics
from crm.visits.service import VisitService

FIGURES = "visits.export_figures"
COLUMNS = (
    ("部分", "Part"), ("项目", "Item"), ("回答", "Answer"), ("次数", "Count"), ("数值", "Value"),
    ("百分比（%）", "Percent"),
)  # fmt: skip
_PARTS = {
    "visits": ("回访", "Visits"), "summary": ("汇总", "Summary"), "question": ("问题", "Question"),
    "agent": ("坐席", "Agent"),
}  # fmt: skip
_WORDS = {
    "done_percent": ("完成率", "Done"), "percent": ("平均得分", "Mean score"),
    "satisfied_percent": ("满意率", "Satisfied"), "answered": ("全部回答", "All answers"), "mean": ("平均", "Mean"),
    "least": ("最低", "Least"), "greatest": ("最高", "Greatest"), "yes": ("是", "Yes"), "no": ("否", "No"),
    "done": ("已完成", "Done"),
}  # fmt: skip


def headings(reader: Reader) -> list[str]:
    return [english if reader.english else chinese for chinese, english in COLUMNS]


async def figures(
    session: AsyncSession, who: Principal, asked: FiguresExportQuery, reader: Reader
) -> AsyncIterator[list[list[Value]]]:
    """Of the visits that the asker may export, and of what was asked at documents that he sees."""
    service = VisitService(session, who, zone=reader.zone, function=VISITS)
    found = await service.statistics(asked.questionnaire, asked)
    questions = (await QuestionnaireService(session, who).get(asked.questionnaire)).questions
    fields = await with_dictionaries(session, [question.field for question in questions])
    cells = await Cells.make(session, VISITS, reader)
    yield _summary(found, cells, reader)
    by_code = {field.code: field for field in fields}
    for question in found.questions:
        yield _question(question, by_code.get(question.code), cells, reader)
    yield [
        [_word(_PARTS["agent"], reader), cells.name(row.agent_id), _said("done", reader), row.done, None, row.percent]
        for row in found.agents
    ]


def _summary(found: Statistics, cells: Cells, reader: Reader) -> list[list[Value]]:
    visits, summary = _word(_PARTS["visits"], reader), _word(_PARTS["summary"], reader)
    shares: Mapping[str, float | None] = {
        "done_percent": found.done_percent,
        "percent": found.percent,
        "satisfied_percent": found.satisfied_percent,
    }
    rows: list[list[Value]] = [
        [visits, cells.word("state", state), None, count, None, None] for state, count in found.states.items()
    ]
    return rows + [[summary, _said(name, reader), None, None, None, share] for name, share in shares.items()]


def _question(
    shown: QuestionStatistics, field: FieldDefinition | None, cells: Cells, reader: Reader
) -> list[list[Value]]:
    """How often each answer was given, in the order of its options, those that are no longer offered last; of numbers
    mean, least and greatest."""
    head: list[Value] = [_word(_PARTS["question"], reader), cells.words(BothLanguages(**shown.label))]
    rows: list[list[Value]] = [[*head, _said("answered", reader), shown.answered, None, None]]
    options = {option.code: option for option in field.options or ()} if field is not None else {}
    offered = ["yes", "no"] if shown.kind == "yes_no" else list(options)
    for code in dict.fromkeys((*offered, *shown.answers)):
        option = options.get(code)
        name = _said(code, reader) if shown.kind == "yes_no" else code
        if option is not None:
            name = option.en if reader.english else option.zh
        count = shown.answers.get(code, 0)
        share = round(100 * count / shown.answered, 2) if shown.answered else None
        rows.append([*head, name, count, None, share])
    for what, value in (("mean", shown.mean), ("least", shown.least), ("greatest", shown.greatest)):
        if value is not None:
            rows.append([*head, _said(what, reader), None, value, None])
    return rows


def _said(code: str, reader: Reader) -> str:
    return _word(_WORDS[code], reader) if code in _WORDS else code


def _word(both: tuple[str, str], reader: Reader) -> str:
    return both[reader.english]
