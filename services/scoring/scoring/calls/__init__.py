"""The calls that the scoring service answers, by subject."""
