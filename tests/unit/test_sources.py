"""The register of sources: reading it, taking files, refusing changed ones, accepting them on purpose."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
import urllib.request
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy.config.load import load_configuration
from paradiplomacy.problems import BadInput
from paradiplomacy.sources.accept import accept_source
from paradiplomacy.sources.download import HttpsRedirects
from paradiplomacy.sources.registry import Source, load_registry
from paradiplomacy.sources.take import take_source

CONTENT = b"city,country\nHafen,DE\n"
REGISTER = f"""# the head stays
harbours:  # so does this
  title: Harbours
  publisher: nobody
  licence: CC0-1.0
  citation: none
  vintage: "2020"
  format: CSV
  sensitivity: public
  path: raw/harbours.csv
  sha256: "{hashlib.sha256(CONTENT).hexdigest()}"  # of the first edition
  size: {len(CONTENT)}

# between two entries
far:
  title: Far away
  publisher: nobody
  publisher_url: https://example.org/
  licence: CC0-1.0
  citation: none
  vintage: "2020"
  format: CSV
  sensitivity: public
  address: https://example.org/far/towns.csv
  mirror_path: far/towns.csv
  sha256: "{hashlib.sha256(CONTENT).hexdigest()}"
  size: {len(CONTENT)}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two sources; work is done in its folder, as Snakemake does."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/harbours.csv").write_bytes(CONTENT)
    (tmp_path / "sources.yaml").write_text(REGISTER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Net:
    """Stands in for the network: one answer to every request."""

    def __init__(self, content: bytes = CONTENT, fault: Exception | None = None) -> None:
        self.content, self.fault, self.asked = content, fault, list[str]()

    def open(self, request: urllib.request.Request, timeout: float) -> io.BytesIO:
        assert timeout > 0
        self.asked.append(request.full_url)
        if self.fault is not None:
            raise self.fault
        return io.BytesIO(self.content)


def use(net: Net, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urllib.request, "build_opener", lambda *handlers: net)


def changed(key: str, value: object, source: str = "harbours") -> str:
    """The register with one value of a source changed, or taken out (None)."""
    entries = yaml.safe_load(REGISTER)
    entries[source] = {k: v for k, v in {**entries[source], key: value}.items() if v is not None}
    return str(yaml.safe_dump(entries, sort_keys=False))


def test_a_source_knows_where_it_stands(project: Path) -> None:
    registry = load_registry("sources.yaml")
    assert list(registry) == ["harbours", "far"]
    assert registry["harbours"].origin("mirror") == registry["harbours"].origin(None) == Path("raw/harbours.csv")
    assert registry["far"].origin("mirror") == Path("mirror/far/towns.csv")
    assert registry["far"].origin(None) is None
    assert [source.file_name for source in registry.values()] == ["harbours.csv", "towns.csv"]


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("licenze", "MIT", 'did you mean "licence"'),
        ("colour", "red", "valid keys are title"),
        ("licence", None, "this key to be present"),
        ("size", "many", "valid integer"),
        ("sha256", "abc", "should match pattern"),
        ("sensitivity", "secret", "'public' or 'restricted'"),
        ("path", "../outside.csv", 'without ".."'),
        ("address", "https://example.org/x", "not both"),
        ("path", None, "either path"),
    ],
)
def test_a_faulty_entry_is_a_sentence(project: Path, key: str, value: object, sentence: str) -> None:
    Path("sources.yaml").write_text(changed(key, value), encoding="utf-8")
    with pytest.raises(BadInput) as bad:
        load_registry("sources.yaml")
    assert sentence in bad.value.report()
    assert 'sources.yaml, column "harbours' in bad.value.report()


