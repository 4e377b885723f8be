# Models. Reads the analysis table;
# writes tidy estimates, predicted curves and how well models fit, of every study, partner, level, outcome and model, and
# for the leading models other inferences, what single countries do, differences between partners and their tests in the
# stacked model, to results/models/.


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


rule stack_partners:
    message:
        "Testing whether the same factors count for both partners"
    input:
        analysis=PLAN.result("analysis/analysis.csv"),
    output:
        tests=PLAN.result("models/partner_tests.csv"),
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
