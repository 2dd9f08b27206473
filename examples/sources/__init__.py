"""The tables that the example files are made from: one module per place, and what they share."""
