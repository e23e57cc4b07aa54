"""The composition roots of core and web, and everything that people and programs reach: HTTP, settings, CLI."""
