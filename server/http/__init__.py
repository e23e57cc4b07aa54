"""The HTTP API: one thin file per resource."""
