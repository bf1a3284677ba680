"""The algebra of assessments: pure functions over frozen values; no Django, no clock, no randomness."""
