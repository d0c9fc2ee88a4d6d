"""What models say of one another: families, builds, days and repositories that follow from relatives, or were copied from them."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date

from registry_tools.tables import Row
from registry_tools.toml_files import Record
from registry_tools.upstream.survey import evidence

__all__ = [
    "family_of",
    "with_derived_architectures",
    "without_copied_days",
    "without_shared_families",
    "without_shared_repositories",
]

_EXPERTS = re.compile(r"-(?:\d+(?:\.\d+)?b-a\d+(?:\.\d+)?b|\d+x\d+b)(?![a-z0-9])")
"""A name with total and active sizes, ``-30b-a3b``, or with experts, ``-8x7b``."""
_VERSION = re.compile(r"-(?:preview|preview-\d\d-(?:\d\d|20\d\d)|\d{4})$")
"""What sets a preview or a dated version apart from the model of its name: ``-preview-05-20``, ``-2603``."""


def family_of(model: str, families: Mapping[str, str]) -> str | None:
    """
    Return the family of a sibling whose id has the same words and other numbers.

    A family with a number in its name doesn't pass on: ``kimi-k3`` isn't of the family ``kimi-k2``.

    >>> family_of("google/gemini-3.7-flash", {"google/gemini-3.5-flash": "gemini-flash"})
    'gemini-flash'
    """
    wanted = _words(model)
    siblings = {family for other, family in families.items() if _words(other) == wanted}
    siblings = {family for family in siblings if not re.search(r"\d", family)}
    return siblings.pop() if len(siblings) == 1 else None


def _words(model: str) -> tuple[str, ...]:
    """Return the developer and the words of a model's name, without numbers, sizes and versions."""
    developer, _, name = model.partition("/")
    plain = re.sub(r"(?<![a-z0-9])(a|e)\d+b(?![a-z0-9])", "", name)
    return developer, *sorted(word for word in re.findall(r"(?<![0-9.])[a-z]+", plain) if word != "v")


def without_copied_days(records: Mapping[str, Record]) -> None:
    """
    Take out a release day that one host alone gives and that is another version's: the entry was copied.

    A version is a model whose name has the same words and other numbers.
    """
    days: dict[tuple[tuple[str, ...], date], list[str]] = {}
    for model, record in records.items():
        if "released" in record:
            days.setdefault((_words(model), record["released"]), []).append(model)
    for models in days.values():
        for model in models if len(models) > 1 else ():
            record = records[model]
            fields = record["evidence"].get("fields", {})
            if fields.get("released", {}).get("note", "").startswith("1 of 1 hosts"):
                del record["released"], fields["released"]


def with_derived_architectures(records: Mapping[str, Record], read_on: date) -> None:
    """
    Add the architectures that names tell: mixtures of experts, and versions of a model, which are built as it is.

    Whatever is known of a model's own wins. Of the models that are surveyed none contradicts either rule.
    """
    known = {model: record for model, record in records.items() if "architecture" in record}
    for model in records.keys() - known.keys():
        record, whole = records[model], _VERSION.sub("", model)
        if _EXPERTS.search(model):
            architecture: Record = {"kind": "mixture-of-experts"}
            note = "its name states its experts or its active size"
            shown = evidence(record["evidence"]["record"]["source"], "derived", read_on, note=note)
        elif whole in known:
            architecture = known[whole]["architecture"]
            of_whole = known[whole]["evidence"]
            shown = {**of_whole.get("fields", {}).get("architecture", of_whole["record"])}
            shown["note"] = f"as for {whole}, of which it is a version"
            if shown["status"] != "undisclosed":
                shown["status"] = "derived"
        else:
            continue
        record["architecture"] = architecture
        record["evidence"].setdefault("fields", {})["architecture"] = shown


def without_shared_repositories(records: Mapping[str, Record], survey: Mapping[str, Row]) -> None:
    """
    Take out a repository that the survey gives to another model: the catalogue's link was copied from a relative.

    That the weights can be downloaded stays, as the catalogue says it apart from the link.
    """
    owners = {row["hf_repo"].lower(): model for model, row in survey.items() if row["hf_repo"]}
    for model, record in records.items():
        weights = record.get("weights", {})
        if owners.get(weights.get("repository", "").lower(), model) != model:
            del weights["repository"]
            record["ids"].pop("huggingface", None)
            if not record["ids"]:
                del record["ids"]


def without_shared_families(records: Mapping[str, Record]) -> None:
    """Take the name of a family from the developer that has fewer models in it: two developers' lines are two families."""
    members: dict[str, Counter[str]] = {}
    for model, record in records.items():
        if "family" in record:
            members.setdefault(record["family"], Counter())[model.partition("/")[0]] += 1
    for model, record in records.items():
        counts = members.get(record.get("family", ""), Counter[str]())
        if len(counts) > 1 and model.partition("/")[0] != counts.most_common(1)[0][0]:
            del record["family"]
            record["evidence"].get("fields", {}).pop("family", None)
