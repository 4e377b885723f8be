# Models. Reads the analysis table;
# writes tidy estimates, predicted curves, how well models fit and what checks say of them, of every study, partner, level,
# outcome and model, and for the leading models other inferences, what single countries do, and differences between partners, to results/models/.


rule fit_models:
    message:
        "Fitting the model ladder of every study"
    input:
        analysis=PLAN.result("analysis/analysis.csv"),
    output:
        estimates=PLAN.result("models/estimates.csv"),
        predictions=PLAN.result("models/predictions.csv"),
        fits=PLAN.result("models/fits.csv"),
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
        diagnostics=PLAN.result("models/diagnostics.csv"),
        count_fit=PLAN.result("models/count_fit.csv"),
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
        inference=PLAN.result("models/inference.csv"),
        country_influence=PLAN.result("models/country_influence.csv"),
        partner_differences=PLAN.result("models/partner_differences.csv"),
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
