"""Every function that can be permitted, as data: one file a field of work."""
