# Ties. Reads partners named in surveys, rows of registers and decisions on web pages;
# writes one row per unit and partner place, and every piece of evidence for it, to results/ties/, once more without
# what was promised to respondents to stay inside (public_ties.csv, public_evidence.csv),
# and what units and the partner places that were asked say of each other, to results/ties/WAVE/.


rule build_ties:
    message:
        "Merging the evidence of all sources into ties"
    input:
        named_partners=PLAN.per_wave("named_partners.csv"),
        mentions=PLAN.per_register("mentions.csv"),
        pages=PLAN.page_decisions(),
        codebooks=list(PLAN.promises().values()),
    output:
        ties=PLAN.result("ties/ties.csv"),
        evidence=PLAN.result("ties/evidence.csv"),
        public_ties=PLAN.result("ties/public_ties.csv"),
        public_evidence=PLAN.result("ties/public_evidence.csv"),
    params:
        places=PLAN.partner_places(),
        as_of=PLAN.vintages(),
        waves=list(PLAN.promises()),
        code=PLAN.code("build_ties"),
    log:
        PLAN.log("build_ties"),
    benchmark:
        PLAN.benchmark("build_ties")
    conda:
        ENVIRONMENT
    script:
        "../scripts/build_ties.py"


rule compare_dyads:
    message:
        "Setting answers of units and partner places of wave {wildcards.partner_wave} beside each other"
    input:
        pairs=PLAN.result("survey/{partner_wave}/pairs.csv"),
        answers=PLAN.result("survey/{partner_wave}/pair_answers.csv"),
        codebook=lambda wildcards: PLAN.all_waves[wildcards.partner_wave].codebook,
        named_partners=lambda wildcards: PLAN.waves_of_pairs(wildcards.partner_wave, "named_partners.csv"),
        dispositions=lambda wildcards: PLAN.waves_of_pairs(wildcards.partner_wave, "dispositions.csv"),
    output:
        dyads=PLAN.result("ties/{partner_wave}/dyads.csv"),
    params:
        wave=lambda wildcards: PLAN.section("partner_waves")["partner_waves"][wildcards.partner_wave],
        places=PLAN.partner_places(),
        code=PLAN.code("compare_dyads"),
    log:
        PLAN.log("compare_dyads/{partner_wave}"),
    benchmark:
        PLAN.benchmark("compare_dyads/{partner_wave}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/compare_dyads.py"
