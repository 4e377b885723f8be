"""The explorer: one page on which a reader looks up units, their ties and the evidence for each."""
