"""Ratings: listed, reported, and given through a link."""

from __future__ import annotations

import hashlib
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple, cast

import structlog
from sqlalchemy import ColumnElement, CursorResult, Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from crm.access import Principal
from crm.base import utcnow
from crm.calls.models import Call
from crm.calls.scope import calls_seen
from crm.errors import Invalid, NotFound
from crm.outbox.service import send
from crm.paging import Page, fetch_page, pieces, within
from crm.routing.flow_names import Words
from crm.routing.models import Queue
from crm.routing.queue_options import complete
from crm.routing.settings import CompanyFacts
from crm.surveys.models import Rating, SurveyOffer
from crm.surveys.questions import Questions, meaning, meaning_of_score, questions_of, said, title
from crm.surveys.schemas import (
    Choice,
    LinkAnswers,
    LinkQuestion,
    LinkSurvey,
    RatingQuery,
    RatingRow,
    ReportQuery,
    ReportRow,
)
from crm.users.models import User
from telephony.errors import HotlineError

log = structlog.get_logger(__name__)

LANGUAGES = ("zh", "en")


class _Offer(NamedTuple):
    call_id: str
    agent_id: str | None
    queue: str | None


class SurveyService:
    """`function`: what is to be done with the ratings."""

    def __init__(self, session: AsyncSession, who: Principal, function: str = "surveys.read") -> None:
        self._session = session
        self._visible = calls_seen(who, function)

    async def ratings(self, asked: RatingQuery) -> Page[RatingRow]:
        """Newest first; those of calls that the asker may see."""
        found, total = await fetch_page(self._session, self._filtered(asked), asked)
        return Page(items=await self._shown(found), total=total, page=asked.page, page_size=asked.page_size)

    async def pieces(self, asked: RatingQuery, size: int) -> AsyncIterator[list[RatingRow]]:
        """All that the filters find, `size` at a time."""
        async for found in pieces(self._session, self._filtered(asked), size):
            yield await self._shown(found)

    def _filtered(self, asked: RatingQuery) -> Select[Rating]:
        query = (
            select(Rating)
            .join(Call, Call.id == Rating.call_id)
            .where(self._visible)
            .order_by(Rating.rated_at.desc(), Rating.call_id, Rating.question)
        )
        if asked.agent is not None:
            query = query.where(_of_agent(Rating.agent_id, asked.agent))
        if asked.queue is not None:
            query = query.where(Rating.queue == asked.queue)
        if asked.call is not None:
            query = query.where(Rating.call_id == asked.call)
        return within(query, Rating.rated_at, asked)

    async def _shown(self, found: Sequence[Rating]) -> list[RatingRow]:
        tickets = await self._pairs(select(Call.id, Call.ticket_id).where(Call.id.in_({row.call_id for row in found})))
        numbers = await self._pairs(select(User.id, User.number).where(User.id.in_({row.agent_id for row in found})))
        offered = SurveyOffer.call_id.in_({row.call_id for row in found})
        flows = await self._pairs(select(SurveyOffer.call_id, SurveyOffer.survey).where(offered))
        asked_now = await questions_of(self._session, flows.values())
        return [
            RatingRow(
                call_id=row.call_id,
                survey=row.survey,
                question=row.question,
                **_words(asked_now.get(flows.get(row.call_id, ""), {}), row),
                score=row.score,
                via=row.via,
                agent_id=row.agent_id,
                agent_number=numbers.get(row.agent_id or ""),
                queue=row.queue,
                segment=row.segment,
                ticket_id=tickets.get(row.call_id),
                rated_at=row.rated_at,
            )
            for row in found
        ]

    async def report(self, asked: ReportQuery) -> list[ReportRow]:
        """Per agent or queue, or in all; the period is that of the offers."""
        columns = SurveyOffer.call_id, SurveyOffer.agent_id, SurveyOffer.queue
        query = select(*columns).join(Call, Call.id == SurveyOffer.call_id).where(self._visible)
        if asked.agent is not None:
            query = query.where(_of_agent(SurveyOffer.agent_id, asked.agent))
        if asked.queue is not None:
            query = query.where(SurveyOffer.queue == asked.queue)
        query = within(query, SurveyOffer.offered_at, asked)
        offers = [_Offer(*row) for row in await self._session.execute(query)]
        bounds = {
            queue.id: int(complete(queue.options)["survey"]["satisfied"])
            for queue in await self._session.scalars(select(Queue))
        }
        # asked for by the same condition, not by their ids: a year has more of them than a statement takes
        ratings = select(Rating.call_id, Rating.score).where(
            Rating.call_id.in_(query.with_only_columns(SurveyOffer.call_id, maintain_column_froms=True))
        )
        answered = await self._session.execute(ratings.order_by(Rating.position.desc()))
        first: dict[str, int] = {row.call_id: row.score for row in answered}
        groups: dict[str, list[_Offer]] = defaultdict(list)
        for offer in offers:
            key = {"agent": offer.agent_id, "queue": offer.queue, "all": ""}[asked.by]
            groups[key or ""].append(offer)
        return [_report(key, group, first, bounds) for key, group in sorted(groups.items())]

    async def _pairs(self, query: Any) -> dict[str, Any]:
        return {row[0]: row[1] for row in await self._session.execute(query)}


def _of_agent(column: InstrumentedAttribute[str | None], agent: str) -> ColumnElement[bool]:
    """`agent` is a user's id or a 工号."""
    return or_(column == agent, column.in_(select(User.id).where(User.number == agent)))


