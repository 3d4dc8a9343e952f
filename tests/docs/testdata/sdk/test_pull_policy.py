"""Each folder in golden/ is a case: what goes into the function, and what comes out."""

from pathlib import Path

from pull_policy import pull_policy

import krm_fn.testing

test_golden = krm_fn.testing.golden(pull_policy, Path(__file__).parent / "golden")
