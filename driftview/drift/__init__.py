"""The loop: settings, regimes, generations, lineages."""
