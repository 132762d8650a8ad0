"""Settings: every setting of a run is declared here once, and read everywhere else."""
