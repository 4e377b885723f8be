# Release. Reads every result;
# writes the manifest of results, sources, code and versions, and the lineage of each result, to results/release/.
# On demand it traces a printed number to raw files and rows (results/trace/): snakemake trace --config value=NAME


rule write_manifest:
    message:
        "Writing the manifest of all results"
    input:
        results=PLAN.all_results(),
        engines=[PLAN.result(f"reports/{name}.engine.json") for name in PLAN.publications],
    output:
        manifest=report(
            PLAN.result("release/manifest.json"),
            caption="../../reports/captions/record.rst",
            category="Release",
            labels={"record": "manifest"},
        ),
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


rule record_lineage:
    message:
        "Recording which rule makes which result from which files"
    output:
        lineage=report(
            PLAN.result("release/lineage.json"),
            caption="../../reports/captions/record.rst",
            category="Release",
            labels={"record": "lineage"},
        ),
    params:
        lineage=lambda wildcards: lineage_text(
            PLAN.all_results(),
            [RuleFiles(rule.name, list(rule.input), [str(path) for path in rule.output]) for rule in workflow.rules],
        ),
        code=PLAN.code("record_lineage"),
    log:
        PLAN.log("record_lineage"),
    benchmark:
        PLAN.benchmark("record_lineage")
    conda:
        ENVIRONMENT
    script:
        "../scripts/record_lineage.py"


rule trace:
    message:
        "Tracing a printed number back to raw files and rows"
    input:
        lineage=PLAN.result("release/lineage.json"),
        manifest=PLAN.result("release/manifest.json"),
    output:
        PLAN.result(f"trace/{WORDS.get('value', 'value')}.txt"),
    params:
        value=WORDS.get("value"),
        results=lambda wildcards, input: str(Path(input.manifest).parents[1]),
        code=PLAN.code("trace"),
    log:
        PLAN.log("trace"),
    benchmark:
        PLAN.benchmark("trace")
    conda:
        ENVIRONMENT
    script:
        "../scripts/trace.py"
