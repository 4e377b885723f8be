# Findings. Reads units, answers with their weights, dispositions, ties, dyads, analysis table and estimates;
# writes the tables of a study and the named values that publications print, to results/findings/STUDY/, the register of
# its units and, from the partner places of registers, the rank of partner countries among them,
# the comparison with published figures, and the ledger of claims with its tests, to results/findings/.


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
        page_coverage=PLAN.page_ties("page_coverage"),
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
            "studies", "outcomes", "waves", "partner_waves", "registers", "archives", "world", "confidence_level"
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


rule compare_survey_with_pages:
    message:
        "Setting answers and web pages of study {wildcards.study} beside each other"
    input:
        dispositions=PLAN.per_wave("dispositions.csv"),
        weights=PLAN.per_wave("weights.csv"),
        analysis=PLAN.result("analysis/analysis.csv"),
    output:
        over_reporting=PLAN.result("findings/{study}/over_reporting.csv"),
        page_nonresponse=PLAN.result("findings/{study}/page_nonresponse.csv"),
    params:
        configuration=PLAN.section("studies", "outcomes", "waves", "factors", "models", "world", "confidence_level"),
        supplied=PLAN.supplied_labels(),
        code=PLAN.code("compare_survey_with_pages"),
    log:
        PLAN.log("compare_survey_with_pages/{study}"),
    benchmark:
        PLAN.benchmark("compare_survey_with_pages/{study}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/compare_survey_with_pages.py"


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


rule describe_items:
    message:
        "Describing areas, forms, motives, benefits and obstacles in study {wildcards.study}"
    input:
        units=PLAN.result("frame/units.csv"),
        codebooks=[PLAN.all_waves[wave].codebook for wave in PLAN.waves],
        responses=PLAN.per_wave("responses.csv"),
        weights=PLAN.per_wave("weights.csv"),
        named_partners=PLAN.per_wave("named_partners.csv"),
    output:
        item_shares=PLAN.result("findings/{study}/item_shares.csv"),
        item_pairs=PLAN.result("findings/{study}/item_pairs.csv"),
        values=PLAN.result("findings/{study}/item_values.json"),
    params:
        configuration=PLAN.section("studies", "waves", "world", "confidence_level"),
        code=PLAN.code("describe_items"),
    log:
        PLAN.log("describe_items/{study}"),
    benchmark:
        PLAN.benchmark("describe_items/{study}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/describe_items.py"


rule measure_success:
    message:
        "Measuring success in study {wildcards.study}"
    input:
        units=PLAN.result("frame/units.csv"),
        codebooks=[PLAN.all_waves[wave].codebook for wave in PLAN.waves],
        responses=PLAN.per_wave("responses.csv"),
        weights=PLAN.per_wave("weights.csv"),
        named_partners=PLAN.per_wave("named_partners.csv"),
        analysis=PLAN.result("analysis/analysis.csv"),
    output:
        success=PLAN.result("findings/{study}/success.csv"),
        success_answers=PLAN.result("findings/{study}/success_answers.csv"),
        success_reliability=PLAN.result("findings/{study}/success_reliability.csv"),
        success_determinants=PLAN.result("findings/{study}/success_determinants.csv"),
        values=PLAN.result("findings/{study}/success_values.json"),
    params:
        configuration=PLAN.section(
            "studies", "outcomes", "factors", "models", "waves", "world", "confidence_level", "inference", "success"
        ),
        code=PLAN.code("measure_success"),
    log:
        PLAN.log("measure_success/{study}"),
    benchmark:
        PLAN.benchmark("measure_success/{study}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/measure_success.py"


rule measure_coordination:
    message:
        "Measuring coordination in study {wildcards.study}"
    input:
        units=PLAN.result("frame/units.csv"),
        codebooks=[PLAN.all_waves[wave].codebook for wave in PLAN.waves],
        responses=PLAN.per_wave("responses.csv"),
        weights=PLAN.per_wave("weights.csv"),
        named_partners=PLAN.per_wave("named_partners.csv"),
        analysis=PLAN.result("analysis/analysis.csv"),
    output:
        coordination=PLAN.result("findings/{study}/coordination.csv"),
        coordination_index=PLAN.result("findings/{study}/coordination_index.csv"),
        coordination_paired=PLAN.result("findings/{study}/coordination_paired.csv"),
        coordination_determinants=PLAN.result("findings/{study}/coordination_determinants.csv"),
        values=PLAN.result("findings/{study}/coordination_values.json"),
    params:
        configuration=PLAN.section(
            "studies",
            "outcomes",
            "factors",
            "models",
            "waves",
            "world",
            "confidence_level",
            "inference",
            "coordination",
        ),
        code=PLAN.code("measure_coordination"),
    log:
        PLAN.log("measure_coordination/{study}"),
    benchmark:
        PLAN.benchmark("measure_coordination/{study}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/measure_coordination.py"


rule compare_pair_answers:
    message:
        "Comparing what units and partner places say of each other in study {wildcards.study}"
    input:
        units=PLAN.result("frame/units.csv"),
        codebooks=[PLAN.all_waves[wave].codebook for wave in PLAN.waves],
        responses=PLAN.per_wave("responses.csv"),
        weights=PLAN.per_wave("weights.csv"),
        named_partners=PLAN.per_wave("named_partners.csv"),
        dyads=[PLAN.result(f"ties/{wave}/dyads.csv") for wave in PLAN.partner_waves],
        pair_codebooks=[PLAN.all_waves[wave].codebook for wave in PLAN.partner_waves],
        pair_answers=PLAN.per_partner_wave("pair_answers.csv"),
    output:
        pair_agreement=PLAN.result("findings/{study}/pair_agreement.csv"),
        values=PLAN.result("findings/{study}/pair_values.json"),
    params:
        configuration=PLAN.section(
            "studies", "outcomes", "waves", "partner_waves", "world", "confidence_level", "milestones"
        ),
        code=PLAN.code("compare_pair_answers"),
    log:
        PLAN.log("compare_pair_answers/{study}"),
    benchmark:
        PLAN.benchmark("compare_pair_answers/{study}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/compare_pair_answers.py"


rule trace_ties:
    message:
        "Tracing ties from their beginning to their end in study {wildcards.study}"
    input:
        units=PLAN.result("frame/units.csv"),
        codebooks=[PLAN.all_waves[wave].codebook for wave in PLAN.waves],
        responses=PLAN.per_wave("responses.csv"),
        weights=PLAN.per_wave("weights.csv"),
        named_partners=PLAN.per_wave("named_partners.csv"),
        ties=PLAN.result("ties/ties.csv"),
        evidence=PLAN.result("ties/evidence.csv"),
    output:
        founding_years=PLAN.result("findings/{study}/founding_years.csv"),
        tie_periods=PLAN.result("findings/{study}/tie_periods.csv"),
        tie_spans=PLAN.result("findings/{study}/tie_spans.csv"),
        tie_survival=PLAN.result("findings/{study}/tie_survival.csv"),
        values=PLAN.result("findings/{study}/history_values.json"),
    params:
        configuration=PLAN.section("studies", "waves", "world", "confidence_level", "milestones"),
        code=PLAN.code("trace_ties"),
    log:
        PLAN.log("trace_ties/{study}"),
    benchmark:
        PLAN.benchmark("trace_ties/{study}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/trace_ties.py"


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
    output:
        register=PLAN.result("findings/{study}/unit_register.csv"),
        types=PLAN.result("findings/{study}/unit_types.csv"),
        values=PLAN.result("findings/{study}/unit_values.json"),
    params:
        configuration=PLAN.section("studies", "outcomes", "waves", "registers", "world"),
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
        ranking=PLAN.result("findings/{study}/partner_ranking.csv"),
        contrasts=PLAN.result("findings/{study}/partner_contrasts.csv"),
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


rule judge_claims:
    message:
        "Judging the claims of the project description"
    input:
        claims=PLAN.source(PLAN.configuration.claims.source),
        lock=PLAN.configuration.claims.lock,
        findings=PLAN.findings(PLAN.configuration.claims.study),
        tables=PLAN.judged_tables(),
    output:
        claims=PLAN.result("findings/claims.csv"),
        checks=PLAN.result("findings/claim_checks.csv"),
    params:
        configuration=PLAN.section(
            "claims",
            "studies",
            "outcomes",
            "models",
            "waves",
            "ranking",
            "inference",
            "confidence_level",
            "world",
        ),
        file=PLAN.registered(PLAN.configuration.claims.source)["path"],
        code=PLAN.code("judge_claims"),
    log:
        PLAN.log("judge_claims"),
    benchmark:
        PLAN.benchmark("judge_claims")
    conda:
        ENVIRONMENT
    script:
        "../scripts/judge_claims.py"


rule select_cases:
    message:
        "Selecting cases of study {wildcards.study}"
    input:
        units=PLAN.result("frame/units.csv"),
        analysis=PLAN.result("analysis/analysis.csv"),
        ties=PLAN.result("ties/ties.csv"),
        choices=PLAN.source(PLAN.configuration.cases.choices),
    output:
        cases=PLAN.result("findings/{study}/cases.csv"),
        case_terms=PLAN.result("findings/{study}/case_terms.csv"),
        case_neighbours=PLAN.result("findings/{study}/case_neighbours.csv"),
        unused_potential=PLAN.result("findings/{study}/unused_potential.csv"),
        unused_summary=PLAN.result("findings/{study}/unused_summary.csv"),
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


rule read_interviews:
    message:
        "Reading interviews, taking names out, and counting codes"
    input:
        projects=PLAN.source_files(PLAN.configuration.interviews.projects),
        documents=PLAN.source_files(pair.documents for pair in PLAN.configuration.interviews.tables.values()),
        codings=PLAN.source_files(pair.codings for pair in PLAN.configuration.interviews.tables.values()),
        others=PLAN.source(PLAN.configuration.interviews.others),
        units=PLAN.result("frame/units.csv"),
    output:
        documents=PLAN.result("findings/interviews/documents.csv"),
        codings=PLAN.result("findings/interviews/codings.csv"),
        code_by_case=PLAN.result("findings/interviews/code_by_case.csv"),
        cooccurrence=PLAN.result("findings/interviews/cooccurrence.csv"),
        agreement=PLAN.result("findings/interviews/agreement.csv"),
        quotations=PLAN.result("findings/interviews/quotations.csv"),
        values=PLAN.result("findings/interviews/values.json"),
        codebook=PLAN.result("findings/interviews/codebook.qdc"),
        set_aside=PLAN.result("findings/interviews/records/set_aside.csv"),
        accounting=PLAN.result("findings/interviews/records/accounting.csv"),
    params:
        configuration=PLAN.section("interviews", "world", "confidence_level"),
        code=PLAN.code("read_interviews"),
    log:
        PLAN.log("read_interviews"),
    benchmark:
        PLAN.benchmark("read_interviews")
    conda:
        ENVIRONMENT
    script:
        "../scripts/read_interviews.py"
