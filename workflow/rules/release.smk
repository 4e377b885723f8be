# Release. Reads every result;
# writes the manifest of results, sources, code and versions, the lineage of each result, and the page of origins, to which
# numbers, figures and tables of the publications link, to results/release/.
# On demand it traces a printed number to raw files and rows (`snakemake trace --config value=NAME`), and writes the record
# of the run, the comparison with the expected results (`snakemake verify`), with another run
# (`snakemake diff --config base=PLACE`) and the replication package (`snakemake release`).

from paradiplomacy.release.lineage import RuleFiles, lineage_text, trace_flow
from paradiplomacy.release.package import project_files

# record of the results that `verify` expects, and `diff` compares with where no base is named
EXPECTED = f"resources/expected/{PLAN.configuration.world.name}"


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
        all_code=PLAN.all_code,
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
        lineage=lambda wildcards: lineage_text(PLAN.all_results(), map(RuleFiles.of, workflow.rules)),
        code=PLAN.code("record_lineage"),
    log:
        PLAN.log("record_lineage"),
    benchmark:
        PLAN.benchmark("record_lineage")
    conda:
        ENVIRONMENT
    script:
        "../scripts/record_lineage.py"


rule write_origins:
    message:
        "Writing where each number, figure and table comes from"
    input:
        lineage=PLAN.result("release/lineage.json"),
        manifest=PLAN.result("release/manifest.json"),
        values=[path for path in PLAN.all_results() if path.endswith("values.json")],
        tables=[PLAN.result(f"reports/tables/{name}") for name in PLAN.publications],
        exhibits="resources/exhibits.csv",
    output:
        page=report(
            PLAN.result("release/origins.html"),
            caption="../../reports/captions/record.rst",
            category="Release",
            labels={"record": "origins"},
        ),
    params:
        code=PLAN.code("write_origins"),
    log:
        PLAN.log("write_origins"),
    benchmark:
        PLAN.benchmark("write_origins")
    conda:
        ENVIRONMENT
    script:
        "../scripts/write_origins.py"


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


rule record_results:
    message:
        "Taking the record of this run"
    input:
        manifest=PLAN.result("release/manifest.json"),
        tables=PLAN.tidy_tables(),
        values=[path for study in PLAN.reported_studies for path in PLAN.findings(study) if path.endswith(".json")],
        codebooks=PLAN.wave_codebooks(),
    output:
        record=directory(PLAN.result("release/record")),
    params:
        configuration=PLAN.effective_configuration(),
        sources=PLAN.registered_sources(),
        flow=lambda wildcards: trace_flow(
            PLAN.all_results(), map(RuleFiles.of, workflow.rules), PLAN.configuration.results
        ),
        code=PLAN.code("record_results"),
    log:
        PLAN.log("record_results"),
    benchmark:
        PLAN.benchmark("record_results")
    conda:
        ENVIRONMENT
    script:
        "../scripts/record_results.py"


rule verify_results:
    message:
        "Comparing the results with the expected ones"
    input:
        record=PLAN.result("release/record"),
        expected=[path.as_posix() for path in sorted(Path(EXPECTED).glob("*"))],
    output:
        page=PLAN.result("release/verification.html"),
        table=PLAN.result("release/verification.csv"),
    params:
        expected=lambda wildcards: EXPECTED,
        world=PLAN.section("world")["world"],
        code=PLAN.code("verify_results"),
    log:
        PLAN.log("verify_results"),
    benchmark:
        PLAN.benchmark("verify_results")
    conda:
        ENVIRONMENT
    script:
        "../scripts/verify_results.py"


rule report_verification:
    message:
        "Are the results the expected ones?"
    input:
        page=PLAN.result("release/verification.html"),
        table=PLAN.result("release/verification.csv"),
    output:
        said=touch(PLAN.result("release/.verify_said")),
    params:
        code=PLAN.code("report_verification"),
    log:
        PLAN.log("report_verification"),
    benchmark:
        PLAN.benchmark("report_verification")
    conda:
        ENVIRONMENT
    script:
        "../scripts/report_verification.py"


rule compare_releases:
    message:
        "Comparing the findings with those of another run"
    input:
        record=PLAN.result("release/record"),
        base=[place for place in (BASE or EXPECTED,) if Path(place).exists()],
    output:
        page=PLAN.result("release/changes.html"),
        table=PLAN.result("release/changes.csv"),
    params:
        base=lambda wildcards: BASE or EXPECTED,
        world=PLAN.section("world")["world"],
        code=PLAN.code("compare_releases"),
    log:
        PLAN.log("compare_releases"),
    benchmark:
        PLAN.benchmark("compare_releases")
    conda:
        ENVIRONMENT
    script:
        "../scripts/compare_releases.py"


rule report_changes:
    message:
        "What changed in the findings?"
    input:
        page=PLAN.result("release/changes.html"),
        table=PLAN.result("release/changes.csv"),
    output:
        said=touch(PLAN.result("release/.diff_said")),
    params:
        code=PLAN.code("report_changes"),
    log:
        PLAN.log("report_changes"),
    benchmark:
        PLAN.benchmark("report_changes")
    conda:
        ENVIRONMENT
    script:
        "../scripts/report_changes.py"


rule pack_release:
    message:
        "Packing code, permitted data and results into one file"
    input:
        results=PLAN.all_results(),
        tables=PLAN.tidy_tables(),
        manifest=PLAN.result("release/manifest.json"),
        origins=PLAN.result("release/origins.html"),
        record=PLAN.result("release/record"),
        codebooks=PLAN.wave_codebooks(),
        project=lambda wildcards: project_files(ROOT),
    output:
        package=PLAN.result("release/replication_package.zip"),
        left_out=PLAN.result("release/left_out.csv"),
    params:
        configuration=PLAN.effective_configuration(),
        sources=PLAN.registered_sources(),
        code=PLAN.code("pack_release"),
    log:
        PLAN.log("pack_release"),
    benchmark:
        PLAN.benchmark("pack_release")
    conda:
        ENVIRONMENT
    script:
        "../scripts/pack_release.py"


rule report_release:
    message:
        "The replication package is written"
    input:
        package=PLAN.result("release/replication_package.zip"),
        left_out=PLAN.result("release/left_out.csv"),
    output:
        said=touch(PLAN.result("release/.release_said")),
    params:
        code=PLAN.code("report_release"),
    log:
        PLAN.log("report_release"),
    benchmark:
        PLAN.benchmark("report_release")
    conda:
        ENVIRONMENT
    script:
        "../scripts/report_release.py"
