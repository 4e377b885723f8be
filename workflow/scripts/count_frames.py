"""Count cities and regions by other definitions than that of the frame."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.accounting import SET_ASIDE
    from paradiplomacy.config.load import load_section
    from paradiplomacy.findings.fields import FRAME_COUNTS
    from paradiplomacy.findings.frame_counts import CountedEvidence, count_frames, read_self_governing
    from paradiplomacy.findings.published import load_published_figures
    from paradiplomacy.frame.countries import read_countries
    from paradiplomacy.frame.districts import read_districts
    from paradiplomacy.frame.evidence import read_all_local_units
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.readers.geonames import read_geonames
    from paradiplomacy.tables import read_table, write_table

    configuration = load_section(snakemake.params.configuration)
    frame, files = configuration["frame"], snakemake.input
    evidence = CountedEvidence(
        units=read_table(files.units, UNITS),
        set_aside=read_table(files.set_aside, SET_ASIDE),
        countries=read_countries(files.countries),
        published=load_published_figures(files.published),
        places=read_geonames(files.places) if files.places else None,
        districts=read_districts(files.districts) if files.districts else None,
        local_units=read_all_local_units(frame.nuts.local_units, list(files.local_units)),
        self_governing=read_self_governing(files.self_governing) if files.self_governing else None,
    )
    write_table(count_frames(evidence, frame, configuration["world"]), snakemake.output.counts, FRAME_COUNTS)
