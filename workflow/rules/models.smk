# Models. Reads the analysis table, and for robustness units and non-response weights;
# writes tidy estimates, predicted curves, how well models fit and what checks say of them, of every study, partner, level,
# outcome and model; for the leading models other inferences, what single countries do, differences between partners and
# their tests in the stacked model; and all specifications, p values for many tests, prediction of countries left out, and
# space, to results/models/.

from paradiplomacy.config.shards import part_of, parts_of


rule fit_models:
    message:
        "Fitting the model ladder of every study"
    input:
        analysis=PLAN.result("analysis/analysis.csv"),
    output:
        estimates=shown("models/estimates.csv"),
        predictions=shown("models/predictions.csv"),
        fits=shown("models/fits.csv"),
    params:
        configuration=PLAN.section("studies", "outcomes", "factors", "models", "confidence_level", "inference"),
        supplied=PLAN.supplied_labels(),
        code=PLAN.code("fit_models"),
    log:
        PLAN.log("fit_models"),
    benchmark:
        PLAN.benchmark("fit_models")
    conda:
        ENVIRONMENT
    script:
        "../scripts/fit_models.py"


rule check_models:
    message:
        "Checking every model"
    input:
        analysis=PLAN.result("analysis/analysis.csv"),
        estimates=PLAN.result("models/estimates.csv"),
    output:
        diagnostics=shown("models/diagnostics.csv"),
        count_fit=shown("models/count_fit.csv"),
    params:
        configuration=PLAN.section("studies", "outcomes", "factors", "models", "confidence_level", "inference"),
        supplied=PLAN.supplied_labels(),
        code=PLAN.code("check_models"),
    log:
        PLAN.log("check_models"),
    benchmark:
        PLAN.benchmark("check_models")
    conda:
        ENVIRONMENT
    script:
        "../scripts/check_models.py"


rule compare_inference:
    message:
        "Setting other inferences beside that of the ladder"
    input:
        analysis=PLAN.result("analysis/analysis.csv"),
    output:
        inference=shown("models/inference.csv"),
        country_influence=shown("models/country_influence.csv"),
        partner_differences=shown("models/partner_differences.csv"),
    params:
        configuration=PLAN.section("studies", "outcomes", "factors", "models", "confidence_level", "inference"),
        supplied=PLAN.supplied_labels(),
        code=PLAN.code("compare_inference"),
    log:
        PLAN.log("compare_inference"),
    benchmark:
        PLAN.benchmark("compare_inference")
    conda:
        ENVIRONMENT
    script:
        "../scripts/compare_inference.py"


rule run_specifications:
    message:
        "Running every specification of every study"
    input:
        analysis=PLAN.result("analysis/analysis.csv"),
        units=PLAN.result("frame/units.csv"),
        weights=PLAN.per_wave("weights.csv"),
        specification_parts=parts_of(PLAN.result("models/specifications.csv"), PLAN.configuration.shards.specifications),
        summary_parts=parts_of(
            PLAN.result("models/specification_summary.csv"), PLAN.configuration.shards.specifications
        ),
    output:
        specifications=PLAN.result("models/specifications.csv"),
        summary=shown("models/specification_summary.csv"),
    params:
        configuration=PLAN.section("studies", "outcomes", "factors", "waves", "robustness", "confidence_level"),
        supplied=PLAN.supplied_labels(),
        whole_of=PLAN.configuration.frame.regions.whole_of(),
        code=PLAN.code("run_specifications"),
    log:
        PLAN.log("run_specifications"),
    benchmark:
        PLAN.benchmark("run_specifications")
    conda:
        ENVIRONMENT
    script:
        "../scripts/run_specifications.py"


rule run_specification_shard:
    message:
        "Running shard {wildcards.shard} of the specifications"
    input:
        analysis=PLAN.result("analysis/analysis.csv"),
        units=PLAN.result("frame/units.csv"),
        weights=PLAN.per_wave("weights.csv"),
    output:
        specifications=temp(part_of(PLAN.result("models/specifications.csv"))),
        summary=temp(part_of(PLAN.result("models/specification_summary.csv"))),
    params:
        configuration=PLAN.section("studies", "outcomes", "factors", "waves", "robustness", "confidence_level"),
        supplied=PLAN.supplied_labels(),
        whole_of=PLAN.configuration.frame.regions.whole_of(),
        shards=PLAN.configuration.shards.specifications,
        code=PLAN.code("run_specification_shard"),
    log:
        PLAN.log("run_specification_shard/{shard}"),
    benchmark:
        PLAN.benchmark("run_specification_shard/{shard}")
    conda:
        ENVIRONMENT
    script:
        "../scripts/run_specification_shard.py"


rule adjust_p_values:
    message:
        "Adjusting p values for many tests"
    input:
        estimates=PLAN.result("models/estimates.csv"),
    output:
        adjusted=shown("models/adjusted.csv"),
    params:
        configuration=PLAN.section("studies"),
        code=PLAN.code("adjust_p_values"),
    log:
        PLAN.log("adjust_p_values"),
    benchmark:
        PLAN.benchmark("adjust_p_values")
    conda:
        ENVIRONMENT
    script:
        "../scripts/adjust_p_values.py"


rule predict_countries:
    message:
        "Predicting each country from the others"
    input:
        analysis=PLAN.result("analysis/analysis.csv"),
    output:
        prediction=shown("models/prediction.csv"),
        calibration=shown("models/calibration.csv"),
        roc=shown("models/roc.csv"),
    params:
        configuration=PLAN.section("studies", "outcomes", "factors", "models", "confidence_level"),
        supplied=PLAN.supplied_labels(),
        code=PLAN.code("predict_countries"),
    log:
        PLAN.log("predict_countries"),
    benchmark:
        PLAN.benchmark("predict_countries")
    conda:
        ENVIRONMENT
    script:
        "../scripts/predict_countries.py"


rule measure_space:
    message:
        "Measuring whether neighbours resemble each other"
    input:
        analysis=PLAN.result("analysis/analysis.csv"),
        units=PLAN.result("frame/units.csv"),
    output:
        spatial=shown("models/spatial.csv"),
    params:
        configuration=PLAN.section("studies", "outcomes", "factors", "models", "robustness", "confidence_level"),
        supplied=PLAN.supplied_labels(),
        code=PLAN.code("measure_space"),
    log:
        PLAN.log("measure_space"),
    benchmark:
        PLAN.benchmark("measure_space")
    conda:
        ENVIRONMENT
    script:
        "../scripts/measure_space.py"


rule stack_partners:
    message:
        "Testing whether the same factors count for both partners"
    input:
        analysis=PLAN.result("analysis/analysis.csv"),
    output:
        tests=shown("models/partner_tests.csv"),
    params:
        configuration=PLAN.section("studies", "outcomes", "factors", "models"),
        supplied=PLAN.supplied_labels(),
        code=PLAN.code("stack_partners"),
    log:
        PLAN.log("stack_partners"),
    benchmark:
        PLAN.benchmark("stack_partners")
    conda:
        ENVIRONMENT
    script:
        "../scripts/stack_partners.py"
