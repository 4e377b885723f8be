# Reports. Reads findings, estimates and what each stage set aside;
# writes figures, publications (HTML, PDF, DOCX) with their tables as LaTeX and CSV, codebooks, the validation report and the front page, to results/reports/ and results/index.html,
# and the explorer, one page with every unit, tie and piece of evidence, to results/explorer.html.


rule draw_figures:
    message:
        "Drawing the figures of study {wildcards.study}"
    input:
        basemap=PLAN.source(PLAN.configuration.basemap),
        regions=PLAN.source(PLAN.configuration.frame.regions.source),
        units=PLAN.result("frame/units.csv"),
        analysis=PLAN.result("analysis/analysis.csv"),
        public_analysis=PLAN.result("analysis/public_analysis.csv"),
        estimates=PLAN.result("models/estimates.csv"),
        predictions=PLAN.result("models/predictions.csv"),
        count_fit=PLAN.result("models/count_fit.csv"),
        specifications=PLAN.result("models/specifications.csv"),
        prediction=PLAN.result("models/prediction.csv"),
        calibration=PLAN.result("models/calibration.csv"),
        roc=PLAN.result("models/roc.csv"),
        responders=PLAN.per_wave("responders.csv"),
        item_shares=PLAN.result("findings/{study}/item_shares.csv"),
        coordination=PLAN.result("findings/{study}/coordination.csv"),
        founding_years=PLAN.result("findings/{study}/founding_years.csv"),
        tie_periods=PLAN.result("findings/{study}/tie_periods.csv"),
        typology_profiles=PLAN.result("findings/{study}/typology_profiles.csv"),
        typology_fit=PLAN.result("findings/{study}/typology_fit.csv"),
        cooperation_model=PLAN.result("findings/{study}/cooperation_model.csv"),
        network_places=PLAN.result("findings/{study}/network_places.csv"),
        network_flows=PLAN.result("findings/{study}/network_flows.csv"),
        tiles=PLAN.source(PLAN.configuration.network.tiles),
    output:
        figures=report(
            directory(PLAN.result("reports/figures/{study}")),
            patterns=["{figure}.png"],
            caption="../../reports/captions/figure.rst",
            category="Figures",
            subcategory="{study}",
            labels={"figure": "{figure}"},
        ),
    params:
        configuration=PLAN.section(
            "world",
            "studies",
            "outcomes",
            "factors",
            "models",
            "partners",
            "waves",
            "robustness",
            "confidence_level",
        ),
        of_items=PLAN.section("coordination", "milestones"),
        whole_of=PLAN.configuration.frame.regions.whole_of(),
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
        chapters=lambda wildcards: PLAN.chapters(wildcards.publication),
        bibliography="reports/references.bib",
        figures=lambda wildcards: PLAN.result(f"reports/figures/{PLAN.publication_study(wildcards.publication)}"),
        estimates=PLAN.result("models/estimates.csv"),
        inference=PLAN.result("models/inference.csv"),
        country_influence=PLAN.result("models/country_influence.csv"),
        partner_differences=PLAN.result("models/partner_differences.csv"),
        diagnostics=PLAN.result("models/diagnostics.csv"),
        specification_summary=PLAN.result("models/specification_summary.csv"),
        adjusted=PLAN.result("models/adjusted.csv"),
        prediction=PLAN.result("models/prediction.csv"),
        spatial=PLAN.result("models/spatial.csv"),
        partner_tests=PLAN.result("models/partner_tests.csv"),
        findings=lambda wildcards: PLAN.findings(PLAN.publication_study(wildcards.publication)),
        reconciliation=PLAN.result("findings/reconciliation.csv"),
        frame_counts=PLAN.result("findings/frame_counts.csv"),
        claims=PLAN.result("findings/claims.csv"),
        claim_checks=PLAN.result("findings/claim_checks.csv"),
        verdict_rates=PLAN.result("findings/verdict_rates.csv"),
        accounting=PLAN.per_stage("accounting.csv"),
        set_aside=PLAN.per_stage("set_aside.csv"),
        flags=[*PLAN.per_wave("flags.csv"), *PLAN.per_partner_wave("flags.csv")],
        resolutions=PLAN.per_register("resolutions.csv"),
        country_labels=PLAN.per_register("country_labels.csv"),
        response_rates=PLAN.per_wave("response_rates.csv"),
        weight_diagnostics=PLAN.per_wave("weight_diagnostics.csv"),
        web_evaluation=PLAN.page_ties("web_evaluation"),
        coding_counts=PLAN.page_ties("coding_counts"),
        reliability=PLAN.coding_tables("reliability"),
        classifier_agreement=PLAN.coding_tables("classifier_agreement"),
        interviews=PLAN.interviews(
            "code_list.csv", "code_by_case.csv", "agreement.csv", "quotations.csv", "values.json"
        ),
    output:
        html=report(
            PLAN.result("reports/{publication}.html"),
            caption="../../reports/captions/publication.rst",
            category="Publications",
            labels={"publication": "{publication}", "format": "HTML"},
        ),
        pdf=report(
            PLAN.result("reports/{publication}.pdf"),
            caption="../../reports/captions/publication.rst",
            category="Publications",
            labels={"publication": "{publication}", "format": "PDF"},
        ),
        docx=report(
            PLAN.result("reports/{publication}.docx"),
            caption="../../reports/captions/publication.rst",
            category="Publications",
            labels={"publication": "{publication}", "format": "DOCX"},
        ),
        engine=PLAN.result("reports/{publication}.engine.json"),
        tables=report(
            directory(PLAN.result("reports/tables/{publication}")),
            patterns=["{table}.csv"],
            caption="../../reports/captions/printed_table.rst",
            category="Tables",
            subcategory="{publication}",
            labels={"table": "{table}"},
        ),
    params:
        configuration=PLAN.effective_configuration(),
        sources=PLAN.registered_sources(),
        study=lambda wildcards: PLAN.publication_study(wildcards.publication),
        labels=PLAN.labels,
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
        codebooks=PLAN.wave_codebooks(),
    output:
        page=report(
            PLAN.result("reports/validation.html"),
            caption="../../reports/captions/check.rst",
            category="Checks",
            labels={"check": "tables", "format": "HTML"},
        ),
        checks=report(
            PLAN.result("reports/validation.csv"),
            caption="../../reports/captions/check.rst",
            category="Checks",
            labels={"check": "tables", "format": "CSV"},
        ),
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
        codebooks=PLAN.codebooks(),
        validation=PLAN.result("reports/validation.html"),
        checks=PLAN.result("reports/validation.csv"),
        reconciliation=PLAN.result("findings/reconciliation.csv"),
        findings=[PLAN.findings(study) for study in PLAN.reported_studies],
        estimates=PLAN.result("models/estimates.csv"),
        claims=PLAN.result("findings/claims.csv"),
        figures=[PLAN.result(f"reports/figures/{study}") for study in PLAN.reported_studies],
        explorer=PLAN.result("explorer.html"),
        cases=[PLAN.result(f"reports/cases/{study}") for study in PLAN.configuration.cases.studies],
        interviews=PLAN.interviews(*(f"{name}.csv" for name in INTERVIEWS), "codebook.qdc"),
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


