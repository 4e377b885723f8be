# Analysis. Reads units, answers with their weights, and ties;
# writes the analysis table, one row per study, partner country and unit, to results/analysis/,
# once more without the answers that were promised to stay inside (public_analysis.csv).


rule build_analysis:
    message:
        "Joining units, answers and ties into the analysis table"
    input:
        units=PLAN.result("frame/units.csv"),
        parties=PLAN.result("frame/parties.csv"),
        supplied=PLAN.result("frame/supplied.csv"),
        responses=PLAN.per_wave("responses.csv"),
        weights=PLAN.per_wave("weights.csv"),
        ties=PLAN.result("ties/ties.csv"),
        evidence=PLAN.result("ties/evidence.csv"),
        page_coverage=PLAN.page_ties("page_coverage"),
        codebooks=list(PLAN.promises().values()),
    output:
        analysis=PLAN.result("analysis/analysis.csv"),
        public=PLAN.result("analysis/public_analysis.csv"),
    params:
        configuration=PLAN.section("studies", "outcomes", "waves", "registers", "archives", "counted_ties"),
        party_days=PLAN.party_days(),
        supplied=PLAN.supplied_labels(),
        code=PLAN.code("build_analysis"),
    log:
        PLAN.log("build_analysis"),
    benchmark:
        PLAN.benchmark("build_analysis")
    conda:
        ENVIRONMENT
    script:
        "../scripts/build_analysis.py"
