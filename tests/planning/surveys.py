"""A small survey of one's own, with an item a rung."""

import pandas as pd

import techno_kit as tk

ANSWERS = [["often", "weekly"], ["no", "never"]]
ITEMS = {
    "blog_publish": "a1",
    "status_update": "a2",
    "review_post": "a3",
    "rss_use": "a4",
    "profile_maintain": "a5",
    "blog_read": "a6",
}


def survey(frame: pd.DataFrame, **design: str) -> tk.Sample:
    """A sample whose columns a1 to a6, where it has them, are an item of each rung."""
    mapping = {
        "schema": "techno_kit/mapping/1",
        "design": design,
        "scales": {"use": {"answers": ANSWERS}},
        "activities": {
            activity: {"column": column, "scale": "use"}
            for activity, column in ITEMS.items()
            if column in frame
        },
    }
    return tk.Sample.from_frame(frame, mapping=mapping)
