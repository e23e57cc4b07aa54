"""Programs that Hotline needs besides Python: found on the host, or fetched without root into a cache.

Only the standard library is used here: the launcher runs this before there is a .venv.
"""

from server.provision.finder import NAMES, ensure, find, print_line, tool
from server.provision.model import FetchFailed, Tool, ToolMissing

__all__ = ["NAMES", "FetchFailed", "Tool", "ToolMissing", "ensure", "find", "print_line", "tool"]
