"""What holds for every test."""

from __future__ import annotations

import os

# A verdict that an earlier run has found would hide what a test has broken.  In the processes that tests
# start too: hence here, and in the environment.
os.environ["RMAPSMT_CACHE"] = ""
