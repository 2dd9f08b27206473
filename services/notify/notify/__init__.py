"""Who must hear of it: an inbox per person, filled by events."""
