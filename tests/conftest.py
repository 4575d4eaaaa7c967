"""Settings for the whole suite."""

import os

from hypothesis import settings

# The same examples on every run, so that a change is judged by what it changed. To look for new
# ones: HYPOTHESIS_PROFILE=explore .venv/bin/pytest tests/properties
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
