"""Simulated customers and agents that make real SIP calls."""
