"""Put together the model of cooperation of one study."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.analysis.build import analysis_dataset
    from paradiplomacy.config.load import load_section
    from paradiplomacy.digest import files_digest
    from paradiplomacy.findings.cooperation_model import assemble_model, scale_table, share_naming
    from paradiplomacy.findings.cooperation_values import enter_model
    from paradiplomacy.findings.success_fields import SUCCESS_DETERMINANTS
    from paradiplomacy.findings.typology_fields import COOPERATION_MODEL
    from paradiplomacy.findings.values import ValueBook
    from paradiplomacy.findings.wave_answers import among_cooperating, study_answers
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.models.fields import ESTIMATES
    from paradiplomacy.tables import read_table, write_table

    configuration = load_section(snakemake.params.configuration)
    name, world, level = snakemake.wildcards.study, configuration["world"], configuration["confidence_level"]
    study, outcomes = configuration["studies"][name], configuration["outcomes"]
    analysis = read_table(snakemake.input.analysis, analysis_dataset(outcomes, snakemake.params.supplied))
    analysis = analysis[analysis["study"] == name]
    files = {kind: snakemake.input[kind] for kind in ("codebooks", "responses", "weights", "named_partners")}
    units = read_table(snakemake.input.units, UNITS)
    waves = study_answers(study, units=units, waves=configuration["waves"], **files)
    waves = among_cooperating(waves, analysis, study.outcome_of_kind("binary", outcomes))
    scales = scale_table(waves, configuration["typology"], configuration["success"])
    estimates = read_table(snakemake.input.estimates, ESTIMATES)
    model = assemble_model(
        estimates[estimates["study"] == name],
        scales,
        analysis,
        read_table(snakemake.input.determinants, SUCCESS_DETERMINANTS),
        study=study,
        confidence_level=level,
        **{kind: configuration[kind] for kind in ("outcomes", "factors", "models")},
    )
    book = ValueBook("model_cooperation", files_digest(snakemake.input))
    enter_model(book, model, share_naming(scales, level))
    write_table(model.assign(world=world.stamp or world.name), snakemake.output.model, COOPERATION_MODEL)
    book.write(snakemake.output.values)
