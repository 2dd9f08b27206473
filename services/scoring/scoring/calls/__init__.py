"""What may be asked of scoring, by subject."""
