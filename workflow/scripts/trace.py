"""Trace a printed number back to raw files and rows."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import sys
    from pathlib import Path

    from paradiplomacy.problems import BadInput, Problem
    from paradiplomacy.release.trace import trace_value

    if not snakemake.params.value:
        remedy = "write snakemake trace --config value=NAME"
        raise BadInput([Problem("the command line", "the name of a value expected", remedy)])
    text = trace_value(snakemake.params.value, snakemake.params.results)
    Path(snakemake.output[0]).write_text(text, encoding="utf-8")
    sys.stderr.write(text)
