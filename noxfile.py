"""
What contributors run: ``nox -l`` names it, ``nox`` alone runs what continuous integration runs.

``.ci/run`` is the one list of what a change must pass, in fresh environments; the session ``ci`` runs it and is the default.
Every other session is one thing for daily work, with the same commands, in an environment that is kept from one call to the
next. Whatever stands behind ``--`` goes to its command: ``nox -s tests-3.11 -- tests/domain -k price``.
"""

from filecmp import cmp
from pathlib import Path

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "virtualenv"
nox.options.error_on_external_run = True
nox.options.reuse_venv = "yes"
nox.options.sessions = ["ci"]

PROJECT = nox.project.load_toml("pyproject.toml")
LINT = nox.project.dependency_groups(PROJECT, "lint")
"""What checks style and types."""
PYTHONS = nox.project.python_versions(PROJECT)
"""Those that the package says it supports."""
CHECKED = ("src", "tests", "tools", "examples", "noxfile.py")
"""What style is checked of."""
COMPILED = Path("src/llm_selection/registry/data")
ON_TWO_CORES = ("--numprocesses", "2", "--dist", "worksteal")


@nox.session(venv_backend="none")
def ci(session: nox.Session) -> None:
    """Run what continuous integration runs, in fresh environments; PYTHON names another interpreter."""
    session.run("bash", ".ci/run", external=True)


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests, or those named behind ``--``, on one Python."""
    _install(session)
    session.run("python", "-m", "pytest", *(session.posargs or ("--quiet", *ON_TWO_CORES)))


@nox.session
def style(session: nox.Session) -> None:
    """Write the layout of the code anew, and mend what the linter can."""
    session.install(*LINT)
    session.run("ruff", "check", "--fix", *CHECKED)
    session.run("ruff", "format", *CHECKED)


@nox.session
def lint(session: nox.Session) -> None:
    """Check layout and lint."""
    session.install(*LINT)
    session.run("ruff", "format", "--check", *CHECKED)
    session.run("ruff", "check", *CHECKED)


@nox.session
def types(session: nox.Session) -> None:
    """Check types with mypy and pyright, those of the examples in the documentation too."""
    _install(session, *LINT)
    session.run("mypy")
    session.run("pyright", "--pythonpath", f"{session.bin}/python")
    session.run("registry-tools", "check", "examples")


@nox.session
def docs(session: nox.Session) -> None:
    """Check that pages made from code or data are up to date, that links lead somewhere and that examples run."""
    _install(session)
    session.run("registry-tools", "pages", "--check")
    session.run("python", "-m", "pytest", "--quiet", *ON_TWO_CORES, "tests/docs", "tests/test_picture.py")


@nox.session
def pages(session: nox.Session) -> None:
    """Write the pages that are made from code or data."""
    _install(session)
    session.run("registry-tools", "pages")


@nox.session(name="compile")
def compile_data(session: nox.Session) -> None:
    """Compile data/ into the package."""
    _install(session)
    session.run("llm-selection", "registry", "build", "data", "--output", str(COMPILED))


@nox.session
def data(session: nox.Session) -> None:
    """Check names and data, and that compiling twice gives the bytes that the package ships."""
    _install(session)
    session.run("registry-tools", "check", "names")
    session.run("registry-tools", "check", "data")
    output = Path(session.create_tmp()).resolve()
    # Another hash seed each time, so that an order taken from a set would show.
    for seed in ("1", "2"):
        build = ("llm-selection", "registry", "build", "data", "--output", str(output))
        session.run(*build, env={"PYTHONHASHSEED": seed})
        for name in ("index.json", "details.jsonl"):
            if not cmp(output / name, COMPILED / name, shallow=False):
                session.error(f"{COMPILED / name} isn't what data/ compiles to: nox -s compile")


@nox.session
def wheel(session: nox.Session) -> None:
    """Build both distributions twice, look into them, and have the wheel, installed alone, answer a need."""
    output = Path(session.create_tmp()).resolve()
    _install(session, "build>=1.2")
    session.run("registry-tools", "release", "check", "--builds-only", "--dist", str(output))
    session.run("python", "-m", "venv", "--clear", str(output / "alone"))
    alone = str(output / "alone/bin/python")
    session.run(alone, "-m", "pip", "install", "--quiet", *map(str, output.glob("*.whl")), external=True)
    answer = ("recommend", "agentic_coding", "--license", "open-weight", "--min-context", "200000")
    with session.chdir(output):
        session.run(alone, "-m", "llm_selection", *answer, external=True)


@nox.session
def fit(session: nox.Session) -> None:
    """Fit abilities and output tokens to the results in data/; docs/how-to/refresh-the-data.md says when."""
    _install(session)
    session.run("registry-tools", "fit", "quality", "data")
    session.run("registry-tools", "fit", "output-tokens", "data")


@nox.session
def refresh(session: nox.Session) -> None:
    """Import what upstream says now: ``-- --dry-run``; docs/how-to/refresh-the-data.md has the rest."""
    _install(session)
    session.run("registry-tools", "refresh", *session.posargs)


@nox.session
def release(session: nox.Session) -> None:
    """Build what is released and try it on each Python, with the oldest dependencies too; docs/how-to/release.md."""
    _install(session, "build>=1.2")
    pythons = [word for version in PYTHONS for word in ("--python", f"python{version}")]
    session.run("registry-tools", "release", "check", *(session.posargs or pythons))


def _install(session: nox.Session, *more: str) -> None:
    """Install the library and the workshop as they stand here, with what tests need."""
    session.install("--editable", ".[test]", "--editable", "tools", *more)
