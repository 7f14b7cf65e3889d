"""Contract modules hold assertions too: pytest is to explain them as it does those of test modules."""

from pathlib import Path

import pytest

pytest.register_assert_rewrite(*(f"tests.contract.{path.stem}" for path in Path(__file__).parent.glob("*_contract.py")))