def _words(questions: Questions, row: Rating) -> dict[str, Any]:
    question = questions.get(row.question)
    if question is None:
        return {"title": None, "meaning": None}
    return {"title": title(question), "meaning": meaning_of_score(question, row.score)}


def _report(key: str, offers: Sequence[_Offer], first: Mapping[str, int], bounds: Mapping[str, int]) -> ReportRow:
    scores = [(first[offer.call_id], offer.queue) for offer in offers if offer.call_id in first]
    satisfied = sum(score >= bounds.get(queue or "", 3) for score, queue in scores)
    count = len(scores)
    return ReportRow(
        key=key,
        offered=len(offers),
        answered=count,
        answer_rate=round(count / len(offers), 4) if offers else None,
        score=round(sum(score for score, _ in scores) / count, 3) if count else None,
        satisfied=satisfied,
        satisfied_rate=round(satisfied / count, 4) if count else None,
    )


# links


class LinkUsed(NotFound):
    """The customer has answered by this link already."""

    code = "survey.used"


class LinkOver(NotFound):
    """The time of this link is over."""

    code = "survey.over"


def company_names(facts: CompanyFacts) -> dict[str, str]:
    return {"zh": facts.name_zh, "en": facts.name_en}


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def links_wanted(session: AsyncSession) -> bool:
    """Whether a customer waits for his link."""
    query = select(SurveyOffer.call_id).where(SurveyOffer.via == "sms", SurveyOffer.token_hash.is_(None)).limit(1)
    return await session.scalar(query) is not None


async def issue_links(session: AsyncSession, base: str, company: Mapping[str, str]) -> int:
    """Put the text messages of customers who are to be asked by link into the outbox; how many. `base`: the public
    address, without a slash at its end."""
    query = select(SurveyOffer).where(SurveyOffer.via == "sms", SurveyOffer.token_hash.is_(None)).limit(200)
    offers = list(await session.scalars(query))
    for offer in offers:
        queue = await session.get(Queue, offer.queue) if offer.queue else None
        hours = complete(queue.options)["survey"]["link_hours"] if queue is not None else 72.0
        token = secrets.token_urlsafe(16)
        offer.token_hash = hashed(token)
        offer.expires_at = offer.offered_at + timedelta(hours=hours)
        language = offer.language if offer.language in LANGUAGES else "zh"
        link = f"{base}/survey/{token}"
        try:
            await send(
                session,
                "survey_link",
                language,
                to=offer.number,
                values={"company": company.get(language, ""), "link": link},
                once=f"survey:{offer.call_id}",
                unit=queue.unit_id if queue is not None else None,
                subject_kind="call",
                subject_id=offer.call_id,
                hidden=[token],
            )
        except HotlineError as error:
            log.warning("surveys.no_link", call=offer.call_id, reason=str(error))
    return len(offers)


async def by_link(session: AsyncSession, token: str, company: Mapping[str, str]) -> LinkSurvey:
    """The questions behind a link. Raises NotFound, LinkUsed or LinkOver."""
    offer = await _open(session, token)
    lang = offer.language if offer.language in LANGUAGES else "zh"

    def shown(words: Words | None) -> str:
        return getattr(words, lang) if words is not None else ""

    questions = [
        LinkQuestion(
            name=name,
            text=shown(title(question)) or said(question, lang),
            choices=[
                Choice(key=str(key), score=int(score), label=shown(meaning(question, key)))
                for key, score in question["scores"].items()
            ],
        )
        for name, question in (await _questions(session, offer.survey)).items()
    ]
    return LinkSurvey(company=company.get(lang, ""), language=lang, questions=questions)


async def answer_link(session: AsyncSession, token: str, given: LinkAnswers) -> None:
    """Store the answers; the link is used up. Raises NotFound, LinkUsed, LinkOver or Invalid."""
    offer = await _open(session, token)
    questions = await _questions(session, offer.survey)
    now = utcnow()
    claimed = await session.execute(
        update(SurveyOffer)
        .where(SurveyOffer.call_id == offer.call_id, SurveyOffer.answered_at.is_(None))
        .values(answered_at=now)
    )
    if not cast("CursorResult[Any]", claimed).rowcount:
        raise LinkUsed("this link has been answered already")  # by the second press of a button, at the same moment
    for position, (name, key) in enumerate(given.answers.items()):
        scores = {str(k): int(v) for k, v in questions.get(name, {}).get("scores", {}).items()}
        if key not in scores:
            raise Invalid(f"question {name!r} has no answer {key!r}", field="answers")
        session.add(
            Rating(
                call_id=offer.call_id,
                survey=offer.survey,
                question=name,
                position=position,
                score=scores[key],
                via="sms",
                agent_id=offer.agent_id,
                queue=offer.queue,
                segment=offer.segment,
                rated_at=now,
            )
        )
    await session.flush()


async def _open(session: AsyncSession, token: str) -> SurveyOffer:
    offer = await session.scalar(select(SurveyOffer).where(SurveyOffer.token_hash == hashed(token)))
    if offer is None:
        raise NotFound("there is no such link")
    if offer.answered_at is not None:
        raise LinkUsed("this link has been answered already")
    if offer.expires_at is None or offer.expires_at < utcnow():
        raise LinkOver("the time of this link is over")
    return offer


async def _questions(session: AsyncSession, flow: str) -> Questions:
    found = await questions_of(session, [flow])
    if flow not in found:
        raise LinkOver("this survey is not there any more")
    return found[flow]
