"""The prompts that the system speaks itself, in both languages. A company may word them anew (`Snapshot.notices`)."""

from __future__ import annotations

from collections.abc import Mapping

from telephony.ivr.speech.language import Lang, SpeechError

PROMPTS: Mapping[str, Mapping[Lang, str]] = {
    "recording_notice": {
        "zh": "为保证服务质量，本次通话将被录音。",
        "en": "To assure the quality of our service, this call will be recorded.",
    },
    "agent_number": {
        "zh": "工号{no:digits}为您服务。",
        "en": "Agent number {no:digits} is at your service.",
    },
    "please_hold": {
        "zh": "正在为您转接，请稍候。",
        "en": "We are connecting you, please hold.",
    },
    "all_busy": {
        "zh": "坐席全忙，请您耐心等待，我们会按顺序为您接通。",
        "en": "All our agents are busy. Please stay on the line, calls are answered in turn.",
    },
    "position": {
        "zh": "{ahead:position}，请稍候。",
        "en": "{ahead:position}. Please hold.",
    },
    "queue_closed": {
        "zh": "您好，现在是非工作时间，请在工作时间再次来电。",
        "en": "We are closed at the moment. Please call again during working hours.",
    },
    "queue_full": {
        "zh": "当前排队人数较多，请您稍后再拨。",
        "en": "Too many callers are waiting at the moment. Please call again later.",
    },
    "voicemail_greeting": {
        "zh": "请在提示音后留言，留言结束请按井号键。",
        "en": "Please leave a message after the tone. Press the hash key when you have finished.",
    },
    "voicemail_saved": {
        "zh": "您的留言已经收到，我们会尽快与您联系。",
        "en": "Your message has been received. We will contact you as soon as possible.",
    },
    "voicemail_empty": {
        "zh": "没有听到您的留言。",
        "en": "We did not hear a message.",
    },
    "voicemail_operator": {
        "zh": "如需人工服务请按0。",
        "en": "To speak to an agent, press 0.",
    },
    "voicemail_review": {
        "zh": "保存留言请按1，重新录制请按2，收听留言请按3。",
        "en": "To keep your message, press 1. To record it again, press 2. To hear it, press 3.",
    },
    "voicemail_failed": {
        "zh": "抱歉，现在无法留言，请稍后再拨。",
        "en": "We are sorry, messages cannot be taken at the moment. Please call again later.",
    },
    "goodbye": {
        "zh": "感谢您的来电，再见。",
        "en": "Thank you for calling. Goodbye.",
    },
    "invalid_key": {
        "zh": "您的按键有误，请重新输入。",
        "en": "That is not a valid choice. Please try again.",
    },
    "no_input": {
        "zh": "没有收到您的输入，请重新输入。",
        "en": "We did not receive your choice. Please try again.",
    },
    "too_many_attempts": {
        "zh": "您输入错误的次数过多。",
        "en": "There were too many wrong entries.",
    },
    "outbound_refused": {
        "zh": "该号码不允许呼出。",
        "en": "This number may not be dialled.",
    },
    "outbound_no_line": {
        "zh": "外线暂时不可用，请稍后再拨。",
        "en": "No outside line is available. Please try again later.",
    },
    "caller_refused": {
        "zh": "非常抱歉，您的来电无法接通。",
        "en": "We are sorry, your call cannot be connected.",
    },
    "anonymous_refused": {
        "zh": "我们不接听隐藏号码的来电，请显示号码后重新拨打。",
        "en": "We do not take calls from hidden numbers. Please show your number and call again.",
    },
    "transfer_failed": {
        "zh": "转接没有成功。",
        "en": "The transfer was not successful.",
    },
    "no_agent_answered": {
        "zh": "坐席暂时无法接听，正在为您转接其他坐席。",
        "en": "The agent cannot answer at the moment. We are connecting you to another one.",
    },
    "technical_problem": {
        "zh": "非常抱歉，系统暂时出现故障，请您稍后再拨。",
        "en": "We are sorry, there is a technical problem. Please call again later.",
    },
    "number_unknown": {
        "zh": "您拨打的号码不存在，请核对后再拨。",
        "en": "The number that you have dialled does not exist. Please check it and call again.",
    },
    "wait_under_minute": {
        "zh": "预计等待时间不到一分钟。",
        "en": "The estimated waiting time is less than one minute.",
    },
    "wait_minutes": {
        "zh": "预计等待时间约{minutes:quantity:分钟}。",
        "en": "The estimated waiting time is about {minutes:quantity:minute|minutes}.",
    },
    "callback_key": {
        "zh": "如需我们给您回电，请按{callback_key:key}。",
        "en": "To be called back, press {callback_key:key}.",
    },
    "voicemail_key": {
        "zh": "如需留言，请按{voicemail_key:key}。",
        "en": "To leave a message, press {voicemail_key:key}.",
    },
    "whisper_waited": {
        "zh": "已等待{waited:duration}。",
        "en": "Has waited {waited:duration}.",
    },
    "whisper_callback": {
        "zh": "客户回呼。",
        "en": "A callback.",
    },
    "callback_offer": {
        "zh": "我们可以给您回电，排队位置不变。回拨号码{number:phone}，确认请按1，更换号码请按2，取消请按星号键。",
        "en": "We can call you back and keep your place in the queue. To be called on {number:phone}, press 1. "
        "For another number, press 2. To cancel, press star.",
    },
    "callback_enter": {
        "zh": "请输入您的电话号码，按井号键结束；取消请按星号键。",
        "en": "Please enter your phone number, followed by the hash key. To cancel, press star.",
    },
    "callback_bad_number": {
        "zh": "您输入的号码不正确。",
        "en": "That is not a valid phone number.",
    },
    "callback_refused": {
        "zh": "该号码不能登记回呼。",
        "en": "We cannot call that number back.",
    },
    "callback_confirm": {
        "zh": "我们将回拨{number:phone}，请保持电话畅通。",
        "en": "We will call you back on {number:phone}. Please keep the line free.",
    },
    "code_number": {
        "zh": "请输入工号，以井号键结束。",
        "en": "Enter your agent number, then the hash key.",
    },
    "code_password": {
        "zh": "请输入话机密码，以井号键结束。",
        "en": "Enter your phone password, then the hash key.",
    },
    "code_wrong": {
        "zh": "工号或密码不正确。",
        "en": "Agent number or password is not correct.",
    },
    "code_logged_in": {
        "zh": "签入成功。",
        "en": "You are logged in.",
    },
    "code_logged_out": {
        "zh": "签出成功。",
        "en": "You are logged out.",
    },
    "code_paused": {
        "zh": "已暂停接听。",
        "en": "You are paused.",
    },
    "code_available": {
        "zh": "已恢复接听。",
        "en": "You are available.",
    },
    "code_refused": {
        "zh": "操作没有成功。",
        "en": "That is not possible now.",
    },
    "code_nothing_rings": {
        "zh": "没有可代接的来电。",
        "en": "There is no ringing call to pick up.",
    },
    "messages_count": {
        "zh": "您有{fresh:quantity:条}新留言，{heard:quantity:条}已听留言。",
        "en": "You have {fresh:quantity:new message|new messages} and {heard:quantity:old message|old messages}.",
    },
    "messages_none": {
        "zh": "您没有留言，再见。",
        "en": "You have no messages. Goodbye.",
    },
    "messages_away": {
        "zh": "留言暂时无法收听，请稍后再试。",
        "en": "Messages cannot be played at the moment. Please try again later.",
    },
    "messages_item": {
        "zh": "第{n:number}条，{at:day}，{at:time}。",
        "en": "Message {n:number}, {at:day}, {at:time}.",
    },
    "messages_from": {
        "zh": "来电号码{number:phone}。",
        "en": "From {number:phone}.",
    },
    "messages_hidden": {
        "zh": "来电号码未显示。",
        "en": "The number is not shown.",
    },
    "messages_menu": {
        "zh": "再听一遍请按1，下一条请按2，",
        "en": "To hear it again, press 1. For the next one, press 2.",
    },
    "messages_menu_delete": {
        "zh": "删除请按3，",
        "en": "To delete it, press 3.",
    },
    "messages_menu_handle": {
        "zh": "标为新留言请按5，回拨来电号码请按8，",
        "en": "To keep it as new, press 5. To call the number back, press 8.",
    },
    "messages_menu_end": {
        "zh": "结束请按井号键。",
        "en": "To finish, press the hash key.",
    },
    "messages_delete": {
        "zh": "确认删除这条留言请再按3，保留请按其他键。",
        "en": "To delete this message, press 3 again. To keep it, press any other key.",
    },
    "messages_deleted": {
        "zh": "留言已删除。",
        "en": "The message is deleted.",
    },
    "messages_kept_new": {
        "zh": "已标为新留言。",
        "en": "The message is kept as new.",
    },
    "messages_gone": {
        "zh": "这条留言已被删除。",
        "en": "This message has been deleted meanwhile.",
    },
    "messages_unplayable": {
        "zh": "这条留言暂时无法播放。",
        "en": "This message cannot be played at the moment.",
    },
    "messages_last": {
        "zh": "没有更多留言，再见。",
        "en": "There are no more messages. Goodbye.",
    },
    "rating_request": {
        "zh": "请对本次服务作出评价，满意请按1，一般请按2，不满意请按3。",
        "en": "Please rate our service. Satisfied, press 1. Fair, press 2. Dissatisfied, press 3.",
    },
    "rating_thanks": {
        "zh": "感谢您的评价，再见。",
        "en": "Thank you for your rating. Goodbye.",
    },
}


def prompt(name: str, lang: Lang, notices: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """The text of a system prompt: the company's own wording where it has one. Raises SpeechError for an unknown id."""
    if name not in PROMPTS:
        raise SpeechError(f'there is no system prompt "{name}": use one of {", ".join(PROMPTS)}')
    own = (notices or {}).get(name, {}).get(lang, "")
    return own or PROMPTS[name][lang]


def all_texts(notices: Mapping[str, Mapping[str, str]] | None = None) -> list[tuple[Lang, str]]:
    """Every system prompt in every language, in the company's wording."""
    return [(lang, prompt(name, lang, notices)) for name, texts in PROMPTS.items() for lang in texts]
