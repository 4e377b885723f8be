"""Evidence from outside the survey: registers of twin towns, read in both directions."""
