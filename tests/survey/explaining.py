"""The explanation of a failure without the failure."""

import numpy as np
import pandas as pd

import techno_kit as tk
from techno_kit.survey.targets.infeasibility import Infeasibility, explain_infeasible
from techno_kit.survey.targets.matching import match_targets


def explained(frame: pd.DataFrame, targets: tk.Targets, **options: object) -> Infeasibility:
    sample = tk.Sample.from_frame(frame)
    matched = match_targets(sample, targets)
    table = sample.collapse([each.question for each in matched.answers.values()], ("n", "d"))
    codes = [table.codes(axis) for axis in range(len(matched.answers))]
    levels = [
        np.ravel_multi_index(
            tuple(codes[axis] for axis in axes), tuple(table.sizes[axis] for axis in axes)
        )
        for axes in matched.axes
    ]
    return explain_infeasible(matched, levels, table.sums("d"), table.sums("n"), **options)  # type: ignore[arg-type]
