from pathlib import Path

from set_label import set_label

import krm_fn.testing

test_golden = krm_fn.testing.golden(set_label, Path(__file__).parent / "golden")
