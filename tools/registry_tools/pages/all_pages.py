"""
Write what is made from code or data: DATA-SOURCES.md, schemas, coverage, claims, presets, completions, what commands print.

``registry-tools pages`` writes them, ``--check`` fails when one isn't up to date.
"""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

from llm_selection._foundation.gate import json_schema
from llm_selection.cli._arguments import parser
from llm_selection.presentation.check_report import CheckAnswer
from llm_selection.presentation.json_answer import schema as answer_schema
from llm_selection.presentation.scan_report import ScanAnswer
from llm_selection.registry import Registry, build
from registry_tools.arguments import command_parser
from registry_tools.checks.claims import read_claims
from registry_tools.pages.api_reference import api_pages, prose
from registry_tools.pages.architecture import drawing
from registry_tools.pages.choosing_and_limits import choosing_page, limits_page, times_flagship
from registry_tools.pages.claims import claims_page
from registry_tools.pages.command_line import with_usage
from registry_tools.pages.completions import scripts
from registry_tools.pages.coverage import coverage_page
from registry_tools.pages.landscape import fronts_chart, landscape_page
from registry_tools.pages.preset_index import compiled
from registry_tools.pages.presets import presets_page
from registry_tools.pages.requirement_keywords import keyword_types, with_keywords, with_table
from registry_tools.pages.transcripts import with_transcripts
from registry_tools.pages.use_case_schema import need_schema
from registry_tools.pages.worked_example import with_worked_example
from registry_tools.places import DATA, DOCS, ROOT, SOURCE

_RECOMMEND = SOURCE / "recommendation.py"

TRANSCRIPTS = (
    "explanation/how-it-decides.md",
    "explanation/tokens.md",
    "how-to/bring-your-own-evaluations.md",
    "how-to/choose-an-effort.md",
    "how-to/keep-decisions-in-ci.md",
    "how-to/price-a-workload.md",
    "how-to/read-a-why-not.md",
    "how-to/scan-a-code-base.md",
    "how-to/size-a-server.md",
    "tutorial/from-need-to-choice.md",
)
"""Pages that people write, with what commands print, which is written anew."""

_INTRODUCTION = """\
# Where the data comes from

The code of this package is under the MIT license. The data it ships holds facts and figures from the sources below,
in our own form; each fact names the source it rests on, and `llm-selection show ID` prints it. Where a source asks
for credit, this page gives it. Where it states no license, facts and figures are used, no text is copied.

Written by `registry-tools pages` from `data/sources.toml`.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write or check every page."""
    described = command_parser("pages", __doc__)
    described.add_argument("--check", action="store_true", help="write nothing; fail when a page isn't up to date")
    check = described.parse_args(arguments).check
    made = pages()
    stale = [path for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if check:
        if stale:
            names = ", ".join(str(path.relative_to(ROOT)) for path in stale)
            raise SystemExit(f"not up to date: {names}; run registry-tools pages")
        return
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[path], encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")


def pages() -> dict[Path, str]:
    """Return every page by its place."""
    registry = build(DATA)
    return {
        ROOT / "DATA-SOURCES.md": "\n".join(sources_page(registry)) + "\n",
        _page("explanation/claims.md"): "\n".join(claims_page(registry, read_claims())).rstrip("\n") + "\n",
        _page("explanation/architecture.md"): _drawn(_page("explanation/architecture.md").read_text(encoding="utf-8")),
        _page("explanation/choosing.md"): choosing_page(registry, _page("measurements")),
        _page("explanation/limits.md"): limits_page(registry, _page("measurements")),
        _page("reference/coverage.md"): "\n".join(coverage_page(registry)) + "\n",
        _page("reference/landscape.md"): "\n".join(landscape_page(registry)) + "\n",
        _page("reference/landscape.svg"): fronts_chart(registry),
        _page("reference/use-case.schema.json"): _as_json(need_schema()),
        SOURCE / "needs/requirement_keywords.py": keyword_types(),
        _RECOMMEND: with_keywords(_RECOMMEND.read_text(encoding="utf-8")),
        _page("reference/use-cases.md"): with_table(_page("reference/use-cases.md").read_text(encoding="utf-8")),
        _page("reference/presets.md"): "\n".join(presets_page()) + "\n",
        _page("reference/recommendation.schema.json"): schema_page(answer_schema()),
        _page("reference/review.schema.json"): schema_page(json_schema(CheckAnswer, output=True)),
        _page("reference/scan.schema.json"): schema_page(json_schema(ScanAnswer, output=True)),
        **{_page(f"reference/api/{name}"): text for name, text in api_pages(SOURCE).items()},
        **compiled(),
        **scripts(),
        _page("reference/command-line.md"): with_usage(
            _page("reference/command-line.md").read_text(encoding="utf-8"), parser()
        ),
        **{_page(name): _transcribed(name, registry) for name in TRANSCRIPTS},
        ROOT / "README.md": readme((ROOT / "README.md").read_text(encoding="utf-8"), registry),
    }


def _page(name: str) -> Path:
    """Return the place of a page under docs."""
    return DOCS / name


def _drawn(page: str) -> str:
    """Return the architecture page with its drawing made anew."""
    before, _, rest = page.partition("```mermaid\n")
    return before + drawing(SOURCE) + rest.partition("```\n")[2]


def _transcribed(name: str, registry: Registry) -> str:
    """Return a page under docs with what its commands print; what is wrong with it, with its name."""
    try:
        return with_worked_example(with_transcripts(_page(name).read_text(encoding="utf-8"), registry), registry)
    except SystemExit as fault:
        raise SystemExit(f"docs/{name}: {fault}") from fault


def sources_page(registry: Registry) -> Iterator[str]:
    """Yield the lines of DATA-SOURCES.md."""
    yield _INTRODUCTION
    for key, source in registry.sources.items():
        yield f"## {source.title}"
        yield ""
        yield f"- key: `{key}`"
        yield f"- where: <{source.url}>"
        yield f"- version: {source.version}, read {source.retrieved}"
        yield f"- license: {source.license or 'none stated'}"
        if source.credit:
            yield f"- credit: {source.credit}"
        yield ""


def schema_page(schema: dict[str, Any]) -> str:
    """Return the JSON Schema of what a command prints with ``--json``, with what docstrings say of it in its place."""
    for described in [schema, *schema.get("$defs", {}).values()]:
        lines = prose(described.get("description", ""))
        for name, text in re.findall(r"(?m)^- `(\w+)`: (.*)$", "\n".join(lines)):
            if name in described.get("properties", {}):
                described["properties"][name]["description"] = text.replace("`None`", "`null`")
        if lines[0]:
            described["description"] = "\n".join(takewhile(lambda line: not line.startswith("**"), lines)).strip()
    return _as_json({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})


def _as_json(schema: dict[str, Any]) -> str:
    """Write a schema."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def readme(text: str, registry: Registry) -> str:
    """Return the README with its answer, its counts and what advice saved, as the registry and the measured page have them."""
    text = with_transcripts(text, registry)
    for level, times in times_flagship(_page("measurements")).items():
        text = re.sub(rf"[\d.]+ of it at \${re.escape(level)}(?![.\d])", f"{times} of it at ${level}", text)
    results = sum(map(len, registry.results.values()))
    return re.sub(r"inferred from [\d,]+ public results", f"inferred from {results:,} public results", text, count=1)
