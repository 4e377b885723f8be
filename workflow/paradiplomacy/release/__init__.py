"""What proves a run: manifest, verification against expected results, comparison of runs, replication package."""
