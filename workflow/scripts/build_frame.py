"""Take the census of cities and regions."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
    from paradiplomacy.config.load import load_section
    from paradiplomacy.frame.build import build_frame
    from paradiplomacy.frame.evidence import read_evidence
    from paradiplomacy.frame.fields import COVARIATE_SOURCES, UNITS
    from paradiplomacy.tables import write_table

    settings = load_section(snakemake.params.frame)["frame"]
    configured = {name: path for name, path in snakemake.input.items() if path}  # what is not, is an empty list
    frame = build_frame(read_evidence(configured, settings), settings)
    output = snakemake.output
    write_table(frame.units, output.units, UNITS)
    write_table(frame.covariate_sources, output.covariate_sources, COVARIATE_SOURCES)
    write_table(frame.set_aside, output.set_aside, SET_ASIDE)
    write_table(frame.accounting, output.accounting, ACCOUNTING)
