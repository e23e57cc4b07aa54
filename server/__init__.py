"""The composition roots of core and web, and everything that people and programs reach: HTTP, settings, CLI."""

import gc

gc.set_threshold(20_000, 20, 20)
# The modules of a process are some hundred thousand objects that stay. With Python's own thresholds (700, 10, 10) they
# are looked through seven times while they are loaded, over a second in all, and later for a third of a second
# whenever a few clients more are there, and everybody waits. See server/heap.py.
