# Findings on the items of the survey and on the history of ties. Reads answers with their weights, ties, dyads and the
# analysis table; writes what units and partner places answer, success, coordination, and when ties began and ended,
# to results/findings/STUDY/.


rule describe_items:
    message:
        "Describing areas, forms, motives, benefits and obstacles in study {wildcards.study}"
    input:
        units=PLAN.result("frame/units.csv"),
        codebooks=PLAN.unit_codebooks(),
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
        codebooks=PLAN.unit_codebooks(),
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
        codebooks=PLAN.unit_codebooks(),
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
        codebooks=PLAN.unit_codebooks(),
        responses=PLAN.per_wave("responses.csv"),
        weights=PLAN.per_wave("weights.csv"),
        named_partners=PLAN.per_wave("named_partners.csv"),
        dyads=[PLAN.result(f"ties/{wave}/dyads.csv") for wave in PLAN.partner_waves],
        pair_codebooks=PLAN.place_codebooks(),
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
        codebooks=PLAN.unit_codebooks(),
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
