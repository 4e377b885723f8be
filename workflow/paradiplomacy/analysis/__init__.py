"""The analysis table: one row per study, partner and unit, with outcomes and covariates."""
