"""``python -m techno_kit`` is the ``techno-kit`` command."""

import sys

from techno_kit.cli import main

sys.exit(main())
