"""Calls, what is left of them, and the figures made of them."""

from __future__ import annotations

from crm.roles.catalogue.kinds import rows, whole

FUNCTIONS = (
    whole(
        "phone.use", "使用话务条", "Use the phone bar",
        "supervisor", "agent", "team_leader", "quality", "dispatcher", "campaigns",
    ),
    rows(
        "calls.read", "查看通话记录", "See call records",
        supervisor="below", agent="own", team_leader="below", quality="below", dispatcher="own", campaigns="below",
    ),
    rows("calls.export", "导出通话记录", "Export call records", supervisor="below"),
    rows(
        "calls.write", "填写话后小结", "Complete call records",
        supervisor="below", agent="own", team_leader="below", dispatcher="own", campaigns="own",
    ),
    rows(
        "callbacks.read", "查看回拨", "See callbacks",
        supervisor="below", agent="own", team_leader="below", dispatcher="own", campaigns="below",
    ),
    rows("callbacks.export", "导出回拨", "Export callbacks", supervisor="below"),
    rows(
        "callbacks.write", "登记和取消回拨", "Note and cancel callbacks",
        supervisor="below", agent="own", team_leader="below", dispatcher="own", campaigns="below",
    ),
    rows(
        "recordings.read", "查看和播放录音", "See and play recordings",
        supervisor="below", agent="own", team_leader="below", quality="below", dispatcher="own", campaigns="below",
    ),
    rows(
        "recordings.download", "下载和校验录音", "Download and verify recordings",
        supervisor="below", quality="below",
    ),
    rows("recordings.export", "导出录音清单", "Export lists of recordings", supervisor="below", quality="below"),
    rows("recordings.delete", "删除录音", "Delete recordings", supervisor="below"),
    rows(
        "recordings.comment", "给录音加批注", "Comment on recordings",
        supervisor="below", team_leader="below", quality="below",
    ),
    rows(
        "quality.read", "查看质检评分", "See quality assessments",
        supervisor="below", agent="own", team_leader="below", quality="below", dispatcher="own", campaigns="own",
    ),
    rows(
        "quality.write", "质检评分与校准", "Assess and calibrate quality",
        supervisor="below", team_leader="below", quality="below",
    ),
    whole("quality.manage", "管理质检评分表", "Make scorecards", "supervisor", "quality"),
    whole("recordings.retain", "设置录音保留期限", "Set how long recordings are kept"),
    rows("holds.manage", "管理保全", "Manage legal holds", supervisor="below", quality="below"),
    rows(
        "voicemails.read", "查看和收听留言", "See and play voicemails",
        supervisor="below", agent="own", team_leader="below", quality="below", dispatcher="own", campaigns="own",
    ),
    rows(
        "voicemails.handle", "处理留言", "Handle voicemails",
        supervisor="below", agent="own", team_leader="below", dispatcher="own", campaigns="own",
    ),
    rows("voicemails.export", "导出留言", "Export voicemails", supervisor="below"),
    rows("voicemails.delete", "删除留言", "Delete voicemails", supervisor="below"),
    rows(
        "histories.read", "查看历史记录", "See histories",
        supervisor="below", agent="own", team_leader="below", quality="below", dispatcher="own", campaigns="below",
    ),
    rows(
        "histories.ivr", "查看语音导航记录", "See histories of menus",
        supervisor="below", team_leader="below", quality="below",
    ),
    rows(
        "histories.export", "导出历史记录", "Export histories",
        supervisor="below", team_leader="below", quality="below",
    ),
    rows(
        "kpis.read", "查看指标", "See figures",
        supervisor="below", agent="own", team_leader="below", quality="below", dispatcher="own", campaigns="below",
    ),
    whole("kpis.manage", "设置指标口径", "Set the thresholds of figures"),
    rows(
        "surveys.read", "查看满意度评价", "See ratings",
        supervisor="below", agent="own", team_leader="below", quality="below", dispatcher="own", campaigns="below",
    ),
    rows("surveys.export", "导出满意度评价", "Export ratings", supervisor="below", quality="below"),
)  # fmt: skip
