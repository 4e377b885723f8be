"""Files of findings: on items of the survey, history of ties and cases of a study, and on interviews."""

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

OF_CASES = (
    "cases.csv",
    "case_terms.csv",
    "case_neighbours.csv",
    "unused_potential.csv",
    "unused_summary.csv",
    "case_values.json",
)
# of all studies together
INTERVIEWS = ("documents", "codings", "code_by_case", "cooccurrence", "agreement", "quotations")
