# Ties. Reads partners named in surveys and rows of registers;
# writes one row per unit and partner place, and every piece of evidence for it, to results/ties/.


rule build_ties:
    message:
        "Merging the evidence of all sources into ties"
    input:
        named_partners=PLAN.per_wave("named_partners.csv"),
        mentions=PLAN.per_register("mentions.csv"),
    output:
        ties=PLAN.result("ties/ties.csv"),
        evidence=PLAN.result("ties/evidence.csv"),
    params:
        places=PLAN.partner_places(),
        as_of=PLAN.vintages(),
        code=PLAN.code("build_ties"),
    log:
        PLAN.log("build_ties"),
    benchmark:
        PLAN.benchmark("build_ties")
    conda:
        ENVIRONMENT
    script:
        "../scripts/build_ties.py"
