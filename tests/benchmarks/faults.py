"""Break runs on purpose: does the next one end with the same bytes, and does the broken one say why in a sentence?

Run by `make faults`. It builds the reduced world three times (undisturbed, killed twenty times, elsewhere) and breaks
the chain from raw files to ties in other ways on copies. Some need Linux, root or faketime; what cannot be tried is
said. The table that `--write` leaves stands in tests/reference/faults.txt.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from workspace import Workspace  # noqa: E402

TABLE = ROOT / "tests/reference/faults.txt"
KILLS = 20
LONGEST = 45.0  # seconds after which a run is killed at the latest
CHAIN = ("sources/demo_twin_towns", "web/twin_towns", "ties")  # results that are removed and made again
TARGET = "results/ties/ties.csv"
RAW = "resources/demo/twin_towns.csv"
LOCKED = "cannot be locked"
ON_LINUX_AS_ROOT = sys.platform == "linux" and os.geteuid() == 0


@dataclass
class Fault:
    """A kind of fault: how often it was tried, how often the next run was right, and what the broken one said."""

    name: str
    tried: int
    survived: int
    said: str


class World:
    """The reduced world, built once undisturbed, and copies of it to break."""

    def __init__(self, folder: Path, whole: list[str]) -> None:
        self.folder, self.whole = folder, whole
        self.workspace = Workspace(folder / "reference")
        self.workspace.shrink_world()
        self.workspace.code_pages()
        for made in ("results", ".snakemake", "logs", "benchmarks"):
            shutil.rmtree(self.workspace.folder / made)
        shutil.copytree(self.workspace.folder, folder / "raw")
        self.workspace.build(*whole)
        self.bytes = self.workspace.digests()

    def copy(self, name: str, of: str = "raw") -> Workspace:
        """Return a copy of the world, of its raw files alone or as it was built (`reference`)."""
        workspace = Workspace.__new__(Workspace)
        workspace.folder = self.folder / name
        shutil.copytree(self.folder / of, workspace.folder, symlinks=True)
        return workspace

    def chain(self, name: str) -> Workspace:
        """Return a built copy of which the chain to the ties is removed."""
        workspace = self.copy(name, "reference")
        for part in CHAIN:
            shutil.rmtree(workspace.folder / "results" / part)
        return workspace

    def same(self, workspace: Workspace) -> bool:
        """Tell whether all results of the copy are those of the undisturbed run, no more and no fewer."""
        return workspace.digests() == self.bytes

    def same_chain(self, workspace: Workspace) -> bool:
        """Tell the same of the chain to the ties."""

        def of_chain(files: dict[str, bytes]) -> dict[str, bytes]:
            return {name: content for name, content in files.items() if name.startswith(("ties/t", "ties/e"))}

        return of_chain(workspace.digests()) == of_chain(self.bytes)


def start(workspace: Workspace, *words: str, before: tuple[str, ...] = (), **environment: str) -> subprocess.Popen[str]:
    """Start Snakemake in a process group of its own; its output goes into a file beside the copy."""
    log = workspace.folder.with_suffix(".log").open("w", encoding="utf-8")
    return subprocess.Popen(
        [*before, sys.executable, "-m", "snakemake", "--cores", "2", *words],
        cwd=workspace.folder,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
    )


def said(workspace: Workspace) -> str:
    """Return what the last run of a copy printed."""
    return workspace.folder.with_suffix(".log").read_text(encoding="utf-8", errors="replace")


def first_sentence(text: str, *words: str) -> str:
    """Return the first line that holds one of these words; "" where there is none."""
    return next((line.strip() for line in text.splitlines() if any(word in line for word in words)), "")


def kill_group(process: subprocess.Popen[str]) -> None:
    """Kill a run and everything that it started, as a power cut does."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(condition: Callable[[], bool], process: subprocess.Popen[str], seconds: float = 300) -> None:
    """Wait until something is so, or the run has ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None and not condition():
        time.sleep(0.1)


def killed(world: World) -> Fault:
    """Kill a build at random moments; each next run goes on where the last one was killed, and the last ends."""
    workspace = world.copy("killed")
    moments = random.Random("moments at which a run is killed")
    done = 0
    sentence = ""
    for _ in range(KILLS):
        process = start(workspace, *world.whole)
        try:
            process.wait(timeout=moments.uniform(1, LONGEST))
            break
        except subprocess.TimeoutExpired:
            kill_group(process)
            done += 1
        if any((workspace.folder / ".snakemake/locks").glob("*")):
            if not sentence:  # once is enough: it is refused, and told how to go on
                again = workspace.snakemake(*world.whole)
                sentence = first_sentence(again.stdout + again.stderr, "--unlock")
                assert again.returncode, "a locked folder was not refused"
            assert workspace.snakemake("--unlock").returncode == 0
    process = start(workspace, *world.whole)
    process.wait()
    survived = done if process.returncode == 0 and sentence and world.same(workspace) else 0
    return Fault("killed (kill -9 of the group)", done, survived, sentence)


def room_for(folder: Path) -> int:
    """Return the room that the files of a folder take on a disk of blocks of 4096 bytes."""
    return sum(-(-path.stat().st_size // 4096) * 4096 for path in folder.rglob("*") if path.is_file())


def full_disk(world: World) -> Fault:
    """Let the disk of the results fill up while they are written; then make room."""
    workspace = world.chain("full")
    results = workspace.folder / "results"
    kept = workspace.folder.with_name("full_results")
    shutil.move(results, kept)
    results.mkdir()
    held = room_for(kept)
    needed = room_for(world.workspace.folder / "results") - held
    tries = survived = 0
    sentence = ""
    for room in (needed // 4, needed * 3 // 4):
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={held + room}", "tmpfs", str(results)], check=True)
        try:
            shutil.copytree(kept, results, dirs_exist_ok=True, symlinks=True)
            broken = start(workspace, TARGET)
            broken.wait()
            text = said(workspace)
            sentence = first_sentence(text, "room on this disk") or sentence
            subprocess.run(["mount", "-o", "remount,size=1g", str(results)], check=True)
            ended = start(workspace, TARGET)
            ended.wait()
            tries += 1
            clear = "room on this disk" in text and "Traceback" not in text
            survived += bool(broken.returncode and clear and not ended.returncode and world.same_chain(workspace))
        finally:
            subprocess.run(["umount", str(results)], check=True)
    return Fault("disk full", tries, survived, sentence)


def read_only(world: World) -> Fault:
    """Take away the permission to write the results, then give it again."""
    workspace = world.chain("read_only")
    results = str(workspace.folder / "results")
    subprocess.run(["mount", "--bind", results, results], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", results], check=True)
        broken = start(workspace, TARGET)
        broken.wait()
        text = said(workspace)
    finally:
        subprocess.run(["umount", results], check=True)
    ended = start(workspace, TARGET)
    ended.wait()
    clear = "a folder that can be written" in text and "Traceback" not in text
    right = broken.returncode and clear and not ended.returncode and world.same_chain(workspace)
    return Fault("results read-only", 1, int(bool(right)), first_sentence(text, "can be written"))


def removed_input(world: World) -> Fault:
    """Remove a raw file, and a result that another job needs, while the run is under way; put the raw file back."""
    survived = 0
    sentences = []
    for number, lost in enumerate((RAW, "results/frame/units.csv")):
        workspace = world.chain(f"removed_{number}")
        path = workspace.folder / lost
        content = path.read_bytes()
        moment = "Provided cores" if lost == RAW else "[1 of"
        process = start(workspace, TARGET)
        wait_for(lambda made=workspace, words=moment: words in said(made), process)
        path.unlink()
        process.wait()
        text = said(workspace)
        sentences.append(first_sentence(text, "to exist", "(missing locally") or "the run ended without it")
        if lost == RAW:
            path.write_bytes(content)
        ended = start(workspace, TARGET)
        ended.wait()
        survived += "Traceback" not in text and ended.returncode == 0 and world.same_chain(workspace)
    return Fault("input removed during a run", 2, survived, sentences[0])


def two_runs(world: World) -> Fault:
    """Start a second run while the first is at work."""
    workspace = world.chain("two_runs")
    first = start(workspace, TARGET)
    wait_for(lambda: "[1 of" in said(workspace), first)
    os.killpg(first.pid, signal.SIGSTOP)  # so that it is still at work when the second begins
    second = workspace.snakemake(TARGET)
    os.killpg(first.pid, signal.SIGCONT)
    text = second.stdout + second.stderr
    first.wait()
    right = first.returncode == 0 and second.returncode and LOCKED in text and "Traceback" not in text
    survived = int(bool(right and world.same_chain(workspace)))
    return Fault("two runs in one folder", 1, survived, first_sentence(text, LOCKED))


def clocks(world: World) -> Fault:
    """Run with a clock in the past and in the future, and with raw files from the past and from the future.

    Files from the future are refused by Snakemake in a sentence; then their time is corrected.
    """
    tries = survived = 0
    sentence = ""
    for number, day in enumerate(("1999-12-31 23:59:58", "2041-02-28 12:00:00")):
        if shutil.which("faketime") is None:
            break
        workspace = world.chain(f"clock_{number}")
        # what waits inside a program goes by another clock, which no one changes
        process = start(workspace, TARGET, before=("faketime", "-f", f"@{day}"), FAKETIME_DONT_FAKE_MONOTONIC="1")
        process.wait()
        tries += 1
        survived += process.returncode == 0 and world.same_chain(workspace)
    for number, years in enumerate((-20, 5)):
        workspace = world.chain(f"touched_{number}")
        then = time.time() + years * 365 * 86400
        for path in (workspace.folder / "resources").rglob("*"):
            os.utime(path, (then, then))
        process = start(workspace, TARGET)
        process.wait()
        if years > 0 and process.returncode and "Traceback" not in said(workspace):
            sentence = first_sentence(said(workspace), "older modification time")
            for path in (workspace.folder / "resources").rglob("*"):
                os.utime(path)
            process = start(workspace, TARGET)
            process.wait()
        tries += 1
        survived += process.returncode == 0 and (years < 0 or sentence != "") and world.same_chain(workspace)
    return Fault("clock changed", tries, survived, f"the same bytes; files from the future: {sentence}")


def elsewhere(world: World) -> Fault:
    """Build everything in a folder with letters of three scripts, in another locale and another time zone."""
    workspace = world.copy("Ödön проект 城市".replace(" ", "_"))
    process = start(
        workspace, *world.whole, LC_ALL="tr_TR.UTF-8", LANG="tr_TR.UTF-8", TZ="Asia/Kathmandu", LANGUAGE="tr"
    )
    process.wait()
    survived = 3 * int(process.returncode == 0 and world.same(workspace))
    return Fault("locale, time zone, letters of the path", 3, survived, "the same bytes")


def folder_with_space(world: World) -> Fault:
    """Try to run in a folder with a space, which Snakemake cannot."""
    workspace = world.copy("with space")
    done = workspace.snakemake(TARGET)
    text = done.stdout + done.stderr
    sentence = first_sentence(text, "a folder without a space")
    right = done.returncode != 0 and sentence and "Traceback" not in text
    return Fault("space in the path", 1, int(bool(right)), sentence)


def breaks_off(world: World) -> Fault:
    """Serve a source by https: first half of it, then nothing, then all."""
    from broken_server import Server

    workspace = world.copy("download", "reference")
    content = (workspace.folder / RAW).read_bytes()
    tries = survived = 0
    sentence = ""
    with Server(world.folder / "server", content) as server:
        registry = workspace.folder / "resources/sources.yaml"
        entry, path = "demo_twin_towns:", f'path: "{RAW}"'
        before, after = registry.read_text("utf-8").split(entry)
        new = after.replace(path, f'address: "{server.address}"\n  mirror_path: "twin_towns.csv"', 1)
        registry.write_text(before + entry + new, encoding="utf-8")
        file = "results/sources/demo_twin_towns/twin_towns.csv"
        for way in server.WAYS:
            shutil.rmtree(workspace.folder / "results/sources/demo_twin_towns", ignore_errors=True)
            server.way = way
            broken = start(workspace, file, SSL_CERT_FILE=str(server.certificate))
            broken.wait()
            text = said(workspace)
            left = list((workspace.folder / "results/sources/demo_twin_towns").glob(".*"))
            sentence = first_sentence(text, "the file of source", "the registered file") or sentence
            server.way = "whole"
            ended = start(workspace, file, SSL_CERT_FILE=str(server.certificate))
            ended.wait()
            tries += 1
            right = broken.returncode and not left and "Traceback" not in text and not ended.returncode
            survived += bool(right and (workspace.folder / file).read_bytes() == content)
    return Fault("download interrupted", tries, survived, sentence)


FAULTS: dict[Callable[[World], Fault], bool] = {  # and whether each can be tried here
    full_disk: ON_LINUX_AS_ROOT,
    read_only: ON_LINUX_AS_ROOT,
    removed_input: True,
    two_runs: True,
    clocks: True,
    folder_with_space: True,
    breaks_off: shutil.which("openssl") is not None,
    elsewhere: True,
    killed: os.name == "posix",
}


@contextmanager
def place_for(keep: Path | None) -> Iterator[Path]:
    """Give a folder for the copies, which is removed unless it was named."""
    if keep is not None:
        keep.mkdir(parents=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="faults_") as folder:
        yield Path(folder)


def table_of(rows: list[Fault], whole: list[str], folder: Path) -> str:
    """Return the table of all faults, without the paths of this machine."""
    lines = [
        f"The reduced world; whole builds make {', '.join(whole)}, the other faults {TARGET}.",
        "",
        f"{'fault':40} {'tried':>6} {'survived':>9}  what was said, or seen",
    ]
    for row in rows:
        words = row.said.replace(str(folder), "").strip()
        lines.append(f"{row.name:40} {row.tried:6} {row.survived:9}  {words[:110]}")
    lines.append("")
    lines.append(f"{'in all':40} {sum(row.tried for row in rows):6} {sum(row.survived for row in rows):9}")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def main() -> None:
    """Try every fault and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="+", metavar="FAULT", choices=[one.__name__ for one in FAULTS])
    parser.add_argument("--whole", nargs="+", default=["all"], metavar="TARGET", help="what the three builds make")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the copies here")
    parser.add_argument("--write", action="store_true", help=f"write the table to {TABLE.relative_to(ROOT)}")
    options = parser.parse_args()
    chosen = {one: can for one, can in FAULTS.items() if not options.only or one.__name__ in options.only}
    rows: list[Fault] = []
    with place_for(options.keep) as folder:
        world = World(folder, options.whole)
        for one, can in chosen.items():
            if can:
                rows.append(one(world))
                print(rows[-1], flush=True)
            else:
                print(f"{one.__name__}: cannot be tried here", flush=True)
    table = table_of(rows, options.whole, folder)
    print(table)
    if options.write:
        TABLE.write_text(table, encoding="utf-8")
    sys.exit(any(row.survived < row.tried for row in rows))


if __name__ == "__main__":
    main()