rule write_codebook:
    message:
        "Writing the codebook of wave {wildcards.any_wave} as page and as DDI file"
    input:
        responses=lambda wildcards: PLAN.answers_of(wildcards.any_wave),
        dispositions=lambda wildcards: PLAN.invited_of(wildcards.any_wave),
        codebook=lambda wildcards: PLAN.all_waves[wildcards.any_wave].codebook,
        countries=PLAN.source(PLAN.configuration.countries),
    output:
        page=report(
            PLAN.result("reports/codebook/{any_wave}.html"),
            caption="../../reports/captions/codebook.rst",
            category="Codebooks",
            labels={"wave": "{any_wave}"},
        ),
        ddi=PLAN.result("reports/codebook/{any_wave}.ddi.xml"),
    params:
        settings=PLAN.survey_settings(),
        source=lambda wildcards: PLAN.registered(PLAN.all_waves[wildcards.any_wave].source),
        code=PLAN.code("write_codebook"),
    log:
        PLAN.log("write_codebook/{any_wave}"),
    benchmark:
        PLAN.benchmark("write_codebook/{any_wave}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/write_codebook.py"


rule index_codebooks:
    message:
        "Writing the index of codebooks, with the panels"
    input:
        dispositions=[PLAN.invited_of(wave) for wave in PLAN.all_waves],
        codebooks=PLAN.wave_codebooks(),
        countries=PLAN.source(PLAN.configuration.countries),
        changes=PLAN.per_panel("panel_changes.csv"),
        transitions=PLAN.per_panel("panel_transitions.csv"),
    output:
        page=report(
            PLAN.result("reports/codebook/index.html"),
            caption="../../reports/captions/check.rst",
            category="Codebooks",
            labels={"wave": "index and panels"},
        ),
    params:
        settings=PLAN.survey_settings(),
        sources=[PLAN.registered(wave.source) for wave in PLAN.all_waves.values()],
        panels=PLAN.section("panels")["panels"],
        outcomes=PLAN.survey_outcomes(),
        confidence_level=PLAN.configuration.confidence_level,
        code=PLAN.code("index_codebooks"),
    log:
        PLAN.log("index_codebooks"),
    benchmark:
        PLAN.benchmark("index_codebooks")
    conda:
        ENVIRONMENT
    script:
        "../scripts/index_codebooks.py"


rule build_explorer:
    message:
        "Building the explorer"
    input:
        basemap=PLAN.source(PLAN.configuration.basemap),
        regions=PLAN.source(PLAN.configuration.frame.regions.source),
        countries=PLAN.source(PLAN.configuration.countries),
        units=PLAN.result("frame/units.csv"),
        supplied=PLAN.result("frame/supplied.csv"),
        covariate_sources=PLAN.result("frame/covariate_sources.csv"),
        ties=PLAN.result("ties/public_ties.csv"),
        evidence=PLAN.result("ties/public_evidence.csv"),
        decisions=PLAN.page_decisions(),
        analysis=PLAN.result("analysis/public_analysis.csv"),
    output:
        page=report(
            PLAN.result("explorer.html"),
            caption="../../reports/captions/explorer.rst",
            category="Explorer",
            labels={"page": "units, ties and evidence"},
        ),
    params:
        settings=PLAN.section("world", "results", "partners", "studies", "outcomes", "waves", "registers", "archives"),
        supplied=PLAN.supplied_labels(),
        whole_of=PLAN.configuration.frame.regions.whole_of(),
        sources=PLAN.registered_sources(),
        code=PLAN.code("build_explorer"),
    log:
        PLAN.log("build_explorer"),
    benchmark:
        PLAN.benchmark("build_explorer")
    conda:
        ENVIRONMENT
    script:
        "../scripts/build_explorer.py"


rule write_dossiers:
    message:
        "Writing the dossiers of the cases of study {wildcards.study}"
    input:
        basemap=PLAN.source(PLAN.configuration.basemap),
        units=PLAN.result("frame/units.csv"),
        covariate_sources=PLAN.result("frame/covariate_sources.csv"),
        ties=PLAN.result("ties/public_ties.csv"),
        evidence=PLAN.result("ties/public_evidence.csv"),
        cases=PLAN.result("findings/{study}/cases.csv"),
        case_terms=PLAN.result("findings/{study}/case_terms.csv"),
        case_neighbours=PLAN.result("findings/{study}/case_neighbours.csv"),
        unused_summary=PLAN.result("findings/{study}/unused_summary.csv"),
        interviews=PLAN.interviews("code_by_case.csv", "quotations.csv"),
    output:
        folder=report(
            directory(PLAN.result("reports/cases/{study}")),
            patterns=["{case}.html"],
            caption="../../reports/captions/cases.rst",
            category="Cases",
            subcategory="{study}",
            labels={"case": "{case}"},
        ),
    params:
        configuration=PLAN.effective_configuration(),
        sources=PLAN.registered_sources(),
        code=PLAN.code("write_dossiers"),
    log:
        PLAN.log("write_dossiers/{study}"),
    benchmark:
        PLAN.benchmark("write_dossiers/{study}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/write_dossiers.py"
