"""Code the dispositions of one survey wave, say who answered, and weigh the answers."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.accounting import SET_ASIDE
    from paradiplomacy.config.load import load_section
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.survey import nonresponse_fields as fields
    from paradiplomacy.survey.codebook import read_codebook
    from paradiplomacy.survey.dispositions import final_dispositions, response_rates
    from paradiplomacy.survey.fields import DISPOSITIONS
    from paradiplomacy.survey.ingest import responses_dataset
    from paradiplomacy.survey.weights import weigh_wave
    from paradiplomacy.tables import read_table, write_table

    units = read_table(snakemake.input.units, UNITS)
    dispositions = read_table(snakemake.input.dispositions, DISPOSITIONS)
    dataset = responses_dataset(read_codebook(snakemake.input.codebook))
    final = final_dispositions(dispositions, read_table(snakemake.input.set_aside, SET_ASIDE), units)
    weighted = weigh_wave(
        dispositions,
        read_table(snakemake.input.responses, dataset),
        units,
        load_section(snakemake.params.configuration)["nonresponse"],
    )
    write_table(final, snakemake.output.final_dispositions, fields.FINAL_DISPOSITIONS)
    write_table(response_rates(final, snakemake.params.level), snakemake.output.response_rates, fields.RESPONSE_RATES)
    write_table(weighted.responders, snakemake.output.responders, fields.RESPONDERS)
    write_table(weighted.response_model, snakemake.output.response_model, fields.RESPONSE_MODEL)
    write_table(weighted.weights, snakemake.output.weights, fields.WEIGHTS)
    write_table(weighted.diagnostics, snakemake.output.weight_diagnostics, fields.WEIGHT_DIAGNOSTICS)
