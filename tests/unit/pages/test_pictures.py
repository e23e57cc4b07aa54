"""The pictures of the pages are found in one index."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from server.pictures import LOOKS, index, slim


def test_the_index_names_pages_as_the_menu_does_and_only_those_with_pictures(tmp_path: Path) -> None:
    for name in ("flow", "admin-users", "admin-queues"):
        for look in LOOKS[: 1 if name == "admin-queues" else 2]:
            Image.effect_noise((90, 60), 60).save(tmp_path / f"{name}-{look}.png")
    assert slim(tmp_path) == sum(path.stat().st_size for path in tmp_path.glob("*.png"))
    index(tmp_path)
    text = (tmp_path / "README.md").read_text()
    assert text.index("## 用户 Users") < text.index("## 流程编辑器 Flow editor")
    assert "![用户](admin-users-zh-CN-light.png) | ![Users](admin-users-en-dark.png)" in text
    assert "queues" not in text
