"""The census of units: one row per city and region, with covariates and where each value came from."""
