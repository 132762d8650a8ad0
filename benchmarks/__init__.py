"""How fast driftview is, next to others and next to the machine; ``python -m benchmarks`` runs everything."""
