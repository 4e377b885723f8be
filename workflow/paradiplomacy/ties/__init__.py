"""Ties: one row per unit and partner place, with every piece of evidence."""
