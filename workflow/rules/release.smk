# Release. Reads every result;
# writes the manifest of results, sources, code and versions, to results/release/.


rule write_manifest:
    message:
        "Writing the manifest of all results"
    input:
        results=PLAN.all_results(),
        engines=[PLAN.result(f"reports/{name}.engine.json") for name in PLAN.publications],
    output:
        manifest=PLAN.result("release/manifest.json"),
    params:
        configuration=PLAN.effective_configuration(),
        sources=PLAN.registered_sources(),
        lock="envs/requirements.lock",
        all_code=PLAN.all_code(),
        code=PLAN.code("write_manifest"),
    log:
        PLAN.log("write_manifest"),
    benchmark:
        PLAN.benchmark("write_manifest")
    conda:
        ENVIRONMENT
    script:
        "../scripts/write_manifest.py"
