"""Data frames that can be a sample."""

from collections import Counter

import pandas as pd

from techno_kit.errors import SampleError, listed
from techno_kit.wording import say


def checked_frame(frame: object, subject: str) -> pd.DataFrame:
    """Return a shallow copy of a frame with text for column names, or tell why it is no sample."""
    if not isinstance(frame, pd.DataFrame):
        raise SampleError(say("errors.sample.frame", kind=type(frame).__name__))
    columns = [str(each) for each in frame.columns]
    doubled = [name for name, n in Counter(columns).items() if n > 1]
    if doubled:
        raise SampleError(say("errors.sample.doubled", subject=subject, columns=listed(doubled)))
    if not len(frame):
        raise SampleError(say("errors.sample.empty", subject=subject))
    kept = frame.copy(deep=False)
    kept.columns = pd.Index(columns)
    return kept
