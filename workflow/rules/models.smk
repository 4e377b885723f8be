# Models. Reads the analysis table;
# writes tidy estimates, predicted curves and how well models fit, of every study, partner, level, outcome and model, to results/models/.


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
        configuration=PLAN.section("studies", "outcomes", "factors", "models", "confidence_level"),
        code=PLAN.code("fit_models"),
    log:
        PLAN.log("fit_models"),
    benchmark:
        PLAN.benchmark("fit_models")
    conda:
        ENVIRONMENT
    script:
        "../scripts/fit_models.py"
