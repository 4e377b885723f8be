# Web. Reads registers of twin towns, in both directions;
# writes the rows that join a unit to a partner place, and all others with their reason, what each place and each label of a
# country was taken for, and the partner places of each unit by country, to results/web/REGISTER/. Reads web archives;
# writes their pages as text, with a table of pages and of all other answers with their reason, to
# results/web/pages/ARCHIVE/, decides which places on them are ties, and has people code a sample: their sheets and how far
# they agree stand in results/web/coding/. `snakemake crawl` fetches such archives from the sites of the units; it is no
# part of any other target.

from paradiplomacy.config.shards import part_of, parts_of


rule read_register:
    message:
        "Reading register {wildcards.register} in both directions"
    input:
        tables=lambda wildcards: [
            PLAN.source(source_id) for source_id in PLAN.configuration.registers[wildcards.register].sources
        ],
        companions=lambda wildcards: [
            PLAN.source(source_id) for source_id in PLAN.configuration.registers[wildcards.register].companions
        ],
        units=PLAN.result("frame/units.csv"),
        countries=PLAN.source(PLAN.configuration.countries),
        country_labels=PLAN.source(PLAN.configuration.country_labels),
        region_names=PLAN.source(PLAN.configuration.region_names),
        place_decisions=PLAN.source(PLAN.configuration.place_decisions),
        gazetteer=PLAN.source(PLAN.configuration.frame.cities.names),
    output:
        mentions=PLAN.result("web/{register}/mentions.csv"),
        resolutions=PLAN.result("web/{register}/resolutions.csv"),
        country_labels=PLAN.result("web/{register}/country_labels.csv"),
        partner_countries=PLAN.result("web/{register}/partner_countries.csv"),
        partner_country_rows=PLAN.result("web/{register}/partner_country_rows.csv"),
        set_aside=PLAN.result("web/{register}/set_aside.csv"),
        accounting=PLAN.result("web/{register}/accounting.csv"),
    params:
        register=lambda wildcards: PLAN.section("registers")["registers"][wildcards.register],
        partners=PLAN.partner_labels(),
        places=PLAN.partner_places(),
        registers=PLAN.registers,
        code=PLAN.code("read_register"),
    log:
        PLAN.log("read_register/{register}"),
    benchmark:
        PLAN.benchmark("read_register/{register}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/read_register.py"


rule extract_pages:
    message:
        "Taking pages of text from web archive {wildcards.archive}"
    input:
        archive=lambda wildcards: PLAN.source(wildcards.archive),
        sites=PLAN.source(PLAN.configuration.archives.sites),
        units=PLAN.result("frame/units.csv"),
        texts_parts=parts_of(PLAN.result("web/pages/{archive}/pages.jsonl"), PLAN.configuration.shards.archives),
        pages_parts=parts_of(PLAN.result("web/pages/{archive}/pages.csv"), PLAN.configuration.shards.archives),
        set_aside_parts=parts_of(PLAN.result("web/pages/{archive}/set_aside.csv"), PLAN.configuration.shards.archives),
        accounting_parts=parts_of(PLAN.result("web/pages/{archive}/accounting.csv"), PLAN.configuration.shards.archives),
    output:
        texts=PLAN.result("web/pages/{archive}/pages.jsonl"),
        pages=PLAN.result("web/pages/{archive}/pages.csv"),
        set_aside=PLAN.result("web/pages/{archive}/set_aside.csv"),
        accounting=PLAN.result("web/pages/{archive}/accounting.csv"),
    params:
        archives=PLAN.section("archives")["archives"],
        code=PLAN.code("extract_pages"),
    log:
        PLAN.log("extract_pages/{archive}"),
    benchmark:
        PLAN.benchmark("extract_pages/{archive}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/extract_pages.py"


rule extract_pages_shard:
    message:
        "Taking pages of text from shard {wildcards.shard} of web archive {wildcards.archive}"
    input:
        archive=lambda wildcards: PLAN.source(wildcards.archive),
        sites=PLAN.source(PLAN.configuration.archives.sites),
        units=PLAN.result("frame/units.csv"),
    output:
        texts=temp(part_of(PLAN.result("web/pages/{archive}/pages.jsonl"))),
        pages=temp(part_of(PLAN.result("web/pages/{archive}/pages.csv"))),
        set_aside=temp(part_of(PLAN.result("web/pages/{archive}/set_aside.csv"))),
        accounting=temp(part_of(PLAN.result("web/pages/{archive}/accounting.csv"))),
    params:
        archives=PLAN.section("archives")["archives"],
        shards=PLAN.configuration.shards.archives,
        code=PLAN.code("extract_pages_shard"),
    log:
        PLAN.log("extract_pages_shard/{archive}/{shard}"),
    benchmark:
        PLAN.benchmark("extract_pages_shard/{archive}/{shard}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/extract_pages_shard.py"


rule find_page_ties:
    message:
        "Deciding which partner places on web pages are ties"
    input:
        texts=PLAN.per_archive("pages.jsonl"),
        pages=PLAN.per_archive("pages.csv"),
        gazetteer=[PLAN.source(source) for source in PLAN.configuration.web.gazetteer.values()],
        cues=[PLAN.source(source) for source in PLAN.configuration.web.cues.values()],
        weights=PLAN.source(PLAN.configuration.web.weights),
        truth=PLAN.source(PLAN.configuration.world.truth_pages),
    output:
        mentions=PLAN.result("web/page_mentions.csv"),
        ties=PLAN.result("web/page_ties.csv"),
        evaluation=PLAN.result("web/web_evaluation.csv"),
        coverage=PLAN.result("web/page_coverage.csv"),
    params:
        configuration=PLAN.section("web", "partners"),
        code=PLAN.code("find_page_ties"),
    log:
        PLAN.log("find_page_ties"),
    benchmark:
        PLAN.benchmark("find_page_ties")
    conda:
        ENVIRONMENT
    script:
        "../scripts/find_page_ties.py"


rule draw_coding_sample:
    message:
        "Drawing the passages that people code, and writing a sheet per coder"
    input:
        ties=PLAN.page_ties("page_ties"),
    output:
        sample=PLAN.result("web/coding/coding_sample.csv"),
        sheets=PLAN.coding_sheets("sheet"),
    params:
        configuration=PLAN.section("coding", "web", "world"),
        code=PLAN.code("draw_coding_sample"),
    log:
        PLAN.log("draw_coding_sample"),
    benchmark:
        PLAN.benchmark("draw_coding_sample")
    conda:
        ENVIRONMENT
    script:
        "../scripts/draw_coding_sample.py"


rule measure_reliability:
    message:
        "Reading the coding sheets that came back and measuring how far coders agree"
    input:
        ties=PLAN.page_ties("page_ties"),
        pages=PLAN.per_archive("pages.csv"),
        sample=PLAN.result("web/coding/coding_sample.csv"),
        sheets=PLAN.source_files(PLAN.configuration.coding.sheets),
        adjudication=PLAN.source(PLAN.configuration.coding.adjudication),
    output:
        codes=PLAN.result("web/coding/codes.csv"),
        coded=PLAN.result("web/coding/coded.csv"),
        reliability=PLAN.result("web/coding/reliability.csv"),
        agreement=PLAN.result("web/coding/classifier_agreement.csv"),
        adjudication=PLAN.result("web/coding/adjudication.xlsx"),
        open_sheets=PLAN.coding_sheets("open"),
        set_aside=PLAN.result("web/coding/set_aside.csv"),
        accounting=PLAN.result("web/coding/accounting.csv"),
    params:
        configuration=PLAN.section("coding", "world", "confidence_level"),
        code=PLAN.code("measure_reliability"),
    log:
        PLAN.log("measure_reliability"),
    benchmark:
        PLAN.benchmark("measure_reliability")
    conda:
        ENVIRONMENT
    script:
        "../scripts/measure_reliability.py"


rule decide_page_ties:
    message:
        "Deciding ties on web pages: people first, then the classifier"
    input:
        ties=PLAN.page_ties("page_ties"),
        sample=PLAN.coding_tables("coding_sample"),
        codes=PLAN.coding_tables("codes"),
        coded=PLAN.coding_tables("coded"),
    output:
        decisions=PLAN.result("web/tie_decisions.csv"),
        counts=PLAN.result("web/coding_counts.csv"),
    params:
        code=PLAN.code("decide_page_ties"),
    log:
        PLAN.log("decide_page_ties"),
    benchmark:
        PLAN.benchmark("decide_page_ties")
    conda:
        ENVIRONMENT
    script:
        "../scripts/decide_page_ties.py"


rule crawl:
    message:
        "Fetching the sites of the units; the log is {output.log}, the archives stand beside it"
    input:
        sites=PLAN.source(PLAN.configuration.crawl.sites),
        cues=PLAN.source(PLAN.configuration.crawl.cues),
    output:
        log=f"{PLAN.configuration.crawl.folder}/crawl_log.csv",
    params:
        crawl=PLAN.section("crawl"),
        code=PLAN.code("crawl"),
    log:
        PLAN.log("crawl"),
    benchmark:
        PLAN.benchmark("crawl")
    conda:
        ENVIRONMENT
    script:
        "../scripts/crawl.py"
