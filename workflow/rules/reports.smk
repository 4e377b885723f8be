# Reports. Reads findings, estimates and what each stage set aside;
# writes figures, publications (HTML, PDF, DOCX), the validation report and the front page, to results/reports/ and results/index.html.


rule draw_figures:
    message:
        "Drawing the figures of study {wildcards.study}"
    input:
        basemap=PLAN.source(PLAN.configuration.basemap),
        regions=PLAN.source(PLAN.configuration.frame.regions.source),
        units=PLAN.result("frame/units.csv"),
        analysis=PLAN.result("analysis/analysis.csv"),
        estimates=PLAN.result("models/estimates.csv"),
        predictions=PLAN.result("models/predictions.csv"),
    output:
        figures=directory(PLAN.result("reports/figures/{study}")),
    params:
        configuration=PLAN.section("world", "studies", "outcomes", "factors", "models", "partners"),
        code=PLAN.code("draw_figures"),
    log:
        PLAN.log("draw_figures/{study}"),
    benchmark:
        PLAN.benchmark("draw_figures/{study}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/draw_figures.py"


rule render_publication:
    message:
        "Rendering {wildcards.publication} as HTML, PDF and DOCX"
    input:
        source=lambda wildcards: PLAN.configuration.publications[wildcards.publication].source,
        bibliography="reports/references.bib",
        figures=lambda wildcards: PLAN.result(f"reports/figures/{PLAN.publication_study(wildcards.publication)}"),
        estimates=PLAN.result("models/estimates.csv"),
        inference=PLAN.result("models/inference.csv"),
        country_influence=PLAN.result("models/country_influence.csv"),
        partner_differences=PLAN.result("models/partner_differences.csv"),
        findings=lambda wildcards: PLAN.findings(PLAN.publication_study(wildcards.publication)),
        reconciliation=PLAN.result("findings/reconciliation.csv"),
        accounting=PLAN.per_stage("accounting.csv"),
        set_aside=PLAN.per_stage("set_aside.csv"),
        flags=PLAN.per_wave("flags.csv"),
    output:
        html=PLAN.result("reports/{publication}.html"),
        pdf=PLAN.result("reports/{publication}.pdf"),
        docx=PLAN.result("reports/{publication}.docx"),
        engine=PLAN.result("reports/{publication}.engine.json"),
    params:
        configuration=PLAN.effective_configuration(),
        sources=PLAN.registered_sources(),
        study=lambda wildcards: PLAN.publication_study(wildcards.publication),
        code=PLAN.code("render_publication"),
    log:
        PLAN.log("render_publication/{publication}"),
    benchmark:
        PLAN.benchmark("render_publication/{publication}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/render_publication.py"


rule report_validation:
    message:
        "Checking every written table again"
    input:
        tables=PLAN.tidy_tables(),
        codebooks=[wave.codebook for wave in PLAN.configuration.waves.values()],
    output:
        page=PLAN.result("reports/validation.html"),
        checks=PLAN.result("reports/validation.csv"),
    params:
        configuration=PLAN.effective_configuration(),
        sources=PLAN.registered_sources(),
        code=PLAN.code("report_validation"),
    log:
        PLAN.log("report_validation"),
    benchmark:
        PLAN.benchmark("report_validation")
    conda:
        ENVIRONMENT
    script:
        "../scripts/report_validation.py"


rule build_front_page:
    message:
        "Writing the front page"
    input:
        pages=PLAN.pages(),
        validation=PLAN.result("reports/validation.html"),
        checks=PLAN.result("reports/validation.csv"),
        reconciliation=PLAN.result("findings/reconciliation.csv"),
        findings=[PLAN.findings(study) for study in PLAN.reported_studies],
        estimates=PLAN.result("models/estimates.csv"),
        figures=[PLAN.result(f"reports/figures/{study}") for study in PLAN.reported_studies],
    output:
        page=PLAN.result("index.html"),
    params:
        configuration=PLAN.effective_configuration(),
        code=PLAN.code("build_front_page"),
    log:
        PLAN.log("build_front_page"),
    benchmark:
        PLAN.benchmark("build_front_page")
    conda:
        ENVIRONMENT
    script:
        "../scripts/build_front_page.py"
