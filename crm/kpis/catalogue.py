"""The one catalogue of figures (KPIs): what each means, in words and as the function that computes it.

Boards, reports, exports and documents take every name and formula from here. A figure whose divisor is zero is
None ("no value"), never 0: nobody answered nothing well or badly.
"""

from __future__ import annotations

from collections.abc import Mapping

from crm.kpis.kpi import (
    AGENTS,
    EVERYBODY,
    QUEUES,
    Group,
    Kpi,
    Text,
    count,
    handling,
    lost,
    mean,
    ratio,
    seconds,
    served,
    share,
    work,
)
from crm.kpis.measures import Measures


def _both(zh: str, en: str) -> Text:
    return {"zh": zh, "en": en}


CATALOGUE: tuple[Kpi, ...] = (
    Kpi(
        "queued",
        _both("排队量", "Calls queued"),
        _both(
            "在时段内离开队列的来电次数（含接通、放弃、溢出、转出）",
            "calls that left a queue in the period, whatever their end",
        ),
        "calls",
        "",
        QUEUES,
        count("queued"),
        note=_both(
            "同一通电话进入两个队列计两次；转回呼的来电在此计一次，回呼本身不再计入。",
            "A call that was in two queues counts twice. A caller who chose a callback counts here once; the callback "
            "itself does not.",
        ),
    ),
    Kpi(
        "answered",
        _both("人工接听量", "Calls answered"),
        _both("离开队列时由坐席接听的次数", "queue visits that ended with an agent's answer"),
        "calls",
        "up",
        QUEUES,
        count("answered"),
    ),
    Kpi(
        "answer_rate",
        _both("人工接通率", "Answer rate"),
        _both("人工接听量 ÷ 排队量", "calls answered ÷ calls queued"),
        "share",
        "up",
        QUEUES,
        share("answered", "queued"),
    ),
    Kpi(
        "service_level",
        _both("{service_level}秒接通率", "Service level ({service_level} s)"),
        _both(
            "等待不超过{service_level}秒即被接听的次数 ÷（排队量 − {short_abandon}秒内放弃的次数）",
            "calls answered after at most {service_level} s of waiting ÷ (calls queued − calls abandoned within "
            "{short_abandon} s)",
        ),
        "share",
        "up",
        QUEUES,
        lambda m: ratio(m.get("answered_in_time", 0), served(m)),
        note=_both("目标秒数按队列设置。", "The target in seconds is set per queue."),
    ),
    Kpi(
        "abandoned",
        _both("放弃量", "Calls abandoned"),
        _both("等待至少{short_abandon}秒后挂机的次数", "callers who hung up after waiting {short_abandon} s or more"),
        "calls",
        "down",
        QUEUES,
        lost,
    ),
    Kpi(
        "short_abandoned",
        _both("短放弃量", "Short abandons"),
        _both("等待不足{short_abandon}秒即挂机的次数", "callers who hung up before {short_abandon} s of waiting"),
        "calls",
        "",
        QUEUES,
        count("short_abandoned"),
    ),
    Kpi(
        "abandon_rate",
        _both("放弃率", "Abandonment rate"),
        _both(
            "放弃量 ÷（排队量 − {short_abandon}秒内放弃的次数）",
            "calls abandoned ÷ (calls queued − calls abandoned within {short_abandon} s)",
        ),
        "share",
        "down",
        QUEUES,
        lambda m: ratio(lost(m), served(m)),
    ),
    Kpi(
        "overflowed",
        _both("溢出量", "Calls overflowed"),
        _both("因队列限制（超时、满员等）离开队列的次数", "queue visits ended by a limit of the queue"),
        "calls",
        "down",
        QUEUES,
        count("overflowed"),
    ),
    Kpi(
        "callbacks",
        _both("转回呼量", "Callbacks asked for"),
        _both("排队中改为预约回呼的次数", "callers who left the queue to be called back"),
        "calls",
        "",
        QUEUES,
        count("callbacks"),
        note=_both("不计为放弃。", "They are not counted as abandoned."),
    ),
    Kpi(
        "callbacks_reached",
        _both("回呼接通量", "Callbacks reached"),
        _both("坐席与客户通上话的回呼次数", "callbacks in which agent and customer talked"),
        "calls",
        "up",
        QUEUES,
        count("callbacks_reached"),
        note=_both("含由流程或接口预约的回呼。", "Those asked for by a flow or by the API are among them."),
    ),
    Kpi(
        "asa",
        _both("平均应答速度", "Average speed of answer (ASA)"),
        _both("被接听来电的等待时长之和 ÷ 人工接听量", "waiting seconds of the calls answered ÷ calls answered"),
        "seconds",
        "down",
        QUEUES,
        mean("answered_wait_ms", "answered"),
        note=_both("等待从进入队列起算，含振铃。", "Waiting counts from entering the queue and includes ringing."),
    ),
    Kpi(
        "mean_wait",
        _both("平均等待时长", "Mean wait"),
        _both("全部等待时长之和 ÷ 排队量", "waiting seconds of all ÷ calls queued"),
        "seconds",
        "down",
        QUEUES,
        mean("wait_ms", "queued"),
    ),
    Kpi(
        "mean_wait_abandoned",
        _both("平均放弃等待时长", "Mean wait before abandoning"),
        _both("放弃者（含短放弃）的等待时长之和 ÷ 放弃者次数", "waiting seconds of all who hung up ÷ their number"),
        "seconds",
        "",
        QUEUES,
        mean("abandoned_wait_ms", "abandoned"),
    ),
    Kpi(
        "handled",
        _both("通话量", "Calls handled"),
        _both(
            "坐席与对方通上话的次数（呼入、呼出、内部），不含被咨询和三方协助",
            "talks of agents: inbound, outbound and internal; without those in which an agent was only consulted or "
            "was the third in a talk",
        ),
        "calls",
        "",
        EVERYBODY,
        count("handled"),
    ),
    Kpi(
        "talk_time",
        _both("通话总时长", "Talk time"),
        _both("通话时长之和，含保持", "seconds of talk in all, hold included"),
        "seconds",
        "",
        EVERYBODY,
        seconds("talk_ms"),
    ),
    Kpi(
        "mean_talk",
        _both("平均通话时长", "Mean talk"),
        _both("通话总时长（含保持）÷ 通话量", "talk time, hold included ÷ calls handled"),
        "seconds",
        "",
        EVERYBODY,
        mean("talk_ms", "handled"),
    ),
    Kpi(
        "mean_hold",
        _both("平均保持时长", "Mean hold"),
        _both("保持时长之和 ÷ 通话量", "seconds on hold ÷ calls handled"),
        "seconds",
        "down",
        EVERYBODY,
        mean("hold_ms", "handled"),
    ),
    Kpi(
        "mean_wrap_up",
        _both("平均话后处理时长", "Mean wrap-up"),
        _both("话后整理时长之和 ÷ 话后整理次数", "seconds of wrap-up ÷ number of wrap-ups"),
        "seconds",
        "down",
        EVERYBODY,
        mean("wrap_up_ms", "wrap_ups"),
    ),
    Kpi(
        "aht",
        _both("平均处理时长", "Average handling time (AHT)"),
        _both("（通话总时长（含保持）+ 话后整理时长）÷ 通话量", "(talk time, hold included + wrap-up) ÷ calls handled"),
        "seconds",
        "down",
        EVERYBODY,
        handling,
    ),
    Kpi(
        "mean_work",
        _both("平均工作时长", "Mean work time"),
        _both(
            "（接听前的振铃时长 + 通话总时长（含保持）+ 话后整理时长）÷ 通话量",
            "(ringing before the answer + talk time, hold included + wrap-up) ÷ calls handled",
        ),
        "seconds",
        "",
        AGENTS,
        work,
        note=_both(
            "一通电话从振铃到整理结束占用坐席的时间。",
            "How long one call occupies its agent, from ring to end of wrap-up.",
        ),
    ),
    Kpi(
        "mean_ring",
        _both("振铃时长", "Mean ring"),
        _both("坐席话机振铃时长之和 ÷ 振铃次数", "seconds that agents' phones rang ÷ number of rings"),
        "seconds",
        "down",
        EVERYBODY,
        mean("ring_ms", "rung"),
    ),
    Kpi(
        "ring_answer_rate",
        _both("坐席接起率", "Rings answered"),
        _both(
            "接起的振铃次数 ÷（振铃次数 − 来电者先挂机或系统收回的次数）",
            "rings answered ÷ (rings − rings that the caller or the system ended)",
        ),
        "share",
        "up",
        EVERYBODY,
        lambda m: ratio(m.get("rung_answered", 0), m.get("rung", 0) - m.get("rung_in_vain", 0)),
    ),
    Kpi(
        "occupancy",
        _both("占用率", "Occupancy"),
        _both(
            "（通话 + 话后整理）时长 ÷（通话 + 话后整理 + 空闲 + 预占 + 振铃）时长",
            "seconds talking or in wrap-up ÷ seconds talking, in wrap-up, available, reserved or ringing",
        ),
        "share",
        "",
        AGENTS,
        share("working_ms", "on_duty_ms"),
        note=_both(
            "示忙、小休、未应答、设备掉线不计入分母。", "Busy, breaks, not answering and a lost device are left out."
        ),
    ),
    Kpi(
        "utilisation",
        _both("工时利用率", "Utilisation"),
        _both("（通话 + 话后整理）时长 ÷ 签入时长", "seconds talking or in wrap-up ÷ seconds logged in"),
        "share",
        "",
        AGENTS,
        share("working_ms", "logged_in_ms"),
    ),
    Kpi(
        "logged_in_time",
        _both("签入时长", "Time logged in"),
        _both("除签出外各状态时长之和", "seconds in any state but logged out"),
        "seconds",
        "",
        AGENTS,
        seconds("logged_in_ms"),
    ),
    Kpi(
        "dialled",
        _both("外呼量", "Calls dialled"),
        _both("坐席拨打外线的次数", "outside numbers dialled by agents"),
        "calls",
        "",
        AGENTS,
        count("dialled"),
    ),
    Kpi(
        "connect_rate",
        _both("外呼接通率", "Outbound connection rate"),
        _both("对方接听的外呼次数 ÷ 外呼量", "outbound calls connected ÷ calls dialled"),
        "share",
        "up",
        AGENTS,
        share("connected", "dialled"),
    ),
    Kpi(
        "repeat_rate",
        _both("重复来电率（{repeat_hours}小时）", "Repeat-call rate ({repeat_hours} h)"),
        _both(
            "此前{repeat_hours}小时内同一号码已来电过的来电数 ÷ 有主叫号码的来电数",
            "inbound calls whose number had already called within {repeat_hours} h before ÷ inbound calls with a "
            "number",
        ),
        "share",
        "down",
        EVERYBODY,
        share("repeated", "callers"),
        live=False,
        note=_both(
            "按电话最后所在的队列和坐席归属；隐藏号码不计。",
            "Counted for the call's last queue and agent; withheld numbers are left out.",
        ),
    ),
    Kpi(
        "first_call_resolution",
        _both("一次解决率（{resolution_hours}小时）", "First-call resolution ({resolution_hours} h)"),
        _both(
            "结束后{resolution_hours}小时内同一号码未再来电的人工接听来电数 ÷ "
            "已满{resolution_hours}小时的人工接听来电数",
            "answered inbound calls after whose end the number did not call again within {resolution_hours} h ÷ "
            "answered inbound calls that ended at least {resolution_hours} h ago",
        ),
        "share",
        "up",
        EVERYBODY,
        share("resolved", "judged"),
        live=False,
        note=_both(
            "未满{resolution_hours}小时的来电尚不能判断，暂不计入；隐藏号码不计。",
            "Calls whose {resolution_hours} h are not over cannot be judged yet and are left out, as are withheld "
            "numbers.",
        ),
    ),
)
BY_ID: Mapping[str, Kpi] = {kpi.id: kpi for kpi in CATALOGUE}


def values(measures: Measures, group: Group, *, live: bool = False) -> dict[str, float | None]:
    """Every figure that exists for such a group."""
    return {kpi.id: kpi.value(measures) for kpi in CATALOGUE if group in kpi.groups and (kpi.live or not live)}
