"""The gate, loaded when something first comes to it: it brings pydantic, which a first answer does without."""

from llm_selection._foundation.front_door import importer

TYPE_CHECKING = False

if TYPE_CHECKING:
    from llm_selection._foundation.gate import check, json_schema, strict_json
else:
    __getattr__ = importer(
        "llm_selection", dict.fromkeys(("check", "json_schema", "strict_json"), "_foundation.gate"), globals()
    )

__all__ = ["check", "json_schema", "strict_json"]
