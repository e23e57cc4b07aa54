"""Users, units, positions, roles, skills and pauses: who has them, and what waits with them."""

from __future__ import annotations

from sqlalchemy import or_, select

from crm.customers.models import Customer
from crm.documents.engine.states import OPEN
from crm.documents.models import Document, DocumentStep
from crm.impact.counting import Asked, both, counted, named, people, rows
from crm.impact.schemas import Affected
from crm.organisation.models import Unit
from crm.outlets.models import Outlet
from crm.roles.models import UserRole
from crm.routing.models import AgentSkill, Queue, QueueMember
from crm.text import BothLanguages
from crm.users.models import User

_OPEN = [state.value for state in OPEN]


async def of_user(asked: Asked) -> list[Affected]:
    serves = select(QueueMember.queue_id).where(QueueMember.user_id == asked.id)
    queues = await asked.session.scalars(select(Queue).where(Queue.id.in_(serves)).order_by(Queue.id))
    steps = select(DocumentStep.document_id).where(DocumentStep.handler_id == asked.id, DocumentStep.state == "active")
    his = or_(Document.assignee_id == asked.id, Document.id.in_(steps))
    leads = await asked.session.scalars(select(Unit).where(Unit.head_id == asked.id).order_by(Unit.path))
    return [
        counted("talking", int(asked.id in asked.live.talking)),
        named("queues", (both(queue.name, queue.id) for queue in queues)),
        await rows(asked, "documents", select(Document.id).where(his, Document.status.in_(_OPEN))),
        await rows(asked, "customers_owned", select(Customer.id).where(Customer.owner_id == asked.id)),
        await people(asked, "reports", select(User).where(User.superior_id == asked.id)),
        named("units_led", (_unit(unit) for unit in leads)),
    ]


async def of_unit(asked: Asked) -> list[Affected]:
    """With everything below it."""
    within = select(Unit.id).where(Unit.path.contains(f"/{asked.id}/", autoescape=True))
    below = await asked.session.scalars(
        select(Unit).where(Unit.id.in_(within), Unit.id != asked.id).order_by(Unit.path)
    )
    outlets = await asked.session.scalars(select(Outlet).where(Outlet.unit_id.in_(within)).order_by(Outlet.id))
    queues = await asked.session.scalars(select(Queue).where(Queue.unit_id.in_(within)).order_by(Queue.id))
    documents = select(Document.id).where(Document.unit_id.in_(within), Document.status.in_(_OPEN))
    return [
        await people(asked, "users", select(User).where(User.unit_id.in_(within))),
        named("units_below", (_unit(unit) for unit in below)),
        named("outlets", (both(outlet.name, outlet.id) for outlet in outlets)),
        named("queues", (both(queue.name, queue.id) for queue in queues)),
        await rows(asked, "documents", documents),
    ]


async def of_outlet(asked: Asked) -> list[Affected]:
    row = await asked.session.get(Outlet, asked.id)
    staff = [one.get("user_id") for one in row.staff if one.get("user_id")] if row is not None else []
    waits = select(DocumentStep.document_id).where(DocumentStep.outlet_id == asked.id, DocumentStep.state == "active")
    documents = select(Document.id).where(Document.id.in_(waits), Document.status.in_(_OPEN))
    return [
        await people(asked, "staff", select(User).where(User.id.in_(staff))),
        await rows(asked, "documents", documents),
    ]


async def of_position(asked: Asked) -> list[Affected]:
    return [await people(asked, "users", select(User).where(User.position_id == asked.id))]


async def of_role(asked: Asked) -> list[Affected]:
    holders = select(UserRole.user_id).where(UserRole.role_id == asked.id)
    return [await people(asked, "users", select(User).where(User.id.in_(holders)))]


async def of_skill(asked: Asked) -> list[Affected]:
    able = select(AgentSkill.user_id).where(AgentSkill.skill_id == asked.id)
    queues = await asked.session.scalars(select(Queue).order_by(Queue.id))
    asking = [
        queue for queue in queues if any(one.get("skill") == asked.id for one in queue.options.get("demand") or ())
    ]
    return [
        await people(asked, "agents", select(User).where(User.id.in_(able))),
        named("queues", (both(queue.name, queue.id) for queue in asking)),
    ]


async def of_pause(asked: Asked) -> list[Affected]:
    """Agents who are in this pause now."""
    there = [user for user, view in asked.live.agents.items() if view.get("reason") == asked.id]
    return [await people(asked, "agents_paused", select(User).where(User.id.in_(there)))]


def _unit(unit: Unit) -> BothLanguages:
    return both({"zh": unit.name_zh, "en": unit.name_en}, unit.id)
