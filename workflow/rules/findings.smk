# Findings. Reads units, dispositions, weights, ties, analysis table and estimates;
# writes the tables of a study and the named values that publications print, to results/findings/STUDY/, and, to
# results/findings/, comparisons with published figures and other definitions, and the verdicts on claims, which rest on
# all other findings, with how often such verdicts are right.


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
        public_analysis=PLAN.result("analysis/public_analysis.csv"),
        estimates=PLAN.result("models/estimates.csv"),
        truth=PLAN.source(PLAN.configuration.world.truth),
        truth_units=PLAN.source(PLAN.configuration.world.truth_units),
    output:
        frame_by_country=shown("findings/{study}/frame_by_country.csv"),
        response=shown("findings/{study}/response.csv"),
        cooperation=shown("findings/{study}/cooperation.csv"),
        paired=shown("findings/{study}/paired.csv"),
        ties_by_country=shown("findings/{study}/ties_by_country.csv"),
        tie_sources=shown("findings/{study}/tie_sources.csv"),
        tie_overlap=shown("findings/{study}/tie_overlap.csv"),
        recapture_by_country=shown("findings/{study}/recapture_by_country.csv"),
        tie_vintages=shown("findings/{study}/tie_vintages.csv"),
        recovery=shown("findings/{study}/recovery.csv"),
        coverage=shown("findings/{study}/coverage.csv"),
        weighted_estimates=shown("findings/{study}/weighted_estimates.csv"),
        late_answers=shown("findings/{study}/late_answers.csv"),
        nonresponse_bias=shown("findings/{study}/nonresponse_bias.csv"),
        source_agreement=shown("findings/{study}/source_agreement.csv"),
        values=PLAN.result("findings/{study}/values.json"),
    params:
        configuration=PLAN.section(
            "studies",
            "outcomes",
            "waves",
            "partner_waves",
            "registers",
            "archives",
            "world",
            "confidence_level",
            "disclosure",
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
        public_analysis=PLAN.result("analysis/public_analysis.csv"),
    output:
        over_reporting=shown("findings/{study}/over_reporting.csv"),
        page_nonresponse=shown("findings/{study}/page_nonresponse.csv"),
    params:
        configuration=PLAN.section(
            "studies", "outcomes", "waves", "factors", "models", "world", "confidence_level", "disclosure"
        ),
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


rule reconcile_figures:
    message:
        "Setting own figures beside published ones"
    input:
        published="resources/published_figures.yaml",
        units=PLAN.result("frame/units.csv"),
        ties=PLAN.result("ties/ties.csv"),
        analysis=PLAN.result("analysis/analysis.csv"),
    output:
        reconciliation=shown("findings/reconciliation.csv"),
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
        counts=shown("findings/frame_counts.csv"),
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


rule judge_claims:
    message:
        "Judging the claims of the project description"
    input:
        claims=PLAN.source(PLAN.configuration.claims.source),
        lock=PLAN.configuration.claims.lock,
        findings=PLAN.findings(PLAN.configuration.claims.study),
        tables=PLAN.judged_tables(),
    output:
        claims=shown("findings/claims.csv"),
        checks=shown("findings/claim_checks.csv"),
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


rule rate_verdicts:
    message:
        "Counting how often verdicts are right in simulated worlds"
    input:
        counts=PLAN.source(PLAN.configuration.claims.rates),
        claims=PLAN.source(PLAN.configuration.claims.source),
    output:
        rates=PLAN.result("findings/verdict_rates.csv"),
    params:
        configuration=PLAN.section("confidence_level"),
        file=PLAN.registered(PLAN.configuration.claims.rates)["path"],
        code=PLAN.code("rate_verdicts"),
    log:
        PLAN.log("rate_verdicts"),
    benchmark:
        PLAN.benchmark("rate_verdicts")
    conda:
        ENVIRONMENT
    script:
        "../scripts/rate_verdicts.py"
