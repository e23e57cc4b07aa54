"""What the launcher brings before a command."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.provision import prepare
from server.provision.cache import cache_dir
from server.provision.prepare import needs


@pytest.mark.parametrize("words", [["unit"], ["unit", "-k", "journal"], []], ids=" ".join)
def test_the_unit_tests_have_their_voice(words: list[str]) -> None:
    """One of them hears a text before it is saved, with the real voice."""
    tools, _ = needs("test", ["test", *words])
    assert "espeak-ng" in tools


def forbid(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """This user may not look into the folder (whoever runs the tests may look into all, when he is root)."""
    stat = Path.stat

    def refused(path: Path, **how: bool) -> object:
        if folder in path.parents:
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path, **how)

    monkeypatch.setattr(Path, "stat", refused)


def test_a_home_of_somebody_else_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`sudo -u hotline ./hotline up` may leave HOME as it was."""
    (tmp_path / "root").mkdir()
    forbid(monkeypatch, tmp_path / "root")
    found = cache_dir({"HOME": str(tmp_path / "root"), "HOTLINE_HOME": str(tmp_path / "home")})
    assert found == tmp_path / "home/cache"


def test_a_folder_that_may_not_be_used_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_: object) -> list[str]:
        raise PermissionError(13, "Permission denied", "/root/x/cache")

    monkeypatch.setattr(prepare, "prepare", refused)
    assert prepare.main(["up"]) == 1
    assert capsys.readouterr().err == (
        "hotline: /root/x/cache: Permission denied: set HOTLINE_HOME to a folder that this user may use\n"
    )
