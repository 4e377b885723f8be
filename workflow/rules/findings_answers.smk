# Findings, answers. Reads answers with their weights, answers of partner places, dated ties and interviews;
# writes what respondents say of their cooperation, its success and its coordination, and the history of ties, to
# results/findings/STUDY/, and what interviews say, without names, to results/findings/interviews/.


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
        item_shares=shown("findings/{study}/item_shares.csv"),
        item_pairs=shown("findings/{study}/item_pairs.csv"),
        values=PLAN.result("findings/{study}/item_values.json"),
    params:
        configuration=PLAN.section("studies", "waves", "world", "confidence_level", "disclosure"),
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
        success=shown("findings/{study}/success.csv"),
        success_answers=shown("findings/{study}/success_answers.csv"),
        success_reliability=shown("findings/{study}/success_reliability.csv"),
        success_determinants=shown("findings/{study}/success_determinants.csv"),
        values=PLAN.result("findings/{study}/success_values.json"),
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
            "success",
            "disclosure",
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
        coordination=shown("findings/{study}/coordination.csv"),
        coordination_index=shown("findings/{study}/coordination_index.csv"),
        coordination_paired=shown("findings/{study}/coordination_paired.csv"),
        coordination_determinants=shown("findings/{study}/coordination_determinants.csv"),
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
            "disclosure",
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
        pair_agreement=shown("findings/{study}/pair_agreement.csv"),
        values=PLAN.result("findings/{study}/pair_values.json"),
    params:
        configuration=PLAN.section(
            "studies", "outcomes", "waves", "partner_waves", "world", "confidence_level", "milestones", "disclosure"
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
        founding_years=shown("findings/{study}/founding_years.csv"),
        tie_periods=shown("findings/{study}/tie_periods.csv"),
        tie_spans=shown("findings/{study}/tie_spans.csv"),
        tie_survival=shown("findings/{study}/tie_survival.csv"),
        values=PLAN.result("findings/{study}/history_values.json"),
    params:
        configuration=PLAN.section("studies", "waves", "world", "confidence_level", "milestones", "disclosure"),
        code=PLAN.code("trace_ties"),
    log:
        PLAN.log("trace_ties/{study}"),
    benchmark:
        PLAN.benchmark("trace_ties/{study}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/trace_ties.py"


rule read_interviews:
    message:
        "Reading interviews, taking names out, and counting codes"
    input:
        projects=PLAN.source_files(PLAN.configuration.interviews.projects),
        documents=PLAN.source_files(pair.documents for pair in PLAN.configuration.interviews.tables.values()),
        codings=PLAN.source_files(pair.codings for pair in PLAN.configuration.interviews.tables.values()),
        codebooks=PLAN.source_files(PLAN.configuration.interviews.codebooks),
        others=PLAN.source(PLAN.configuration.interviews.others),
        units=PLAN.result("frame/units.csv"),
    output:
        documents=PLAN.result("findings/interviews/documents.csv"),
        codings=PLAN.result("findings/interviews/codings.csv"),
        code_list=shown("findings/interviews/code_list.csv"),
        code_by_case=shown("findings/interviews/code_by_case.csv"),
        cooccurrence=shown("findings/interviews/cooccurrence.csv"),
        agreement=shown("findings/interviews/agreement.csv"),
        quotations=PLAN.result("findings/interviews/quotations.csv"),
        values=PLAN.result("findings/interviews/values.json"),
        codebook=PLAN.result("findings/interviews/codebook.qdc"),
        set_aside=PLAN.result("findings/interviews/records/set_aside.csv"),
        accounting=shown("findings/interviews/records/accounting.csv"),
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
