# Findings, cooperation. Reads units, ties, partner places of registers, answers, analysis table and estimates;
# writes kinds of cooperation, the model of cooperation, the network, the register of units, the rank of partner countries
# and the cases, to results/findings/STUDY/.


rule classify_cooperation:
    message:
        "Finding kinds of cooperation in study {wildcards.study}"
    input:
        units=PLAN.result("frame/units.csv"),
        analysis=PLAN.result("analysis/analysis.csv"),
        codebooks=[PLAN.all_waves[wave].codebook for wave in PLAN.waves],
        responses=PLAN.per_wave("responses.csv"),
        weights=PLAN.per_wave("weights.csv"),
        named_partners=PLAN.per_wave("named_partners.csv"),
    output:
        fit=shown("findings/{study}/typology_fit.csv"),
        profiles=shown("findings/{study}/typology_profiles.csv"),
        units=PLAN.result("findings/{study}/typology_units.csv"),
        conditions=shown("findings/{study}/typology_conditions.csv"),
        values=PLAN.result("findings/{study}/typology_values.json"),
    params:
        configuration=PLAN.section(
            "studies", "outcomes", "waves", "world", "confidence_level", "typology", "disclosure"
        ),
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
        units=PLAN.result("frame/units.csv"),
        analysis=PLAN.result("analysis/analysis.csv"),
        estimates=PLAN.result("models/estimates.csv"),
        determinants=PLAN.result("findings/{study}/success_determinants.csv"),
        codebooks=[PLAN.all_waves[wave].codebook for wave in PLAN.waves],
        responses=PLAN.per_wave("responses.csv"),
        weights=PLAN.per_wave("weights.csv"),
        named_partners=PLAN.per_wave("named_partners.csv"),
    output:
        model=shown("findings/{study}/cooperation_model.csv"),
        values=PLAN.result("findings/{study}/cooperation_values.json"),
    params:
        configuration=PLAN.section(
            "studies", "outcomes", "factors", "models", "waves", "world", "confidence_level", "typology", "success"
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
        located=shown("findings/{study}/network_located.csv"),
        places=shown("findings/{study}/network_places.csv"),
        units=PLAN.result("findings/{study}/network_units.csv"),
        flows=shown("findings/{study}/network_flows.csv"),
        summary=shown("findings/{study}/network_summary.csv"),
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


rule register_units:
    message:
        "Writing the register of units of study {wildcards.study}"
    input:
        countries=PLAN.source(PLAN.configuration.countries),
        units=PLAN.result("frame/units.csv"),
        dispositions=PLAN.per_wave("dispositions.csv"),
        ties=PLAN.result("ties/ties.csv"),
        evidence=PLAN.result("ties/evidence.csv"),
        analysis=PLAN.result("analysis/analysis.csv"),
        public_ties=PLAN.result("ties/public_ties.csv"),
        public_evidence=PLAN.result("ties/public_evidence.csv"),
        public_analysis=PLAN.result("analysis/public_analysis.csv"),
        codebooks=list(PLAN.promises().values()),
    output:
        register=PLAN.result("findings/{study}/unit_register.csv"),
        types=shown("findings/{study}/unit_types.csv"),
        values=PLAN.result("findings/{study}/unit_values.json"),
    params:
        configuration=PLAN.section("studies", "outcomes", "waves", "registers", "world", "disclosure"),
        code=PLAN.code("register_units"),
    log:
        PLAN.log("register_units/{study}"),
    benchmark:
        PLAN.benchmark("register_units/{study}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/register_units.py"


rule rank_partner_countries:
    message:
        "Ranking the partner countries of study {wildcards.study}"
    input:
        countries=PLAN.source(PLAN.configuration.countries),
        country_labels=PLAN.source(PLAN.configuration.country_labels),
        units=PLAN.result("frame/units.csv"),
        partner_countries=[
            PLAN.result(f"web/{register}/partner_countries.csv") for register in PLAN.configuration.ranking.registers
        ],
    output:
        ranking=shown("findings/{study}/partner_ranking.csv"),
        contrasts=shown("findings/{study}/partner_contrasts.csv"),
        values=PLAN.result("findings/{study}/ranking_values.json"),
    params:
        configuration=PLAN.section("studies", "registers", "ranking", "confidence_level", "world"),
        code=PLAN.code("rank_partner_countries"),
    log:
        PLAN.log("rank_partner_countries/{study}"),
    benchmark:
        PLAN.benchmark("rank_partner_countries/{study}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/rank_partner_countries.py"


rule select_cases:
    message:
        "Selecting cases of study {wildcards.study}"
    input:
        units=PLAN.result("frame/units.csv"),
        analysis=PLAN.result("analysis/analysis.csv"),
        public_analysis=PLAN.result("analysis/public_analysis.csv"),
        ties=PLAN.result("ties/ties.csv"),
        public_ties=PLAN.result("ties/public_ties.csv"),
        choices=PLAN.source(PLAN.configuration.cases.choices),
    output:
        cases=PLAN.result("findings/{study}/cases.csv"),
        case_terms=PLAN.result("findings/{study}/case_terms.csv"),
        case_neighbours=PLAN.result("findings/{study}/case_neighbours.csv"),
        unused_potential=PLAN.result("findings/{study}/unused_potential.csv"),
        unused_summary=shown("findings/{study}/unused_summary.csv"),
        values=PLAN.result("findings/{study}/case_values.json"),
    params:
        configuration=PLAN.section(
            "studies",
            "outcomes",
            "factors",
            "models",
            "counted_ties",
            "world",
            "confidence_level",
            "inference",
            "cases",
        ),
        code=PLAN.code("select_cases"),
    log:
        PLAN.log("select_cases/{study}"),
    benchmark:
        PLAN.benchmark("select_cases/{study}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/select_cases.py"
