"""Readers of published formats, with their quirks. Each returns the file as it is, typed, with row numbers."""
