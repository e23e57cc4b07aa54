"""Calling back instead of waiting: who wants it, on which number, at which place in the queue, and what came of it."""
