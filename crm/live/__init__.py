"""What supervisors set and say while calls go on: rules of supervision, limits of alarms, messages."""
