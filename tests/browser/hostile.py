"""Labels as a survey may bring them: they must be shown, and nothing more."""

import pandas as pd

QUESTION = "<b onclick='throw 0'>q</b>"
BY = "by"
ANSWERS = ["<script>throw 1</script>", "<img src=x onerror='throw 2'>", "*x* $x^2$ =1+1|b"]
LEVELS = ["&amp;", "'\"", "x" * 90]
# Told and not drawn: few machines have a font for it, and matplotlib warns of one that is missing.
JAPANESE = "日本"


def hostile_frame() -> pd.DataFrame:
    """Return answers of 180 respondents, the groups not quite alike."""
    return pd.DataFrame(
        {
            QUESTION: ANSWERS * 50 + ANSWERS[:1] * 30,
            BY: [level for level in LEVELS for _ in range(60)],
            JAPANESE: ["はい", "いいえ"] * 90,
        }
    )
