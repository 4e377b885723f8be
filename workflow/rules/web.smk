# Web. Reads registers of twin towns, in both directions;
# writes the rows that join a unit to a partner place, and all others with their reason, and what each place and each
# label of a country was taken for, to results/web/REGISTER/.


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
        set_aside=PLAN.result("web/{register}/set_aside.csv"),
        accounting=PLAN.result("web/{register}/accounting.csv"),
    params:
        register=lambda wildcards: PLAN.section("registers")["registers"][wildcards.register],
        partners=PLAN.partner_labels(),
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
