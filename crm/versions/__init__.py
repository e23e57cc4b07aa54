"""Versions of settings: what each was, who changed it and when, and the way back (docs/adr/0214)."""
