"""The distributor's sentences for people, in Chinese and English. Placeholders are the names in `data`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from string import Formatter
from typing import Any

from telephony.acd.agents import AgentRecord
from telephony.acd.lanes import Needs
from telephony.acd.model import AgentState, OfferResult, S

STATES: Mapping[AgentState, Mapping[str, str]] = {
    S.OFFLINE: {"zh": "签出", "en": "logged out"},
    S.AVAILABLE: {"zh": "空闲", "en": "available"},
    S.RESERVED: {"zh": "预占", "en": "reserved"},
    S.RINGING: {"zh": "振铃", "en": "ringing"},
    S.TALKING: {"zh": "通话", "en": "talking"},
    S.WRAP_UP: {"zh": "话后整理", "en": "in wrap-up"},
    S.BUSY: {"zh": "示忙", "en": "busy"},
    S.BREAK: {"zh": "小休", "en": "on a break"},
    S.NOT_ANSWERING: {"zh": "未应答", "en": "not answering"},
    S.DEVICE_LOST: {"zh": "话机离线", "en": "without a phone"},
}

MEDIA: Mapping[str, Mapping[str, str]] = {
    "chat": {"zh": "在线会话", "en": "chats"},
    "email": {"zh": "邮件", "en": "e-mails"},
}

ACTIONS: Mapping[str, Mapping[str, str]] = {
    "queue": {"zh": "转到队列", "en": "to queue"},
    "voicemail": {"zh": "转语音留言", "en": "to voicemail"},
    "callback": {"zh": "改为回呼", "en": "to a callback"},
    "number": {"zh": "转到号码", "en": "to number"},
    "message": {"zh": "播放提示后挂断", "en": "a message, then the end"},
    "hangup": {"zh": "挂断", "en": "the end of the call"},
}

_RESULTS: Mapping[OfferResult, tuple[str, str]] = {
    OfferResult.NO_ANSWER: ("未应答", "did not answer"),
    OfferResult.REJECTED: ("拒接", "rejected the call"),
    OfferResult.BUSY: ("话机忙", "had a busy phone"),
    OfferResult.UNAVAILABLE: ("话机不可达", "could not be reached"),
    OfferResult.FAILED: ("呼叫失败", "could not be rung for a technical reason"),
    OfferResult.WITHDRAWN: ("已离开或正忙于其他通话", "left or took another call"),
    OfferResult.ANSWERED_ELSEWHERE: ("同振时由他人先接", "was rung with others, and another was first"),
    OfferResult.LEASE_EXPIRED: ("超时无结果", "was rung with no result in time"),
}

SENTENCES: Mapping[str, tuple[str, str]] = {
    "waits": (
        "在队列“{queue}”中已等待{seconds}秒,优先级{priority}。",
        "Has waited {seconds} s in queue “{queue}” with priority {priority}.",
    ),
    "ahead": ("前面还有{count}位。", "{count} ahead in line."),
    "next": ("排在第一位。", "First in line."),
    "estimate": ("预计还需等待{seconds}秒。", "Expected to wait another {seconds} s."),
    "offered_sticky": (
        "正在呼叫上次服务的坐席{agent}(第{attempt}次尝试)。",
        "Agent {agent}, who served this caller last, is being rung (attempt {attempt}).",
    ),
    "offered_longest_idle": (
        "正在呼叫坐席{agent}:空闲时间最长,{idle}秒(第{attempt}次尝试)。",
        "Agent {agent} is being rung: idle the longest, {idle} s (attempt {attempt}).",
    ),
    "offered_round_robin": (
        "正在呼叫坐席{agent}:按轮流次序轮到该坐席(第{attempt}次尝试)。",
        "Agent {agent} is being rung: it is that agent's turn (attempt {attempt}).",
    ),
    "offered_fewest_calls": (
        "正在呼叫坐席{agent}:今日接听最少,{calls}通(第{attempt}次尝试)。",
        "Agent {agent} is being rung: the fewest calls today, {calls} (attempt {attempt}).",
    ),
    "offered_least_talk": (
        "正在呼叫坐席{agent}:今日通话时间最短,{talk}秒(第{attempt}次尝试)。",
        "Agent {agent} is being rung: the least talk time today, {talk} s (attempt {attempt}).",
    ),
    "offered_best_skill": (
        "正在呼叫坐席{agent}:所需技能最强(等级合计{level},第{attempt}次尝试)。",
        "Agent {agent} is being rung: the best at the skills needed (levels add up to {level}, attempt {attempt}).",
    ),
    "offered_fixed_order": (
        "正在呼叫坐席{agent}:按固定次序排在空闲坐席之首(第{attempt}次尝试)。",
        "Agent {agent} is being rung: the first free one in the queue's fixed order (attempt {attempt}).",
    ),
    "offered_ring_all": (
        "正在与其他坐席同时呼叫坐席{agent},先接者得(第{attempt}次尝试)。",
        "Agent {agent} is being rung together with others; the first to answer takes it (attempt {attempt}).",
    ),
    "spent": ("已到等待上限,即将转出队列。", "It has reached the queue's limit and is about to leave the queue."),
    "needs": (
        "需要技能:{skills}。",
        "Needs these skills: {skills}.",
    ),
    "relaxes": (
        "{seconds}秒后放宽为:{skills}。",
        "In {seconds} s it will need only: {skills}.",
    ),
    "relaxed": (
        "因等待已久,技能要求已放宽(最初:{skills})。",
        "Less is asked for because of the long wait (at first: {skills}).",
    ),
    "nobody_able": (
        "队列{members}名坐席中没有人具备所需技能。",
        "None of the queue's {members} agents has the skills needed.",
    ),
    "free_but_unable": (
        "空闲坐席{agents}缺少所需技能:{skills}。",
        "Free agents {agents} lack the skills needed: {skills}.",
    ),
    "in_hand": ("手上有:{items}。", "Has in hand: {items}."),
    "no_room": ("坐席{agent}已满额:{items}。", "Agent {agent} has no room: {items}."),
    "not_beside": (
        "坐席{agent}为{state}状态,此时不分配{media}。",
        "Agent {agent} is {state}, and is offered no {media} then.",
    ),
    "cannot": ("坐席{agent}缺少所需技能:{skills}。", "Agent {agent} lacks the skills needed: {skills}."),
    "aged": (
        "因等待,优先级已提高{steps}级。",
        "Its priority has been raised by {steps} for waiting.",
    ),
    "overflow_ahead": (
        "再等{seconds}秒将转出队列({rule})。",
        "In another {seconds} s it will leave the queue ({rule}).",
    ),
    "closed": ("队列已不在工作时间,即将转出。", "The queue is outside its hours: it is about to leave."),
    "agent_lacks": (
        "缺少队列“{queue}”所需技能:{skills}。",
        "Lacks the skills that queue “{queue}” needs: {skills}.",
    ),
    "held": (
        "正在等待熟悉的坐席{agent}({state}),最多再等{seconds}秒,其间不分配给其他坐席。",
        "Waits for its own agent {agent} ({state}) for up to {seconds} s more; others are not offered it meanwhile.",
    ),
    "not_held": (
        "熟悉的坐席{agent}为{state}状态,不再专门等待。",
        "Its own agent {agent} is {state}: the call does not wait for that agent alone.",
    ),
    "nobody_logged_in": (
        "该队列的{members}名坐席均未签入。",
        "None of the queue's {members} agents is logged in.",
    ),
    "about_to_be_offered": ("有空闲坐席,即将分配。", "An agent is free; the call is about to be offered."),
    "all_occupied": (
        "已签入的{count}名坐席都不能接听:{states}。",
        "None of the {count} agents logged in can take it: {states}.",
    ),
    "agent_available": ("坐席{agent}空闲,可以分配来电。", "Agent {agent} is available and may be offered calls."),
    "agent_device_busy": (
        "坐席{agent}空闲,但话机正在使用,暂不分配来电。",
        "Agent {agent} is available, but the phone is in use: no calls are offered.",
    ),
    "agent_offered": (
        "正在为来电{item}呼叫坐席{agent},同一时间只分配一个来电。",
        "Agent {agent} is being rung for {item}; only one call is offered at a time.",
    ),
    "agent_talking": (
        "坐席{agent}正在通话({item}),已{seconds}秒。",
        "Agent {agent} has been talking for {seconds} s ({item}).",
    ),
    "agent_wrap_up": (
        "坐席{agent}在话后整理,还有{left}秒。",
        "Agent {agent} is in wrap-up for another {left} s.",
    ),
    "agent_busy": (
        "坐席{agent}示忙已{seconds}秒,不接队列来电。{reason}",
        "Agent {agent} has been busy for {seconds} s and takes no queue calls. {reason}",
    ),
    "agent_break": (
        "坐席{agent}小休已{seconds}秒,不接队列来电。{reason}",
        "Agent {agent} has been on a break for {seconds} s and takes no queue calls. {reason}",
    ),
    "agent_not_answering": (
        "坐席{agent}上次未接听,暂停分配,还有{left}秒。",
        "Agent {agent} did not take the last offer and is offered nothing for another {left} s.",
    ),
    "agent_device_lost": (
        "坐席{agent}的话机离线或不可达,恢复前不分配来电。",
        "Agent {agent}'s phone is not registered or cannot be reached: no calls are offered until it is back.",
    ),
    "agent_offline": ("坐席{agent}未签入。", "Agent {agent} is not logged in."),
    "leaving": ("通话结束后签出。", "Logs out after this call."),
    "afterwards": ("之后转为{state}。", "Will then be {state}."),
    "no_queues": ("不属于任何队列。", "Is a member of no queue."),
    "nobody_waits": (
        "所属队列无人可分配;空闲{idle}秒,同时空闲的坐席共{free}名。",
        "Nobody waits whom this agent may take; idle for {idle} s, one of {free} free agents.",
    ),
    "would_get": (
        "空闲后将首先分配队列“{queue}”的来电{item}。",
        "Would then be offered {item} of queue “{queue}” first.",
    ),
} | {f"attempt_{result}": (f"坐席{{agent}}{zh}。", f"Agent {{agent}} {en}.") for result, (zh, en) in _RESULTS.items()}


_Worded = tuple[str, Callable[[Mapping[str, Any]], Any] | None]


def _worded(template: str) -> _Worded:
    """The template as a pattern for `%` and what takes its values out of the data: a tenth of an explanation's time
    went into reading the templates anew."""
    pattern, names = "", []
    for literal, name, _, _ in Formatter().parse(template):
        pattern += literal.replace("%", "%%")
        if name is not None:
            pattern += "%s"
            names.append(name)
    return (pattern, itemgetter(*names)) if names else (pattern % (), None)


_WORDED: Mapping[str, tuple[_Worded, _Worded]] = {
    code: (_worded(zh), _worded(en)) for code, (zh, en) in SENTENCES.items()
}


def sentence(code: str, **data: Any) -> dict[str, Any]:
    """{"code", "data", "zh", "en"}. Seconds are shown whole; a value that is a mapping of languages is shown in
    each. No value is a tuple."""
    (zh, for_zh), (en, for_en) = _WORDED[code]
    in_zh = in_en = data
    for name, value in data.items():
        kind = type(value)
        if kind is float:
            if in_zh is data:
                in_zh = in_en = data.copy()
            in_zh[name] = in_en[name] = round(value)
        elif kind is dict:
            if in_en is in_zh:
                in_zh, in_en = data.copy() if in_zh is data else in_zh, in_zh.copy()
            in_zh[name], in_en[name] = value.get("zh", ""), value.get("en", "")
    return {
        "code": code,
        "data": data,
        "zh": (zh % for_zh(in_zh) if for_zh else zh).strip(),
        "en": (en % for_en(in_en) if for_en else en).strip(),
    }


def agent_name(agent: AgentRecord) -> str:
    """工号 and name."""
    return f"{agent.config.number} {agent.config.name}".strip()


def skills_listed(needs: Needs) -> dict[str, str]:
    """For people, in each language."""
    if not needs:
        return {"zh": "无", "en": "none"}
    words = [f"{skill} ≥ {level}" for skill, level in needs]
    return {"zh": "、".join(words), "en": ", ".join(words)}
