"""Customers and work: what people look at. Knows nothing of channels."""
