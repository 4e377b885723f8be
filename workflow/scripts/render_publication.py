"""Render one publication as HTML, PDF and DOCX."""

from paradiplomacy.problems import problems_as_sentences

with problems_as_sentences(snakemake.log[0]):
    from pathlib import Path

    from paradiplomacy.reports.publication import render_publication

    render_publication(
        snakemake.input.source,
        chapters=list(snakemake.input.chapters),
        labels=snakemake.params.labels,
        bibliography=snakemake.input.bibliography,
        files={
            "figures": snakemake.input.figures,
            **{
                name: snakemake.input[name]
                for name in ("estimates", "inference", "country_influence", "partner_differences", "partner_tests")
            },
            "diagnostics": snakemake.input.diagnostics,
            **{name: snakemake.input[name] for name in ("specification_summary", "adjusted", "prediction", "spatial")},
            "reconciliation": snakemake.input.reconciliation,
            **{name: list(snakemake.input[name]) for name in ("coding_counts", "reliability", "classifier_agreement")},
            **{name: snakemake.input[name] for name in ("frame_counts", "claims", "claim_checks", "verdict_rates")},
            **{f"interview_{Path(path).stem}": path for path in snakemake.input.interviews},
            **{name: list(snakemake.input[name]) for name in ("accounting", "set_aside", "flags")},
            **{
                name: list(snakemake.input[name])
                for name in ("resolutions", "country_labels", "response_rates", "weight_diagnostics", "web_evaluation")
            },
        },
        findings=list(snakemake.input.findings),
        configuration=snakemake.params.configuration,
        sources=snakemake.params.sources,
        study=snakemake.params.study,
        outputs={kind: snakemake.output[kind] for kind in ("html", "pdf", "docx")},
        engine_file=snakemake.output.engine,
        table_folder=snakemake.output.tables,
    )
