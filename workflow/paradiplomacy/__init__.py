"""Reproducible research on paradiplomacy: who of Europe's cities and regions cooperates with whom, and why.

The library holds all logic and knows nothing of Snakemake. Evidence flows one way through its parts:
sources, frame, survey, web, ties, analysis, models, findings, reports, release.
"""

__version__ = "0.1.0"
