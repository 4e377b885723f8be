# Models. Reads the analysis table;
# writes tidy estimates and predicted curves of every study, partner, level, outcome and model, to results/models/.


rule fit_models:
    message:
        "Fitting the model ladder of every study"
    input:
        analysis=PLAN.result("analysis/analysis.csv"),
    output:
        estimates=PLAN.result("models/estimates.csv"),
        predictions=PLAN.result("models/predictions.csv"),
    params:
        configuration=PLAN.section("studies", "outcomes", "factors", "models", "confidence_level", "inference"),
        code=PLAN.code("fit_models"),
    log:
        PLAN.log("fit_models"),
    benchmark:
        PLAN.benchmark("fit_models")
    conda:
        ENVIRONMENT
    script:
        "../scripts/fit_models.py"
