"""The first set-up of an empty installation: how far it has come."""
