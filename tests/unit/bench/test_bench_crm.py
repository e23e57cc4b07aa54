"""The benchmark of the CRM on a small database: every read answers, the import ends, the table can be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.bench import crm
from server.settings import Settings


@pytest.mark.timeout(400)
async def test_it_measures_and_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("RUNS", 1), ("LOOKUPS", 5), ("SEARCHES", 1), ("SEARCHED", {"1 character": ("王",)})):
        monkeypatch.setattr(crm, name, value)
    settings = Settings(home=tmp_path, _env_file=None)  # type: ignore[call-arg]
    result = await crm.measure(settings, 1000, 200, kinds=("sqlite",))
    found = result["databases"]["sqlite"]
    assert found["import"]["state"] == "done"
    assert found["import"]["created"] == 200
    assert found["export"]["rows"] >= 200
    assert set(found["reads"]) >= {
        "who calls",
        "1 character",
        "1 character, one unit",
        "list, filtered",
        "tickets: 2 characters",
        "tickets: number, one unit",
        "tickets: list",
        "tickets: by deadline, one unit",
        "tickets: board of steps by deadline",
        "tickets: to do",
    }
    assert "1000 customers" in crm.tell(result)
    assert list((tmp_path / "bench").iterdir()) == []
