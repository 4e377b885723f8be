"""Estimators, inference and marginal effects, as one long table of tidy estimates."""
