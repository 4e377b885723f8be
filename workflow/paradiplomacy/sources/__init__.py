"""The source registry: where each raw file comes from, under which licence, and which bytes it must have."""
