# Findings. Reads units, dispositions, weights, ties, analysis table and estimates;
# writes the tables of a study and the named values that publications print, to results/findings/STUDY/,
# and the comparison with published figures, to results/findings/.


rule summarise_findings:
    message:
        "Summarising the findings of study {wildcards.study}"
    input:
        countries=PLAN.source(PLAN.configuration.countries),
        units=PLAN.result("frame/units.csv"),
        supplied=PLAN.result("frame/supplied.csv"),
        parties=PLAN.result("frame/parties.csv"),
        dispositions=PLAN.per_wave("dispositions.csv"),
        weights=PLAN.per_wave("weights.csv"),
        pairs=PLAN.per_partner_wave("pairs.csv"),
        ties=PLAN.result("ties/ties.csv"),
        evidence=PLAN.result("ties/evidence.csv"),
        analysis=PLAN.result("analysis/analysis.csv"),
        estimates=PLAN.result("models/estimates.csv"),
        truth=PLAN.source(PLAN.configuration.world.truth),
        truth_units=PLAN.source(PLAN.configuration.world.truth_units),
    output:
        frame_by_country=PLAN.result("findings/{study}/frame_by_country.csv"),
        response=PLAN.result("findings/{study}/response.csv"),
        cooperation=PLAN.result("findings/{study}/cooperation.csv"),
        paired=PLAN.result("findings/{study}/paired.csv"),
        ties_by_country=PLAN.result("findings/{study}/ties_by_country.csv"),
        tie_sources=PLAN.result("findings/{study}/tie_sources.csv"),
        tie_overlap=PLAN.result("findings/{study}/tie_overlap.csv"),
        recapture_by_country=PLAN.result("findings/{study}/recapture_by_country.csv"),
        tie_vintages=PLAN.result("findings/{study}/tie_vintages.csv"),
        recovery=PLAN.result("findings/{study}/recovery.csv"),
        coverage=PLAN.result("findings/{study}/coverage.csv"),
        weighted_estimates=PLAN.result("findings/{study}/weighted_estimates.csv"),
        late_answers=PLAN.result("findings/{study}/late_answers.csv"),
        nonresponse_bias=PLAN.result("findings/{study}/nonresponse_bias.csv"),
        source_agreement=PLAN.result("findings/{study}/source_agreement.csv"),
        values=PLAN.result("findings/{study}/values.json"),
    params:
        configuration=PLAN.section(
            "studies", "outcomes", "waves", "partner_waves", "registers", "world", "confidence_level"
        ),
        party_days=PLAN.party_days(),
        code=PLAN.code("summarise_findings"),
    log:
        PLAN.log("summarise_findings/{study}"),
    benchmark:
        PLAN.benchmark("summarise_findings/{study}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/summarise_findings.py"


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


rule reconcile_figures:
    message:
        "Setting own figures beside published ones"
    input:
        published="resources/published_figures.yaml",
        units=PLAN.result("frame/units.csv"),
        ties=PLAN.result("ties/ties.csv"),
        analysis=PLAN.result("analysis/analysis.csv"),
    output:
        reconciliation=PLAN.result("findings/reconciliation.csv"),
    params:
        configuration=PLAN.section("outcomes", "waves", "registers", "world"),
        code=PLAN.code("reconcile_figures"),
    log:
        PLAN.log("reconcile_figures"),
    benchmark:
        PLAN.benchmark("reconcile_figures")
    conda:
        ENVIRONMENT
    script:
        "../scripts/reconcile_figures.py"


rule count_frames:
    message:
        "Counting cities and regions by other definitions"
    input:
        units=PLAN.result("frame/units.csv"),
        set_aside=PLAN.result("frame/set_aside.csv"),
        countries=PLAN.source(PLAN.configuration.countries),
        published="resources/published_figures.yaml",
        places=PLAN.source(PLAN.configuration.frame.alternatives.places),
        districts=PLAN.source(PLAN.configuration.frame.districts),
        local_units=PLAN.source_files(PLAN.configuration.frame.nuts.local_units),
        self_governing=PLAN.source(PLAN.configuration.frame.alternatives.self_governing),
    output:
        counts=PLAN.result("findings/frame_counts.csv"),
    params:
        configuration=PLAN.section("frame", "world"),
        code=PLAN.code("count_frames"),
    log:
        PLAN.log("count_frames"),
    benchmark:
        PLAN.benchmark("count_frames")
    conda:
        ENVIRONMENT
    script:
        "../scripts/count_frames.py"
