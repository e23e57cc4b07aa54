"""Hang-up causes: Asterisk's numbers (ITU-T Q.850 and a few of its own) to neutral words, and back."""

from __future__ import annotations

import structlog

from telephony.events import Cause

log = structlog.get_logger(__name__)

NEUTRAL: dict[int, Cause] = {
    0: Cause.NORMAL,  # not defined: the channel driver said nothing
    1: Cause.UNALLOCATED,
    2: Cause.UNALLOCATED,  # no route to the transit network
    3: Cause.UNALLOCATED,  # no route to the destination
    4: Cause.UNALLOCATED,  # special information tone
    5: Cause.UNALLOCATED,  # misdialled trunk prefix
    6: Cause.FAILED,  # channel unacceptable
    7: Cause.NORMAL,  # call awarded in an established channel
    8: Cause.CONGESTION,  # preemption
    14: Cause.UNALLOCATED,  # number ported
    16: Cause.NORMAL,
    17: Cause.BUSY,
    18: Cause.NO_ANSWER,  # no user responding
    19: Cause.NO_ANSWER,  # user alerting
    20: Cause.UNAVAILABLE,  # subscriber absent
    21: Cause.REJECTED,
    22: Cause.UNALLOCATED,  # number changed
    23: Cause.REJECTED,  # redirected to a new destination
    25: Cause.FAILED,  # exchange routing error
    26: Cause.ANSWERED_ELSEWHERE,
    27: Cause.UNAVAILABLE,  # destination out of order
    28: Cause.UNALLOCATED,  # invalid number format
    29: Cause.REJECTED,  # facility rejected
    30: Cause.NORMAL,  # response to a status enquiry
    31: Cause.NORMAL,  # normal, unspecified
    34: Cause.CONGESTION,  # no circuit
    38: Cause.CONGESTION,  # network out of order
    41: Cause.CONGESTION,  # temporary failure
    42: Cause.CONGESTION,  # switch congestion
    43: Cause.CONGESTION,  # access information discarded
    44: Cause.CONGESTION,  # requested channel not available
    45: Cause.CONGESTION,  # preempted
    47: Cause.CONGESTION,  # resource unavailable
    50: Cause.REJECTED,  # facility not subscribed
    52: Cause.REJECTED,  # outgoing calls barred
    54: Cause.REJECTED,  # incoming calls barred
    57: Cause.REJECTED,  # bearer capability not authorised
    58: Cause.FAILED,  # bearer capability not available
    63: Cause.FAILED,  # service not available
    65: Cause.FAILED,  # bearer capability not implemented
    66: Cause.FAILED,  # channel type not implemented
    69: Cause.FAILED,  # facility not implemented
    79: Cause.FAILED,  # service not implemented
    81: Cause.FAILED,  # invalid call reference
    87: Cause.REJECTED,  # not a member of the closed user group
    88: Cause.FAILED,  # incompatible destination
    95: Cause.FAILED,  # invalid message
    96: Cause.FAILED,  # mandatory information missing
    97: Cause.FAILED,  # message type does not exist
    98: Cause.FAILED,  # wrong message
    99: Cause.FAILED,  # information element does not exist
    100: Cause.FAILED,  # invalid information element
    101: Cause.FAILED,  # wrong call state
    102: Cause.NO_ANSWER,  # recovery on timer expiry
    103: Cause.FAILED,  # mandatory information length error
    111: Cause.FAILED,  # protocol error
    127: Cause.FAILED,  # interworking
}

NUMBERS: dict[Cause, int] = {
    Cause.NORMAL: 16,
    Cause.BUSY: 17,
    Cause.NO_ANSWER: 19,
    Cause.REJECTED: 21,
    Cause.UNAVAILABLE: 20,
    Cause.CANCELLED: 16,
    Cause.ANSWERED_ELSEWHERE: 26,
    Cause.UNALLOCATED: 1,
    Cause.CONGESTION: 34,
    Cause.FAILED: 41,
}


def neutral(number: int) -> Cause:
    """The neutral cause; an unknown number is `failed` and is logged."""
    cause = NEUTRAL.get(number)
    if cause is None:
        log.warning("asterisk.unknown_cause", cause=number)
        return Cause.FAILED
    return cause
