"""Documents (单据): administrators describe a type — form, process, triggers — and one engine runs it."""
