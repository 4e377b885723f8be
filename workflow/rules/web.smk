# Web. Reads registers of twin towns, in both directions;
# writes the rows that join a unit to a partner place, and all others with their reason, what each place and each label of a
# country was taken for, and the partner places of each unit by country, to results/web/REGISTER/. Reads web archives;
# writes their pages as text, with a table of pages and of all other answers with their reason, to
# results/web/pages/ARCHIVE/. `snakemake crawl` fetches such archives from the sites of the units; it is no part of any
# other target.


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
