# Web. Reads registers of twin towns, in both directions;
# writes the rows that join a unit to a partner place, and all others with their reason, to results/web/REGISTER/.


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
    output:
        mentions=PLAN.result("web/{register}/mentions.csv"),
        set_aside=PLAN.result("web/{register}/set_aside.csv"),
        accounting=PLAN.result("web/{register}/accounting.csv"),
    params:
        register=lambda wildcards: PLAN.section("registers")["registers"][wildcards.register],
        partners=PLAN.partner_labels(),
        code=PLAN.code("read_register"),
    log:
        PLAN.log("read_register/{register}"),
    benchmark:
        PLAN.benchmark("read_register/{register}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/read_register.py"
