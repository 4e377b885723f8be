# Frame. Reads lists of cities and regions, GDP, ports, parties and context;
# writes the census of units, the parties in office by day, supplied covariates, where each value came from, and what was set aside, to results/frame/.


rule build_frame:
    message:
        "Taking the census of cities and regions"
    input:
        countries=PLAN.source(PLAN.configuration.countries),
        cities=PLAN.source(PLAN.configuration.frame.cities.source),
        population=PLAN.source(PLAN.configuration.frame.cities.population),
        names=PLAN.source(PLAN.configuration.frame.cities.names),
        regions=PLAN.source(PLAN.configuration.frame.regions.source),
        region_population=PLAN.source(PLAN.configuration.frame.regions.population),
        gdp=PLAN.source(PLAN.configuration.frame.gdp.source),
        ports=PLAN.source(PLAN.configuration.frame.ports.source),
        parties=PLAN.source(PLAN.configuration.frame.parties.parties),
        cabinets=PLAN.source(PLAN.configuration.frame.parties.cabinets),
        local=PLAN.source(PLAN.configuration.frame.parties.local),
        airports=PLAN.optional_source("airports"),
        routes=PLAN.optional_source("airports", "routes"),
        education=PLAN.optional_source("education"),
        typologies=PLAN.optional_source("typologies"),
        codes=PLAN.source(PLAN.configuration.frame.nuts.codes),
        changes=PLAN.source(PLAN.configuration.frame.nuts.changes),
        areas=PLAN.source(PLAN.configuration.frame.placing_areas),
        converters=PLAN.source_files(PLAN.configuration.frame.nuts.matrices().values()),
        districts=PLAN.source(PLAN.configuration.frame.districts),
        local_units=PLAN.source_files(PLAN.configuration.frame.placing_units),
        seats=PLAN.optional_source("seats"),
        wikidata=PLAN.party_keys("wikidata"),
        ches=PLAN.party_keys("ches"),
        supplied=list(PLAN.supplied_sources().values()),
    output:
        units=PLAN.result("frame/units.csv"),
        parties=PLAN.result("frame/parties.csv"),
        supplied=PLAN.result("frame/supplied.csv"),
        covariate_sources=PLAN.result("frame/covariate_sources.csv"),
        set_aside=PLAN.result("frame/set_aside.csv"),
        accounting=PLAN.result("frame/accounting.csv"),
    params:
        frame=PLAN.section("frame"),
        supplied=PLAN.supplied_sources(),
        code=PLAN.code("build_frame"),
    log:
        PLAN.log("build_frame"),
    benchmark:
        PLAN.benchmark("build_frame")
    conda:
        ENVIRONMENT
    script:
        "../scripts/build_frame.py"
