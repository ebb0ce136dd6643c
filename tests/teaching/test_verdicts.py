"""A verdict reads the same for everyone: words first, sign and colour beside them."""

import re

from techno_kit.teaching import Verdict, check


def test_words_say_what_colour_says() -> None:
    seen = {state: Verdict("x", state, "Why.") for state in ("right", "wrong", "open")}  # type: ignore[arg-type]
    assert {state: repr(each) for state, each in seen.items()} == {
        "right": "✓ Right. Why.",
        "wrong": "✗ Not yet. Why.",
        "open": "○ Not answered yet. Why.",
    }
    for state, each in seen.items():
        page = each._repr_html_()
        assert 'role="status"' in page
        words = re.sub(r"<span aria-hidden.*?</span>|<.*?>", "", page).strip()
        assert f"{repr(seen[state])[2:]}" == words
    assert len({re.search("#[0-9A-F]{6}", each._repr_html_())[0] for each in seen.values()}) == 3  # type: ignore[index]


def test_what_a_learner_wrote_is_text_on_the_page() -> None:
    page = check("largest_rung", "<script>alert(1)</script> & *x*")._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; *x*" in page
