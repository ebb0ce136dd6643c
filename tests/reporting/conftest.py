"""Results that pages are made of, made once."""

import pytest

from tests.reporting.outlines import Study, answers, study_of


@pytest.fixture(scope="session")
def study() -> Study:
    return study_of(answers())