@pytest.mark.parametrize("address", ["http://example.org/towns.csv", "ftp://example.org/towns.csv", "towns.csv"])
def test_only_https_is_an_address(project: Path, address: str) -> None:
    Path("sources.yaml").write_text(changed("address", address, "far"), encoding="utf-8")
    with pytest.raises(BadInput, match=r"far\.address"):
        load_registry("sources.yaml")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("a: [", "valid YAML"), ("", "a mapping"), ("harbours: 3\n", "an entry with its keys")],
)
def test_a_register_that_is_none_is_a_sentence(project: Path, text: str, sentence: str) -> None:
    Path("sources.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=sentence):
        load_registry("sources.yaml")
    with pytest.raises(BadInput, match="this file to exist"):
        load_registry("nowhere.yaml")


def test_a_file_of_the_project_is_taken(project: Path) -> None:
    source = load_registry("sources.yaml")["harbours"]
    target = Path("results/sources/harbours/harbours.csv")
    take_source(source, source.origin(None), target)
    assert target.read_bytes() == CONTENT
    assert [path.name for path in target.parent.iterdir()] == ["harbours.csv"]


def test_a_missing_file_is_a_sentence(project: Path) -> None:
    source = load_registry("sources.yaml")["harbours"]
    Path("raw/harbours.csv").unlink()
    with pytest.raises(BadInput, match=r'raw/harbours\.csv: the file of source "harbours" to exist'):
        take_source(source, source.origin(None), Path("out/harbours.csv"))
    assert list(Path("out").iterdir()) == []


@pytest.mark.parametrize("content", [CONTENT[:-1], CONTENT + b"x", CONTENT.replace(b"Hafen", b"Kafen"), b""])
def test_a_changed_file_is_refused_and_says_how_to_accept_it(project: Path, content: bytes) -> None:
    Path("raw/harbours.csv").write_bytes(content)
    source = load_registry("sources.yaml")["harbours"]
    with pytest.raises(BadInput) as bad:
        take_source(source, source.origin(None), Path("out/harbours.csv"))
    report = bad.value.report()
    assert "raw/harbours.csv" in report
    assert source.sha256 in report
    assert "`python -m paradiplomacy accept harbours`" in report
    if len(content) <= len(CONTENT):
        assert hashlib.sha256(content).hexdigest() in report
    assert list(Path("out").iterdir()) == []


def test_without_a_mirror_a_file_is_downloaded_and_checked(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = load_registry("sources.yaml")["far"]
    net = Net()
    use(net, monkeypatch)
    take_source(source, None, Path("out/towns.csv"))
    assert Path("out/towns.csv").read_bytes() == CONTENT
    assert net.asked == ["https://example.org/far/towns.csv"]


def test_a_download_stops_at_the_registered_size(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = Net(CONTENT * 10_000)
    use(endless, monkeypatch)
    read = list[int]()
    original = io.BytesIO.read

    class Counting(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            block = original(self, size)
            read.append(len(block))
            return block

    monkeypatch.setattr(endless, "open", lambda request, timeout: Counting(endless.content))
    source = load_registry("sources.yaml")["far"]
    with pytest.raises(BadInput, match=f"more than {len(CONTENT)} bytes"):
        take_source(source, None, Path("out/towns.csv"))
    assert sum(read) == len(CONTENT) + 1


@pytest.mark.parametrize("fault", [URLError("no route"), TimeoutError("timed out"), ConnectionResetError("reset")])
def test_a_download_that_fails_is_a_sentence(project: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    use(Net(fault=fault), monkeypatch)
    source = load_registry("sources.yaml")["far"]
    with pytest.raises(BadInput, match="set `mirror` to a folder"):
        take_source(source, None, Path("out/towns.csv"))
    assert list(Path("out").iterdir()) == []


def test_a_redirect_must_lead_to_https() -> None:
    handler, request = HttpsRedirects(), urllib.request.Request("https://example.org/a")
    followed = handler.redirect_request(request, io.BytesIO(), 302, "Found", Message(), "https://example.org/b")
    assert followed is not None
    assert followed.full_url == "https://example.org/b"
    with pytest.raises(URLError, match="not https"):
        handler.redirect_request(request, io.BytesIO(), 302, "Found", Message(), "http://example.org/b")


def test_accepting_changes_two_lines_of_one_entry(project: Path) -> None:
    Path("raw/harbours.csv").write_bytes(b"new\n")
    message = accept_source(Path("sources.yaml"), "harbours", None)
    before, after = REGISTER.splitlines(), Path("sources.yaml").read_text(encoding="utf-8").splitlines()
    differing = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    digest = hashlib.sha256(b"new\n").hexdigest()
    assert [new for _, new in differing] == [f'  sha256: "{digest}"  # of the first edition', "  size: 4"]
    assert digest in message
    source = load_registry("sources.yaml")["harbours"]
    take_source(source, source.origin(None), Path("out/harbours.csv"))
    assert sorted(path.name for path in project.iterdir()) == ["out", "raw", "sources.yaml"]


def test_accepting_takes_the_file_of_the_mirror(project: Path) -> None:
    Path("mirror/far").mkdir(parents=True)
    Path("mirror/far/towns.csv").write_bytes(b"newer\n")
    accept_source(Path("sources.yaml"), "far", "mirror")
    registry = load_registry("sources.yaml")
    assert registry["far"].size == 6
    assert registry["harbours"].size == len(CONTENT)


def test_accepting_the_registered_file_changes_nothing(project: Path) -> None:
    assert "nothing to accept" in accept_source(Path("sources.yaml"), "harbours", None)
    assert Path("sources.yaml").read_text(encoding="utf-8") == REGISTER


def test_accepting_what_is_not_there_is_a_sentence(project: Path) -> None:
    with pytest.raises(BadInput, match='"harbors" found, one of harbours, far expected'):
        accept_source(Path("sources.yaml"), "harbors", None)
    Path("raw/harbours.csv").write_bytes(b"")
    with pytest.raises(BadInput, match="not to be empty"):
        accept_source(Path("sources.yaml"), "harbours", None)
    Path("raw/harbours.csv").unlink()
    with pytest.raises(BadInput, match="to exist"):
        accept_source(Path("sources.yaml"), "harbours", None)
    assert Path("sources.yaml").read_text(encoding="utf-8") == REGISTER


def test_a_key_that_has_no_line_of_its_own_is_a_sentence(project: Path) -> None:
    entries = yaml.safe_load(REGISTER)
    Path("sources.yaml").write_text(yaml.safe_dump(entries, default_flow_style=True), encoding="utf-8")
    Path("raw/harbours.csv").write_bytes(b"new\n")
    with pytest.raises(BadInput, match="one line of its own"):
        accept_source(Path("sources.yaml"), "harbours", None)


@given(content=st.binary(min_size=1, max_size=300))
def test_what_was_accepted_is_taken_and_nothing_else(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "file.bin").write_bytes(content)
    source = Source.model_validate(
        {**yaml.safe_load(REGISTER)["harbours"], "id": "any", "size": len(content)}
        | {"sha256": hashlib.sha256(content).hexdigest()}
    )
    take_source(source, folder / "file.bin", folder / "taken.bin")
    assert (folder / "taken.bin").read_bytes() == content
    (folder / "file.bin").write_bytes(content + b"\n")
    with pytest.raises(BadInput):
        take_source(source, folder / "file.bin", folder / "again.bin")


def test_the_register_of_this_project_is_valid(root: Path) -> None:
    registry = load_registry(root / "resources/sources.yaml")
    embedded = {source.path for source in registry.values() if source.path}
    assert "resources/basemap/europe.geojson" in embedded
    for source in registry.values():
        if source.address:
            host, *place = source.address.removeprefix("https://").split("/")
            # pinned to a commit, or at the publisher's own address, where the digest alone holds the content
            assert (host == "raw.githubusercontent.com" and re.fullmatch("[0-9a-f]{7,40}", place[2])) or (
                source.publisher_url.startswith(f"https://{host}/")
            )
            assert source.publisher_url


@pytest.mark.mirror
def test_the_open_sources_stand_in_the_mirror(root: Path, mirror: Path, tmp_path: Path) -> None:
    open_sources = [s for s in load_registry(root / "resources/sources.yaml").values() if s.address]
    # a file per country of Wikidata (24) and of local units (27); five of further vintages of registers; 21 others
    assert len(open_sources) == 24 + 27 + 5 + 21
    for source in open_sources:
        take_source(source, source.origin(str(mirror)), tmp_path / source.file_name)


def test_the_register_is_read_without_pandas(root: Path) -> None:
    code = "import sys, paradiplomacy.sources.registry; sys.exit('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=root / "workflow", check=False)
    assert done.returncode == 0


def merged(base: dict[str, Any], overlay: dict[str, Any]) -> dict[str, Any]:
    """Lay one configuration over another, as Snakemake does."""
    return base | {
        key: merged(base[key], value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
        for key, value in overlay.items()
    }


@pytest.mark.parametrize("overlays", [[], ["config/open.yaml"]])
def test_each_world_is_configured_and_its_sources_are_registered(root: Path, overlays: list[str]) -> None:
    settings: dict[str, Any] = {}
    for file in ["config/config.yaml", *overlays]:
        settings = merged(settings, yaml.safe_load((root / file).read_text(encoding="utf-8")))
    configuration = load_configuration(settings)
    frame = configuration.frame
    used = {
        frame.cities.source, frame.cities.population, frame.cities.names, frame.regions.source, frame.gdp.source,
        frame.regions.population, frame.ports.source, frame.parties.parties, frame.parties.cabinets,
        frame.parties.local, configuration.basemap, configuration.world.truth, configuration.world.invitations,
        *(source for register in configuration.registers.values() for source in register.sources),
        *(wave.source for wave in configuration.waves.values()),
    }  # fmt: skip
    assert used - {None} <= set(load_registry(root / configuration.registry))
    assert configuration.world.simulated != bool(overlays)
    assert bool(configuration.waves) == configuration.world.simulated


def test_a_source_belongs_to_one_register(root: Path) -> None:
    settings = yaml.safe_load((root / "config/config.yaml").read_text(encoding="utf-8"))
    settings["registers"]["again"] = settings["registers"]["twin_towns"]
    with pytest.raises(BadInput, match='"demo_twin_towns" belongs to register twin_towns'):
        load_configuration(settings)
