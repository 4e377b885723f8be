# Kinds of cooperation and the network. Reads answers, ties, estimates and the gazetteer of partner places;
# writes the typology, the model of cooperation and the network of units and partner places, to results/findings/STUDY/.


rule classify_cooperation:
    message:
        "Finding kinds of cooperation in study {wildcards.study}"
    input:
        analysis=PLAN.result("analysis/analysis.csv"),
        codebooks=[wave.codebook for wave in PLAN.configuration.waves.values()],
        responses=PLAN.per_wave("responses.csv"),
        named_partners=PLAN.per_wave("named_partners.csv"),
    output:
        fit=PLAN.result("findings/{study}/typology_fit.csv"),
        profiles=PLAN.result("findings/{study}/typology_profiles.csv"),
        units=PLAN.result("findings/{study}/typology_units.csv"),
        conditions=PLAN.result("findings/{study}/typology_conditions.csv"),
        values=PLAN.result("findings/{study}/typology_values.json"),
    params:
        configuration=PLAN.section("studies", "outcomes", "waves", "world", "confidence_level", "typology"),
        supplied=PLAN.supplied_labels(),
        code=PLAN.code("classify_cooperation"),
    log:
        PLAN.log("classify_cooperation/{study}"),
    benchmark:
        PLAN.benchmark("classify_cooperation/{study}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/classify_cooperation.py"


rule model_cooperation:
    message:
        "Putting together the model of cooperation of study {wildcards.study}"
    input:
        analysis=PLAN.result("analysis/analysis.csv"),
        estimates=PLAN.result("models/estimates.csv"),
        codebooks=[wave.codebook for wave in PLAN.configuration.waves.values()],
        responses=PLAN.per_wave("responses.csv"),
        named_partners=PLAN.per_wave("named_partners.csv"),
    output:
        model=PLAN.result("findings/{study}/cooperation_model.csv"),
        values=PLAN.result("findings/{study}/cooperation_values.json"),
    params:
        configuration=PLAN.section(
            "studies", "outcomes", "factors", "models", "waves", "world", "confidence_level", "typology"
        ),
        supplied=PLAN.supplied_labels(),
        code=PLAN.code("model_cooperation"),
    log:
        PLAN.log("model_cooperation/{study}"),
    benchmark:
        PLAN.benchmark("model_cooperation/{study}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/model_cooperation.py"


rule analyse_network:
    message:
        "Analysing the network of units and partner places in study {wildcards.study}"
    input:
        countries=PLAN.source(PLAN.configuration.countries),
        units=PLAN.result("frame/units.csv"),
        ties=PLAN.result("ties/ties.csv"),
        analysis=PLAN.result("analysis/analysis.csv"),
        ports=PLAN.source(PLAN.configuration.frame.ports.source),
        places=PLAN.source_files(PLAN.configuration.network.places),
        coordinates=PLAN.source(PLAN.configuration.network.coordinates),
    output:
        located=PLAN.result("findings/{study}/network_located.csv"),
        places=PLAN.result("findings/{study}/network_places.csv"),
        units=PLAN.result("findings/{study}/network_units.csv"),
        flows=PLAN.result("findings/{study}/network_flows.csv"),
        summary=PLAN.result("findings/{study}/network_summary.csv"),
        values=PLAN.result("findings/{study}/network_values.json"),
    params:
        configuration=PLAN.section("studies", "outcomes", "frame", "web", "world", "confidence_level", "network"),
        labels=PLAN.partner_labels(),
        supplied=PLAN.supplied_labels(),
        code=PLAN.code("analyse_network"),
    log:
        PLAN.log("analyse_network/{study}"),
    benchmark:
        PLAN.benchmark("analyse_network/{study}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/analyse_network.py"
