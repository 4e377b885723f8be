"""Draft the codebook of a new survey export."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    import sys

    from paradiplomacy.problems import BadInput, Problem
    from paradiplomacy.survey.scaffold import write_draft

    if not snakemake.input:
        remedy = "write snakemake scaffold --config export=FILE wave=NAME"
        raise BadInput([Problem("the command line", "the path of an export expected", remedy)])
    sys.stderr.write(write_draft(snakemake.input[0], snakemake.output[0]) + "\n")
