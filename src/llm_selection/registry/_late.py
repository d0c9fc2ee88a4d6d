"""What few registries need, loaded when one does: overlays, earlier days, and every record at once."""

from llm_selection._foundation.front_door import importer

TYPE_CHECKING = False

if TYPE_CHECKING:
    from llm_selection.registry._applied_overlays import fold
    from llm_selection.registry._earlier_days import hidden_after
    from llm_selection.registry._origins import brought, origin_of
    from llm_selection.registry._overlays import Overlay, replaced, stacked
    from llm_selection.registry._records import SECTIONS, Records
else:
    _HOMES = {
        "Overlay": "_overlays",
        "Records": "_records",
        "SECTIONS": "_records",
        "brought": "_origins",
        "fold": "_applied_overlays",
        "hidden_after": "_earlier_days",
        "origin_of": "_origins",
        "replaced": "_overlays",
        "stacked": "_overlays",
    }
    __getattr__ = importer("llm_selection.registry", _HOMES, globals())

__all__ = [
    "SECTIONS",
    "Overlay",
    "Records",
    "brought",
    "fold",
    "hidden_after",
    "origin_of",
    "replaced",
    "stacked",
]
