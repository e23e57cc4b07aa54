"""The events benchmark in small: a real core process on the fake switch."""

from pathlib import Path

from server.bench.events import one, tell
from server.bench.report import spread


async def test_a_small_replay_loses_nothing(tmp_path: Path) -> None:
    result = await one(tmp_path / "home", rate=5.0, seconds=1.0)
    assert (result["calls"], result["records"], result["lost"], result["gaps"]) == (5, 5, 0, 0)
    assert result["left_open"] == 0
    assert result["measured"] > 20
    assert 0 < result["p50_ms"] <= result["p99_ms"] <= result["max_ms"]
    assert not (tmp_path / "home").exists()
    figures = {key: spread([result[key]]) for key in ("p50_ms", "p99_ms", "max_ms", "cpu_share")}
    row = {**figures, "rate": 5.0, "calls": 5, "facts": result["facts"], "lost": 0}
    assert "none lost" in tell({"work": "w", "rates": [row]})
