"""How far an order is, in the words that its customer hears and his agent reads. Orders are documents of the family
`order`; the company may change their process, and steps that it makes itself are told by their state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.documents.engine.states import CLOSED, Status

FAMILY = "order"

Words = Mapping[str, str]
STEPS: Mapping[str, Words] = {
    "check": {"zh": "待审核", "en": "waiting to be checked"},
    "manager": {"zh": "待经理审核", "en": "waiting for approval"},
    "ship": {"zh": "待发货", "en": "waiting to be shipped"},
    "collect": {"zh": "已发货，待收款", "en": "on its way, with payment due"},
    "receipt": {"zh": "已发货，待确认收货", "en": "on its way"},
    "visit": {"zh": "已收货", "en": "delivered"},
    "returning": {"zh": "退换货处理中", "en": "being returned or exchanged"},
    "abnormal": {"zh": "异常，正在核实", "en": "held up and being looked into"},
    "done": {"zh": "已完成", "en": "completed"},
    "returned": {"zh": "已退货", "en": "returned"},
}
"""By the nodes of the type that comes with Hotline (config/documents/order.yaml)."""
SUSPENDED: Words = {"zh": "暂停处理", "en": "on hold"}
VOIDED: Words = {"zh": "已作废", "en": "cancelled"}
HANDLING: Words = {"zh": "处理中", "en": "in progress"}
SAID: tuple[Words, ...] = (*STEPS.values(), SUSPENDED, VOIDED, HANDLING)
"""All of them. Flows list these words as phrases, so that they are rendered before the call."""


def step_of(status: str, position: Mapping[str, Any]) -> Words:
    """The words for a document's status and position (documents.engine.run.Position as JSON). Of several steps at once
    the first one speaks."""
    if status == Status.CANCELLED:
        return VOIDED
    if status == Status.SUSPENDED:
        return SUSPENDED
    node = position.get("ended") or next((str(token["node"]) for token in position.get("tokens") or ()), "")
    return STEPS.get(node) or (STEPS["done"] if status in CLOSED else HANDLING)
