"""What few needs ask for, loaded when one does: presets, results, worths and hardware of one's own, and files."""

from llm_selection._foundation.front_door import importer

TYPE_CHECKING = False

if TYPE_CHECKING:
    from llm_selection._foundation.files import read_text
    from llm_selection._foundation.gate import strict_json
    from llm_selection._foundation.toml import strict_toml
    from llm_selection.domain.evaluations import parse_evaluations
    from llm_selection.needs.presets import PRESETS, filled, find, without_removals
    from llm_selection.needs.self_hosting import parse_hosting
    from llm_selection.needs.worths import parse_worths
else:
    _HOMES = {
        "PRESETS": "needs.presets",
        "filled": "needs.presets",
        "find": "needs.presets",
        "parse_evaluations": "domain.evaluations",
        "parse_hosting": "needs.self_hosting",
        "parse_worths": "needs.worths",
        "read_text": "_foundation.files",
        "strict_json": "_foundation.gate",
        "strict_toml": "_foundation.toml",
        "without_removals": "needs.presets",
    }
    __getattr__ = importer("llm_selection", _HOMES, globals())

__all__ = [
    "PRESETS",
    "filled",
    "find",
    "parse_evaluations",
    "parse_hosting",
    "parse_worths",
    "read_text",
    "strict_json",
    "strict_toml",
    "without_removals",
]
