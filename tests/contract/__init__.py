"""One suite for every switch: what passes here works the same on the fake and on the real one."""
