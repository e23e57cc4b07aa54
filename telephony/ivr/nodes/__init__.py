"""One file per kind of node: its fields as a frozen dataclass, and what it does with a caller."""
