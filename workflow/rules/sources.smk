# Sources. Reads the registered raw files (embedded, in the mirror, or at their address);
# writes them, verified by size and sha256, to results/sources/.


rule take_source:
    message:
        "Taking source {wildcards.source} and checking its digest"
    input:
        origin=lambda wildcards: PLAN.origin(wildcards.source),
    output:
        file=PLAN.result("sources/{source}/{file}"),
    params:
        source=lambda wildcards: PLAN.wanted(wildcards.source),
        code=PLAN.code("take_source"),
    log:
        PLAN.log("take_source/{source}/{file}"),
    benchmark:
        PLAN.benchmark("take_source/{source}/{file}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/take_source.py"
