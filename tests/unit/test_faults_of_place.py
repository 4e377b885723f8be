"""Full disks, folders without permission and downloads that break off: a sentence, and nothing half-written stays."""

from __future__ import annotations

import errno
import hashlib
import io
from http.client import IncompleteRead
from pathlib import Path

import pytest

from paradiplomacy.problems import BadInput, fault_of_place, problems_as_sentences
from paradiplomacy.sources import take
from paradiplomacy.sources.check import check_places
from paradiplomacy.sources.registry import Source

CONTENT = b"unit_id,address\n" * 1000


@pytest.fixture
def source() -> Source:
    return Source(
        id="sites",
        title="t",
        publisher="p",
        licence="l",
        citation="c",
        vintage="v",
        format="CSV",
        sensitivity="public",
        address="https://example.org/sites.csv",
        mirror_path="sites.csv",
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        size=len(CONTENT),
    )


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EFBIG])
def test_a_fault_of_the_place_is_a_sentence_on_screen_and_in_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    log = tmp_path / "logs/job.log"
    with pytest.raises(SystemExit) as stop, problems_as_sentences(log):
        raise OSError(number, "as the system says", "results/a.csv")
    said = capsys.readouterr().err
    assert stop.value.code == 1
    assert said.strip() == log.read_text("utf-8").strip()
    assert said.strip().startswith("results/a.csv: ") and "build again" in said


def test_another_error_of_the_system_keeps_its_traceback(tmp_path: Path) -> None:
    assert fault_of_place(OSError("without a number")) is None
    with pytest.raises(ConnectionError), problems_as_sentences(tmp_path / "job.log"):
        raise ConnectionResetError(errno.ECONNRESET, "reset")
    assert "Traceback" in (tmp_path / "job.log").read_text("utf-8")


def test_a_log_that_cannot_be_written_hides_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "job.log"
    with pytest.raises(SystemExit), problems_as_sentences(log):
        log.unlink()
        log.mkdir()  # now nobody can write there
        raise OSError(errno.ENOSPC, "full")
    assert "room on this disk" in capsys.readouterr().err


class Broken(io.BytesIO):
    """A download that breaks off after some bytes, as a chunked answer does."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() >= 100:
            raise IncompleteRead(b"", 10)
        return super().read(min(100, size or 100))


@pytest.mark.parametrize(
    ("answer", "said"), [(Broken(CONTENT), "to be readable"), (io.BytesIO(CONTENT[:500]), "500 bytes")]
)
def test_a_download_that_breaks_off_is_a_sentence_and_the_next_one_is_whole(
    tmp_path: Path, source: Source, monkeypatch: pytest.MonkeyPatch, answer: io.BytesIO, said: str
) -> None:
    answers = iter([answer, io.BytesIO(CONTENT)])

    monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda *_, **__: next(answers))
    target = tmp_path / "sites" / "sites.csv"
    target.parent.mkdir()
    (target.parent / ".sites.part").write_bytes(b"what a killed run left" * 9999)
    with pytest.raises(BadInput, match=said):
        take.take_source(source, None, target)
    assert list(target.parent.iterdir()) == []
    take.take_source(source, None, target)
    assert target.read_bytes() == CONTENT
    assert list(target.parent.iterdir()) == [target]


def test_a_full_disk_is_not_told_of_the_source(tmp_path: Path, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(take, "_copy", full)
    (tmp_path / "sites.csv").write_bytes(CONTENT)
    with pytest.raises(OSError, match="No space"):
        take.take_source(source, tmp_path / "sites.csv", tmp_path / "results" / "sites.csv")
    assert list((tmp_path / "results").iterdir()) == []


def test_results_that_cannot_be_written_are_said_before_the_first_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_places(tmp_path, tmp_path / "not yet" / "there")
    monkeypatch.setattr("os.access", lambda place, mode: place != tmp_path)  # as on a disk that is mounted read-only
    with pytest.raises(BadInput, match="a folder that can be written"):
        check_places(tmp_path, tmp_path / "not yet" / "there")


def test_a_project_in_a_folder_with_a_space_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="a folder without a space"):
        check_places(tmp_path / "my project", tmp_path)
