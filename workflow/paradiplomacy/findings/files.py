"""Files of a study on the items of the survey and the history of ties; the plan counts them among its findings."""

OF_ITEMS = (
    "item_shares.csv",
    "item_pairs.csv",
    "item_values.json",
    "success.csv",
    "success_answers.csv",
    "success_reliability.csv",
    "success_determinants.csv",
    "success_values.json",
    "coordination.csv",
    "coordination_index.csv",
    "coordination_paired.csv",
    "coordination_determinants.csv",
    "coordination_values.json",
    "pair_agreement.csv",
    "pair_values.json",
    "founding_years.csv",
    "tie_periods.csv",
    "tie_spans.csv",
    "tie_survival.csv",
    "history_values.json",
)
