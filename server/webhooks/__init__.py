"""Webhooks leave the house: who is told, in order, signed, and not lost."""
