# Survey. Reads raw exports, their codebooks and the list of invited units;
# writes recoded answers, named partners, dispositions, everything set aside or flagged, outcome rates and weights, to
# results/survey/WAVE/, and the answers of units that two waves share, to results/survey/panels/PANEL/.
# Waves of partner places have pairs of a unit and a place in place of units.
# On demand it drafts the codebook of a new export (results/scaffold/): snakemake scaffold --config export=FILE wave=NAME


rule ingest_wave:
    message:
        "Recoding and validating wave {wildcards.wave}"
    input:
        export=lambda wildcards: PLAN.source(PLAN.configuration.waves[wildcards.wave].source),
        codebook=lambda wildcards: PLAN.configuration.waves[wildcards.wave].codebook,
        invitations=PLAN.source(PLAN.configuration.world.invitations),
        units=PLAN.result("frame/units.csv"),
    output:
        responses=PLAN.result("survey/{wave}/responses.csv"),
        named_partners=PLAN.result("survey/{wave}/named_partners.csv"),
        dispositions=PLAN.result("survey/{wave}/dispositions.csv"),
        set_aside=PLAN.result("survey/{wave}/set_aside.csv"),
        accounting=PLAN.result("survey/{wave}/accounting.csv"),
        flags=PLAN.result("survey/{wave}/flags.csv"),
        duplicates=PLAN.result("survey/{wave}/duplicates.csv"),
        frequencies=PLAN.result("survey/{wave}/frequencies.csv"),
    params:
        wave=lambda wildcards: PLAN.section("waves")["waves"][wildcards.wave],
        code=PLAN.code("ingest_wave"),
    log:
        PLAN.log("ingest_wave/{wave}"),
    benchmark:
        PLAN.benchmark("ingest_wave/{wave}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/ingest_wave.py"


rule weigh_wave:
    message:
        "Weighing the answers of wave {wildcards.wave}"
    input:
        responses=PLAN.result("survey/{wave}/responses.csv"),
        dispositions=PLAN.result("survey/{wave}/dispositions.csv"),
        set_aside=PLAN.result("survey/{wave}/set_aside.csv"),
        codebook=lambda wildcards: PLAN.configuration.waves[wildcards.wave].codebook,
        units=PLAN.result("frame/units.csv"),
    output:
        final_dispositions=PLAN.result("survey/{wave}/final_dispositions.csv"),
        response_rates=PLAN.result("survey/{wave}/response_rates.csv"),
        responders=PLAN.result("survey/{wave}/responders.csv"),
        response_model=PLAN.result("survey/{wave}/response_model.csv"),
        weights=PLAN.result("survey/{wave}/weights.csv"),
        weight_diagnostics=PLAN.result("survey/{wave}/weight_diagnostics.csv"),
    params:
        level=lambda wildcards: PLAN.configuration.waves[wildcards.wave].level,
        configuration=PLAN.section("nonresponse"),
        code=PLAN.code("weigh_wave"),
    log:
        PLAN.log("weigh_wave/{wave}"),
    benchmark:
        PLAN.benchmark("weigh_wave/{wave}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/weigh_wave.py"


rule ingest_pairs:
    message:
        "Recoding and validating the answers of partner places in wave {wildcards.partner_wave}"
    input:
        export=lambda wildcards: PLAN.source(PLAN.all_waves[wildcards.partner_wave].source),
        codebook=lambda wildcards: PLAN.all_waves[wildcards.partner_wave].codebook,
        invitations=lambda wildcards: PLAN.source(PLAN.all_waves[wildcards.partner_wave].invitations),
        units=PLAN.result("frame/units.csv"),
    output:
        pair_answers=PLAN.result("survey/{partner_wave}/pair_answers.csv"),
        pairs=PLAN.result("survey/{partner_wave}/pairs.csv"),
        set_aside=PLAN.result("survey/{partner_wave}/set_aside.csv"),
        accounting=PLAN.result("survey/{partner_wave}/accounting.csv"),
        flags=PLAN.result("survey/{partner_wave}/flags.csv"),
        duplicates=PLAN.result("survey/{partner_wave}/duplicates.csv"),
        frequencies=PLAN.result("survey/{partner_wave}/frequencies.csv"),
    params:
        wave=lambda wildcards: PLAN.section("partner_waves")["partner_waves"][wildcards.partner_wave],
        code=PLAN.code("ingest_pairs"),
    log:
        PLAN.log("ingest_pairs/{partner_wave}"),
    benchmark:
        PLAN.benchmark("ingest_pairs/{partner_wave}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/ingest_pairs.py"


rule link_panel:
    message:
        "Comparing the waves of panel {wildcards.panel} unit by unit"
    input:
        responses=lambda wildcards: PLAN.panel_files(wildcards.panel, "responses.csv"),
        codebooks=lambda wildcards: PLAN.panel_codebooks(wildcards.panel),
    output:
        panel=PLAN.result("survey/panels/{panel}/panel.csv"),
        changes=PLAN.result("survey/panels/{panel}/panel_changes.csv"),
        transitions=PLAN.result("survey/panels/{panel}/panel_transitions.csv"),
    params:
        names=lambda wildcards: PLAN.configuration.panels[wildcards.panel].waves,
        waves=lambda wildcards: PLAN.panel_waves(wildcards.panel),
        outcomes=PLAN.survey_outcomes(),
        confidence_level=PLAN.configuration.confidence_level,
        code=PLAN.code("link_panel"),
    log:
        PLAN.log("link_panel/{panel}"),
    benchmark:
        PLAN.benchmark("link_panel/{panel}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/link_panel.py"


rule scaffold:
    message:
        "Drafting the codebook of a new export"
    input:
        WORDS.get("export", []),
    output:
        PLAN.result(f"scaffold/{WORDS.get('wave', 'wave')}.yaml"),
    params:
        code=PLAN.code("scaffold"),
    log:
        PLAN.log("scaffold"),
    benchmark:
        PLAN.benchmark("scaffold")
    conda:
        ENVIRONMENT
    script:
        "../scripts/scaffold.py"
