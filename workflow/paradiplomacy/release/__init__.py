"""What proves a run: the manifest of results, inputs, code and versions."""
