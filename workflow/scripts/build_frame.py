"""Take the census of cities and regions."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
    from paradiplomacy.config.load import load_section
    from paradiplomacy.frame.build import build_frame
    from paradiplomacy.frame.evidence import read_evidence
    from paradiplomacy.frame.fields import COVARIATE_SOURCES, PARTIES_IN_OFFICE, SUPPLIED, UNITS
    from paradiplomacy.tables import write_table

    settings = load_section(snakemake.params.frame)["frame"]
    supplied = snakemake.params.supplied
    # what is not configured is an empty list
    configured = {name: path for name, path in snakemake.input.items() if path and name != "supplied"}
    frame = build_frame(read_evidence(configured, settings, supplied), settings)
    output = snakemake.output
    write_table(frame.units, output.units, UNITS)
    write_table(frame.parties, output.parties, PARTIES_IN_OFFICE)
    write_table(frame.supplied, output.supplied, SUPPLIED)
    write_table(frame.covariate_sources, output.covariate_sources, COVARIATE_SOURCES)
    write_table(frame.set_aside, output.set_aside, SET_ASIDE)
    write_table(frame.accounting, output.accounting, ACCOUNTING)
