"""The gate behind a door: nothing of it is loaded before something comes to it."""

import subprocess
import sys

from llm_selection._foundation import gate, late_gate


def test_it_is_the_gate() -> None:
    """Each name is the gate's own."""
    assert [getattr(late_gate, name) for name in late_gate.__all__] == [
        getattr(gate, name) for name in late_gate.__all__
    ]


def test_it_loads_on_first_use() -> None:
    """Importing it loads no pydantic; asking for a name does."""
    code = (
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        "from llm_selection._foundation import late_gate\n"
        "assert 'pydantic' not in sys.modules\n"
        "late_gate.check\n"
        "assert 'pydantic' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-I", "-c", code], check=True)
