"""The calls that the ticketing service answers, by subject."""
