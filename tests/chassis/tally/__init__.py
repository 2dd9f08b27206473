"""A service small enough to see through: it tallies minutes, and fails where a test wants it to."""
