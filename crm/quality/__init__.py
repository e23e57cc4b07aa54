"""Quality (质检): scorecards, assessments of recorded conversations, appeals, calibration."""
