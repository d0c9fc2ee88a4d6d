"""Run the command line: ``python -m llm_selection``."""

from llm_selection.cli import main

if __name__ == "__main__":  # pragma: no branch - imported only by the interpreter
    raise SystemExit(main())
