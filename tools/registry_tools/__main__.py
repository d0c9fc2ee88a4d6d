"""``python -m registry_tools`` is ``registry-tools``."""

import sys

from registry_tools.commands import main

if __name__ == "__main__":
    sys.exit(main())
