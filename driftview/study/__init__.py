"""Sweeps, replicates and law-against-run tables."""
