"""License texts as terms: the survey's table joined with our reading of each text."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from packaging.licenses import canonicalize_license_expression

from registry_tools.tables import Row
from registry_tools.toml_files import Record
from registry_tools.upstream.survey import count, evidence

__all__ = ["LLAMA_MULTIMODAL", "license_of", "license_record", "license_records", "permission"]

LLAMA_MULTIMODAL = "llama-3.2-community-multimodal"
"""The Llama 3.2 text as it binds the multimodal models: with the clause on the European Union."""

_UNLIMITED = "the text was read; its grant isn't limited by purpose and no clause on services is noted"

_UNREAD = ("text not read", "recalled", "needs check", "terms; not read")

_COLLECTIONS = (
    ("scancode", "scancode-licensedb"),
    ("llama-models", "llama-models"),
)


def permission(text: str) -> bool | None:
    """
    Read a permission: "yes" and "conditional" allow it, whatever the conditions; "no" forbids it.

    Anything else ("unknown", "limited", "not stated", blank, tuning as a service) is unknown.

    >>> permission("yes, non-commercial"), permission("conditional"), permission("no weights"), permission("limited")
    (True, True, False, None)
    """
    word = text.replace(",", " ").split(" ")[0].strip()
    return {"yes": True, "conditional": True, "no": False}.get(word)


def _was_read(row: Row, wording: Mapping[str, Any]) -> bool:
    """Say whether the text, or a faithful copy, was read."""
    if "text_read" in wording:
        return bool(wording["text_read"])
    if row["status"] == "claimed" or row["commercial_use"] == "unknown":
        return False
    words = f"{row['conditions']} {row['read_via']}"
    return not any(unread in words for unread in _UNREAD)


def license_record(row: Row, license_id: str, wording: Mapping[str, Any]) -> Record:
    """
    Build the record of a `LicenseTerms`.

    Of a text that nobody read the name and the address are known, and the words of it that others quote: no
    permission follows from a quotation, only what it forbids. "No" for the Open Source AI Definition is a reading
    too, so it stays unknown with the rest.
    """
    read = _was_read(row, wording)
    record: Record = {
        "name": wording.get("name") or row["name"].split(" (")[0],
        "expression": _expression(row["spdx"], license_id),
        "url": row["source_url"] or None,
        "text_read": read,
    }
    if read:
        record |= {
            "osaid_compatible": permission(row["terms_osaid_compatible"]),
            "commercial_use": permission(row["commercial_use"]),
            "noncommercial_use": wording.get("noncommercial_use"),
            "redistribution": permission(row["redistribution"]),
            "hosting": wording.get("hosting", _unlimited(row) or None),
            "fine_tuning": permission(row["fine_tune_allowed"]),
            "outputs_may_train": wording.get("outputs_may_train", _outputs_may_train(row)),
            "patent_grant": permission(row["patent_grant"]) if row["patent_grant"] != "not stated" else None,
            "thresholds": _thresholds(row, wording),
            "excluded_regions": wording.get("excluded_regions", _regions(row["geographic_limits"])),
        }
        for name in wording.get("unknown", ()):
            record[name] = None
    record |= dict.fromkeys(wording.get("forbidden", ()), False)
    record |= {name: wording.get(name) for name in ("naming", "use_policy", "conditions", "output_terms")}
    shown = _evidence(row, wording, read=read)
    record["evidence"] = {"record": shown}
    if record.get("hosting"):
        record["evidence"]["fields"] = {"hosting": {**shown, "status": "derived", "note": _UNLIMITED}}
    return {name: value for name, value in record.items() if value is not None}


def license_records(rows: Iterable[Row], wording: Mapping[str, Any]) -> dict[str, Record]:
    """
    Build the records of all licenses, each row of the survey and each special case of *wording*.

    Raises:
        LookupError: A row has no words, or words have no row.
    """
    by_id = {row["id"]: row for row in rows}
    surveyed = {license_id: words.get("survey", license_id) for license_id, words in sorted(wording.items())}
    if odd := sorted(by_id.keys() ^ set(surveyed.values())):
        raise LookupError(f"license_wording.toml and the survey's licenses must be the same; only one has {odd}")
    return {
        license_id: license_record(by_id[row], license_id, wording[license_id]) for license_id, row in surveyed.items()
    }


def _expression(spdx: str, license_id: str) -> str:
    """Return the SPDX expression, checked; ``LicenseRef-…`` where SPDX has none."""
    return str(canonicalize_license_expression(spdx or f"LicenseRef-{license_id}"))


def _outputs_may_train(row: Row) -> bool | None:
    """Read the limits on outputs: none at all allows training; other words are for a person to judge."""
    return True if row["output_use_limits"].startswith("none") else None


def _unlimited(row: Row) -> bool:
    """
    Say whether the grant is limited by neither purpose, place nor output, so that it covers a service too.

    The survey notes clauses on services only in passing. Where a text has a policy on uses, its silence about
    services is the survey's, not the text's.
    """
    granted = permission(row["commercial_use"]) and permission(row["redistribution"])
    limits = ("output_use_limits", "geographic_limits", "use_policy")
    return bool(granted) and all(row[column].split(" (")[0] == "none" for column in limits)


def _regions(text: str) -> list[str] | None:
    """Read the geographic limits: "none" is no region; other words are for a person to judge."""
    return [] if text == "none" else None


def _thresholds(row: Row, wording: Mapping[str, Any]) -> list[Record]:
    """Read the sizes above which a separate license is needed; a text that names none has none."""
    if "thresholds" in wording:
        return list(wording["thresholds"])
    users, revenue = count(row["user_threshold_mau"]), wording.get("revenue")
    sizes = (("monthly-active-users", users), ("annual-revenue-usd", revenue))
    return [{"measure": measure, "limit": limit, "clause": wording["clause"]} for measure, limit in sizes if limit]


def _evidence(row: Row, wording: Mapping[str, Any], *, read: bool) -> Record:
    """Return the evidence of a license record."""
    copy = next((key for words, key in _COLLECTIONS if words in row["read_via"]), None)
    status = row["status"] if row["status"] in ("documented", "reported", "claimed") else "reported"
    source = copy or ("developer-documents" if status == "documented" else "third-party-reports")
    if not read:
        source = "huggingface" if "hub" in row["read_via"] else source
    return evidence(
        source,
        status,
        date.fromisoformat(row["retrieved"]),
        url=row["source_url"],
        read_via=None if "recalled" in row["read_via"] else row["read_via"],
        note=wording.get("note") or (None if read else "the text wasn't read"),
    )


def license_of(survey_id: str, modalities: Iterable[str], known: Iterable[str]) -> str | None:
    """
    Return our id of the license that the survey calls *survey_id*; ``None`` where the terms are unknown.

    Llama 3.2 has two: what sees images falls under the clause on the European Union.
    """
    if survey_id == "llama-3.2-community" and "image" in set(modalities):
        return LLAMA_MULTIMODAL
    return survey_id if survey_id in set(known) else None
