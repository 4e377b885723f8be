"""Read interviews and write what their persons consented to."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from paradiplomacy.accounting import ACCOUNTING, SET_ASIDE
    from paradiplomacy.config.load import load_section
    from paradiplomacy.digest import files_digest
    from paradiplomacy.findings import interview_fields
    from paradiplomacy.findings.fields import stamped
    from paradiplomacy.findings.interview_codes import describe_codes
    from paradiplomacy.findings.interview_sources import (
        gather_codes,
        read_code_books,
        read_other_names,
        read_projects,
        write_code_book,
    )
    from paradiplomacy.findings.interviews import (
        accept_interviews,
        enter_interviews,
        summarise_interviews,
    )
    from paradiplomacy.findings.values import ValueBook
    from paradiplomacy.frame.fields import UNITS
    from paradiplomacy.tables import read_table, write_table

    configuration = load_section(snakemake.params.configuration)
    settings, inputs = configuration["interviews"], snakemake.input
    projects = read_projects(settings, inputs.projects, inputs.documents, inputs.codings)
    others = read_other_names(inputs.get("others"))
    accepted = accept_interviews(projects, settings, read_table(inputs.units, UNITS), others)
    level = configuration["confidence_level"]
    tables = summarise_interviews(accepted, longest=settings.longest_quotation, confidence_level=level)
    codes = gather_codes(projects, read_code_books(settings, inputs.codebooks))
    codes, tables["code_list"] = describe_codes(accepted, codes)
    book = ValueBook("read_interviews", files_digest(inputs))
    enter_interviews(book, tables, accepted.given)
    for name, table in tables.items():
        dataset = getattr(interview_fields, name.upper())
        write_table(stamped(table, configuration["world"]), snakemake.output[name], dataset)
    write_table(accepted.set_aside, snakemake.output.set_aside, SET_ASIDE)
    write_table(accepted.accounting, snakemake.output.accounting, ACCOUNTING)
    write_code_book(codes, snakemake.output.codebook)
    book.write(snakemake.output.values)
