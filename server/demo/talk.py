"""Two people talking: a sentence, a pause to listen, the next sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import cycle

from server.demo.persona import Dice
from server.demo.ua import Call, CallState, Source


async def converse(call: Call, sentences: Sequence[Source], dice: Dice, seconds: float) -> None:
    """Say the sentences, over and over, for about `seconds` or until the call ends; the last one is finished."""
    deadline = asyncio.get_running_loop().time() + seconds
    for sentence in cycle(sentences):
        if call.state is not CallState.ANSWERED:
            return
        await call.play(sentence)
        left = deadline - asyncio.get_running_loop().time()
        if left <= 0 or await ended_within(call, min(left, dice.between(0.6, 2.5))):
            return


async def ended_within(call: Call, seconds: float) -> bool:
    """Wait; True when the call has ended meanwhile."""
    try:
        await call.wait_ended(seconds)
    except TimeoutError:
        return False
    return True
