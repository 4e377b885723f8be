"""The simulated world: known truth, written in the published formats of the real sources."""
