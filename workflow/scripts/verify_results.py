"""Hold the record of this run against the expected one."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.config.model import World
    from paradiplomacy.release.comparison_pages import write_verification
    from paradiplomacy.release.expected import read_expected
    from paradiplomacy.release.record import read_record
    from paradiplomacy.release.verification import verify_record

    verification = verify_record(read_expected(snakemake.params.expected), read_record(snakemake.input.record))
    world = World.model_validate(snakemake.params.world)
    write_verification(snakemake.output.page, snakemake.output.table, verification, world)
