"""When an item leaves its queue unserved, and by which rule (config_model.OverflowRule)."""

from __future__ import annotations

from telephony.acd.queues import ItemRecord, QueueRecord
from telephony.config_model import OverflowRule, OverflowWhen, Queue

NO_RULE = OverflowRule("max_wait", "voicemail")


def next_check(item: ItemRecord, queue: QueueRecord) -> float:
    """The instant (mono) at which the item's limits are to be looked at again."""
    for over in queue.thresholds:
        if item.joined + over > item.checked:
            return item.joined + over
    return item.joined + queue.config.max_wait


def fallback(config: Queue, when: OverflowWhen) -> OverflowRule:
    """The rule for a limit that the queue itself sets: the first of its kind, else the last of all."""
    own = next((rule for rule in config.overflow if rule.when == when), None)
    return own or (config.overflow[-1] if config.overflow else NO_RULE)


def broken(queue: QueueRecord, item: ItemRecord, mono: float, *, entering: bool) -> tuple[str, OverflowRule] | None:
    """The reason and the rule by which an item in line must leave now, or None. `entering`: it came since the last
    poll, and the limits for new items count as well."""
    config = queue.config
    if item.item.media == "consult" and not queue.logged_in:
        return "no_agents", NO_RULE  # whoever asks is told so, instead of waiting for nobody
    for rule in config.overflow:
        if _holds(rule, queue, item, mono, entering=entering):
            return rule.when, rule
    if mono >= item.joined + config.max_wait:
        return "max_wait", fallback(config, "max_wait")
    if entering and len(queue.line) > config.max_length:
        return "max_length", fallback(config, "max_length")
    return None


def _holds(rule: OverflowRule, queue: QueueRecord, item: ItemRecord, mono: float, *, entering: bool) -> bool:
    match rule.when:
        case "no_agents":
            return not queue.logged_in and mono >= item.joined + (rule.over or 0.0)
        case "max_wait":
            return rule.over is not None and mono >= item.joined + rule.over
        case "max_length":
            return entering and rule.over is not None and len(queue.line) > rule.over
        case "estimate":
            expected = queue.estimate(queue.ahead(item)) if entering else None
            return expected is not None and expected > (rule.over or 0.0)
        case "closed":
            return False  # looked at when the item enters, before it may be offered
