"""Which of our licenses a model's is: `data/licenses` is written by people, and what is said of models names its files."""

from collections.abc import Collection, Iterable

__all__ = ["LLAMA_MULTIMODAL", "license_of", "vendor_terms"]

LLAMA_MULTIMODAL = "llama-3.2-community-multimodal"
"""The Llama 3.2 text as it binds the multimodal models: with the clause on the European Union."""


def license_of(survey_id: str, modalities: Iterable[str], known: Collection[str]) -> str | None:
    """
    Return our id of the license that the survey calls *survey_id*; ``None`` where the terms are unknown.

    Llama 3.2 has two: what sees images falls under the clause on the European Union.
    """
    if survey_id == "llama-3.2-community" and "image" in set(modalities):
        return LLAMA_MULTIMODAL
    return survey_id if survey_id in known else None


def vendor_terms(developer: str, known: Collection[str]) -> str:
    """Return our id of the service terms that the closed models of *developer* come under: its own, or nobody's."""
    own = f"proprietary-{developer}"
    return own if own in known else "proprietary-other"
