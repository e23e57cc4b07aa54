"""Supervisors in calls: listening, whispering, barging in, taking over, moving callers."""
