"""Programs that refuse to run as root, such as PostgreSQL, are started as nobody."""

from __future__ import annotations

import os
import pwd
import shutil
from pathlib import Path

from server.provision.model import ToolMissing


def prefix() -> tuple[str, ...]:
    """What to put before an argv so that it runs without root's rights; nothing when we have none."""
    if os.getuid() != 0:
        return ()
    user = pwd.getpwnam("nobody")
    if setpriv := shutil.which("setpriv"):
        return (setpriv, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    if runuser := shutil.which("runuser"):
        return (runuser, "-u", "nobody", "--")
    raise ToolMissing(
        "root cannot start it as another user: apt install util-linux, or run Hotline as an ordinary user"
    )


def hand_over(folder: Path) -> Path:
    """Give a folder of ours to the user that `prefix` changes to; nothing to do when we are not root."""
    if os.getuid() == 0:
        user = pwd.getpwnam("nobody")
        os.chown(folder, user.pw_uid, user.pw_gid)
    return folder
