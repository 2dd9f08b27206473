"""Loads that benchmarks put on Linli, in processes of their own."""
