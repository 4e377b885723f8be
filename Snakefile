# Reads and checks the configuration, includes the rules of each stage in the order in which evidence flows,
# and names the targets. What a rule reads and writes is derived in workflow/paradiplomacy/plan.py.

import os
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError
from snakemake.utils import min_version

min_version("9.0")


configfile: "config/config.yaml"


report: "reports/captions/workflow.rst"


ROOT = Path(workflow.basedir)
LIBRARY = str(ROOT / "workflow")
sys.path.insert(0, LIBRARY)

from paradiplomacy.findings.files import INTERVIEWS
from paradiplomacy.plan import Plan
from paradiplomacy.problems import BadInput
from paradiplomacy.sources.check import check_places

# the same bytes on every machine: no clock, no hash order, no threads inside linear algebra
os.environ.update(
    PYTHONPATH=os.pathsep.join(filter(None, [LIBRARY, os.environ.get("PYTHONPATH")])),
    PYTHONHASHSEED="0",
    PYTHONUTF8="1",
    SOURCE_DATE_EPOCH="1577836800",
    TZ="UTC",
    MPLBACKEND="Agg",
    OMP_NUM_THREADS="1",
    OPENBLAS_NUM_THREADS="1",
    MKL_NUM_THREADS="1",
)

# `snakemake scaffold --config export=FILE wave=NAME`, `snakemake trace --config value=NAME`: words for one command,
# which are no settings of a run
WORDS = {word: str(config.pop(word)) for word in ("export", "wave", "value") if word in config}

# `snakemake diff --config base=PLACE`: record, folder of results or package to compare with
BASE = str(config.pop("base", "")) or None

try:
    PLAN = Plan(config, ROOT)
except BadInput as bad:
    raise WorkflowError(bad.report()) from None


onstart:
    try:
        check_places(ROOT, Path(PLAN.configuration.results))
    except BadInput as bad:
        raise WorkflowError(bad.report()) from None
    if workflow.local_exec:
        # Nothing here limits how many jobs a second may begin. The limiter sets a timer after each decision, to decide
        # again a second later, and each job that ends adds one: after a hundred jobs it decides a hundred times a second.
        workflow.scheduler.job_rate_limiter = None


ENVIRONMENT = str(ROOT / "envs" / "environment.yaml")


wildcard_constraints:
    source="[a-z0-9_]+",
    wave="|".join(PLAN.waves) or "none",
    partner_wave="|".join(PLAN.partner_waves) or "none",
    any_wave="|".join(PLAN.all_waves) or "none",
    panel="|".join(PLAN.panels) or "none",
    register="|".join(PLAN.registers) or "none",
    archive="|".join(PLAN.configuration.archives.sources) or "none",
    study="[a-z0-9_]+",
    shard="[0-9]+",
    publication="|".join(PLAN.publications),


# on a cluster these run where Snakemake runs: what needs the network, and records of a second
localrules:
    all,
    take_source,
    crawl,
    record_lineage,
    scaffold,
    trace,
    verify,
    diff,
    release,


rule all:
    message:
        "Everything is built: open {input[0]}"
    default_target: True
    input:
        PLAN.result("index.html"),
        PLAN.result("release/manifest.json"),
        PLAN.result("release/lineage.json"),
        PLAN.result("release/origins.html"),


rule verify:
    message:
        "The results are the expected ones"
    input:
        PLAN.result("release/.verify_said"),


rule diff:
    message:
        "The findings are compared"
    input:
        PLAN.result("release/.diff_said"),


rule release:
    message:
        "The replication package is written"
    input:
        PLAN.result("release/.release_said"),


include: "workflow/rules/reports_shown.smk"
include: "workflow/rules/sources.smk"
include: "workflow/rules/frame.smk"
include: "workflow/rules/survey.smk"
include: "workflow/rules/web.smk"
include: "workflow/rules/ties.smk"
include: "workflow/rules/analysis.smk"
include: "workflow/rules/models.smk"
include: "workflow/rules/findings.smk"
include: "workflow/rules/findings_answers.smk"
include: "workflow/rules/findings_cooperation.smk"
include: "workflow/rules/reports.smk"
include: "workflow/rules/release.smk"
