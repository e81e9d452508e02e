import pytest

from lib.store.counting import repeated

TEXT = (
    'He stood. “We shall never leave this valley,” she said.\n\n"We shall never leave this valley" —Anna Berg\n\nMore.'
)


@pytest.mark.parametrize(
    ("part", "counts_twice"),
    [
        ('"We shall never leave this valley"', True),
        ('"We shall never leave this valley" —Anna Berg', True),
        ("More.", False),
        ("He stood.", False),  # too short to be a sentence of its own
    ],
)
def test_a_pull_quote_counts_once(part: str, counts_twice: bool) -> None:
    start = TEXT.rindex(part)
    span = (start, start + len(part))
    assert repeated(TEXT, [span]) == ([span] if counts_twice else [])


def test_the_name_on_a_line_of_its_own_does_not_matter() -> None:
    text = "They won’t leave the old valley, they say.\n\nThey won't leave the\u00a0old valley\n—Anna Berg, farmer"
    start = text.index("\n\n") + 2
    assert repeated(text, [(start, len(text))]) == [(start, len(text))]
