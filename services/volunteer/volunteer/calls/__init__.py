"""The calls that the volunteer service answers, by subject."""
