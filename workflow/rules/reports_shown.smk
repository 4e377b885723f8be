# Reports, shown. Reads no file and writes none: which tables of results `snakemake --report` shows, and where on its page.
# Tables with a row for a unit or a person are not among them: the page is made to be passed on.


def shown(path):
    """Return the path of a table of results that `snakemake --report` shows, by its stage and its study."""
    return report(
        PLAN.result(path),
        caption="../../reports/captions/result_table.rst",
        category={"findings": "Findings", "models": "Models"}[path.split("/")[0]],
        subcategory="{study}" if "{study}" in path else "all studies",
        labels={"table": Path(path).stem.replace("_", " ")},
    )
