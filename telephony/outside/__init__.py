"""Calls to the outside: which trunk carries them, under which number of ours, and whether they may be made at all."""
