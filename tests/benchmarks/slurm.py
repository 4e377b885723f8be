"""Build the reduced world on a Slurm cluster of one node, cut into shards, and compare every byte with a local build.

Run by `make slurm`. It needs Slurm and munge (Debian: slurm-wlm, munge) and the plugin of docs/cluster.md in
the environment; the cluster is started for the run, in a folder of its own, by the user who runs it, and ended with it.
"""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from workspace import Workspace  # noqa: E402

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "sinfo")
SHARDS = "shards={archives: 3, specifications: 2}"
OPTIONS = (
    *("--profile", "profiles/slurm", "--slurm-no-account"),
    "--slurm-status-command=squeue",  # a cluster of one night has no database of finished jobs
    *("--seconds-between-status-checks", "3", "--slurm-init-seconds-before-status-checks", "2"),
)
PATIENCE = 60  # seconds until the node must be idle


class OneNode:
    """A Slurm cluster of this machine alone, with its state in `folder`; a context manager that ends it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> OneNode:
        folder, user, host = self.folder, getpass.getuser(), socket.gethostname().split(".")[0]
        folder.chmod(0o755)  # munge refuses a folder that others may write
        for name in ("state", "spool"):
            (folder / name).mkdir()
        key = folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
        settings = f"""
ClusterName=one
SlurmctldHost={host}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldPort=16817
SlurmdPort=16818
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
MinJobAge=86400
SchedulerParameters=sched_interval=2
NodeName={host} CPUs={os.cpu_count()} RealMemory={memory * 9 // 10} State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""
        (folder / "slurm.conf").write_text(settings, encoding="utf-8")
        os.environ["SLURM_CONF"] = str(folder / "slurm.conf")
        (folder / "bin").mkdir()
        srun = folder / "bin/srun"  # the plugin starts it without the settings of the shell
        srun.write_text(
            f'#!/bin/sh\nSLURM_CONF={folder}/slurm.conf exec {shutil.which("srun")} "$@"\n', encoding="utf-8"
        )
        srun.chmod(0o755)
        os.environ["PATH"] = os.pathsep.join([str(folder / "bin"), os.environ["PATH"], "/usr/sbin"])
        own = [f"--{name}={folder / f'munge.{name}'}" for name in ("socket", "pid-file", "log-file", "seed-file")]
        self._start("munged", "--foreground", "--force", f"--key-file={key}", *own)
        self._start("slurmctld", "-D", "-i")
        self._start("slurmd", "-D")
        for _ in range(PATIENCE):
            said = subprocess.run(["sinfo", "--noheader", "--format=%T"], capture_output=True, text=True, check=False)
            if said.stdout.strip() == "idle":
                return self
            time.sleep(1)
        self.__exit__(None, None, None)
        raise SystemExit(f"the cluster did not come up: {said.stdout}{said.stderr}\n{self._last_words()}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self._running):
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
        self._running.clear()

    def _start(self, program: str, *words: str) -> None:
        with (self.folder / f"{program}.log").open("wb") as log:
            self._running.append(subprocess.Popen([program, *words], stdout=log, stderr=log))
        time.sleep(1)

    def _last_words(self) -> str:
        return "\n".join(f"{log.name}: {log.read_text('utf-8')[-1500:]}" for log in self.folder.glob("*.log"))


def last_words(folder: Path) -> str:
    """Return what the jobs of a run said last."""
    logs = sorted((folder / ".snakemake/slurm_logs").rglob("*.log"))
    return "\n".join(f"{log.name}: {log.read_text('utf-8')[-1500:]}" for log in logs)


def main() -> None:
    """Build the same world here and on the cluster; print what ran and whether a byte differs.

    Words of the command line are targets; by default everything is built.
    """
    targets = sys.argv[1:] or ["all"]
    missing = [name for name in PROGRAMS if not (shutil.which(name) or shutil.which(name, path="/usr/sbin"))]
    if missing:
        raise SystemExit(f"{', '.join(missing)}: not installed; apt-get install slurm-wlm munge")
    with tempfile.TemporaryDirectory(prefix="slurm_") as place:
        here = Workspace(Path(place) / "here")
        here.shrink_world()
        here.code_pages()
        shutil.rmtree(here.folder / "results")
        shutil.rmtree(here.folder / ".snakemake")
        there = Path(place) / "there"
        shutil.copytree(here.folder, there)
        began = time.perf_counter()
        here.build(*targets)
        local = time.perf_counter() - began
        here_bytes = here.digests()

        here.folder = there  # the same workspace, as it was before the build
        began = time.perf_counter()
        (Path(place) / "cluster").mkdir()
        with OneNode(Path(place) / "cluster"):
            done = here.snakemake(*targets, *OPTIONS, "--config", SHARDS)
            submitted = subprocess.run(
                ["squeue", "--states=all", "--noheader", "--format=%i %T"], capture_output=True, text=True, check=True
            ).stdout.splitlines()
        if done.returncode:
            raise SystemExit(f"the build on Slurm failed:\n{done.stderr[-3000:]}\n{last_words(there)}")
        completed = sum(line.endswith(" COMPLETED") for line in submitted)
        there_bytes = here.digests()
    differ = [name for name in sorted({*here_bytes, *there_bytes}) if here_bytes.get(name) != there_bytes.get(name)]
    print(f"local        {', '.join(targets)} in {local:.0f} s on two cores, without shards")
    print(f"Slurm        {completed} of {len(submitted)} submitted jobs completed, {time.perf_counter() - began:.0f} s")
    print(f"results      {len(there_bytes)} files, {len(differ)} of them differ")
    for name in differ:
        print(f"  {name}")
    sys.exit(bool(differ) or completed != len(submitted))


if __name__ == "__main__":
    main()
