"""Compare the findings of this run with those of another."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.config.model import World
    from paradiplomacy.release.changes import compare_records
    from paradiplomacy.release.comparison_pages import write_changes
    from paradiplomacy.release.record import read_record

    changes = compare_records(read_record(snakemake.params.base), read_record(snakemake.input.record))
    world = World.model_validate(snakemake.params.world)
    write_changes(snakemake.output.page, snakemake.output.table, changes, world)
