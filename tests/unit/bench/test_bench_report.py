"""What benchmarks count and how they tell it."""

import os
import threading
import time
from pathlib import Path

import orjson
import pytest

from server import bench
from server.bench import acd, calls, crm, events, pop, wait, web
from server.bench.calls import Run
from server.bench.cpu import usage, usages
from server.bench.load import Driven
from server.bench.report import percentile, save, spread, table
from server.settings import load
from telephony.errors import ConfigError


def test_percentiles_and_spreads() -> None:
    assert percentile([], 0.5) == 0.0
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile(list(range(1000)), 0.99) == 990
    assert spread([3.0, 1.0, 2.0]) == {"median": 2.0, "min": 1.0, "max": 3.0}
    assert spread([])["median"] == 0.0


def test_tables_are_aligned() -> None:
    lines = table(("a", "long"), [(1, 2), (333, "x")]).splitlines()
    assert lines == ["  a  long", "---  ----", "  1     2", "333     x"]


def test_results_are_saved_with_the_machine(tmp_path: Path) -> None:
    path = save(tmp_path / "bench", "calls", {"runs": 5})
    saved = orjson.loads(path.read_bytes())
    assert (path.name, saved["bench"], saved["runs"]) == ("calls.json", "calls", 5)
    assert saved["machine"]["cores"] == os.cpu_count()


def test_work_of_low_priority_is_told_apart() -> None:
    done = threading.Event()
    idle = threading.Event()

    def work() -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 15)
        end = time.thread_time() + 0.4
        while time.thread_time() < end:
            sum(range(1000))
        done.set()
        idle.wait(10)

    before = usage(os.getpid())
    thread = threading.Thread(target=work)
    thread.start()
    assert done.wait(30)
    used = usages({"self": os.getpid()})["self"] - before
    idle.set()
    thread.join()
    assert used.background >= 0.1
    assert used.total >= used.background - 0.03  # the kernel tells them in ticks of 0.01 s, user and system apart
    assert used.foreground == pytest.approx(used.total - used.background)


def test_a_process_that_is_gone_is_named() -> None:
    with pytest.raises(ProcessLookupError, match="is gone"):
        usage(2**22 - 7)


def test_an_unknown_benchmark_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="use one of acd, wait, calls, events, pop"):
        bench.run(["speed"], load(home=tmp_path))


def test_all_benchmarks_run_by_default_and_one_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    for module, status in ((acd, 0), (wait, 0), (calls, 0), (events, 1), (pop, 0), (crm, 0), (web, 0)):
        monkeypatch.setattr(module, "run", lambda _settings, n=module.NAME, s=status, **_options: ran.append(n) or s)
    assert bench.run([], load(home=tmp_path)) == 1
    assert bench.run(["pop"], load(home=tmp_path)) == 0
    assert ran == [*bench.NAMES, "pop"]


def one_run(arm: str, cpu: float) -> Run:
    driven = Driven(started=10, talked=10, seconds=5.0, cpu=1.0, setups=[0.5] * 10)
    processes = {"switch": cpu} if arm == "native" else {"switch": cpu / 2, "core": cpu / 4, "web": cpu / 4}
    return Run(arm, 10.0, driven, processes, 20.0 if arm == "hotline" else 0.0, 10, 10)


def test_the_ratio_is_the_median_over_pairs_of_runs() -> None:
    done = [run for cpu in (10.0, 12.0, 11.0) for run in (one_run("native", 10.0), one_run("hotline", cpu))]
    result = calls._result(done, 5.0, 40)
    (row,) = result["rates"]
    assert row["ratio"] == {"median": 1.1, "min": 1.0, "max": 1.2}
    assert row["hotline"]["records"] == 30
    told = calls.tell(result)
    assert "1.10" in told
    assert "30/30" in told
    assert "20 ms of CPU per call" in told


def test_a_run_is_clean_only_when_every_call_talked() -> None:
    assert Driven(started=5, talked=5, seconds=1.0).clean
    assert not Driven(started=5, talked=4, seconds=1.0).clean
    assert not Driven(started=5, talked=5, failed=1, seconds=1.0).clean
    assert not Driven(started=5, talked=5, seconds=1.0, skipped=100).clean
