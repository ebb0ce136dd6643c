"""What the tests against R share."""

import pytest

from techno_kit.numerics.quantiles import woodruff


@pytest.fixture
def limits_of_r(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give quantiles R's intervals whatever their ties (docs/decisions/0023)."""
    monkeypatch.setattr("techno_kit.analysis.cells.measuring.quantile_limits", woodruff)
