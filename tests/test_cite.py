"""Which brackets and words of a page are citations."""

import pytest

from handbook import cite
from handbook.page import Page


def forms(text: str) -> list[tuple[str, list[tuple[str, str, str, bool]], bool]]:
    return [
        (g.text, [(c.key, c.prefix, c.suffix, c.suppress_author) for c in g.citations], g.narrative)
        for g in cite.groups(Page("docs/x.md", text))
    ]


def test_groups_with_affixes_locators_and_suppressed_author() -> None:
    text = "A [see @a2020x, table 3; also -@b_c-d, sec. 2.1, and more] and [-@a2020x]."
    assert forms(text) == [
        (
            "[see @a2020x, table 3; also -@b_c-d, sec. 2.1, and more]",
            [("a2020x", "see", "table 3", False), ("b_c-d", "also", "sec. 2.1, and more", True)],
            False,
        ),
        ("[-@a2020x]", [("a2020x", "", "", True)], False),
    ]


def test_narrative_with_and_without_locator() -> None:
    assert forms("@a2020x [p. 3] and @b2021y's word, then @c2022z [a link](x.md).") == [
        ("@a2020x [p. 3]", [("a2020x", "", "p. 3", False)], True),
        ("@b2021y", [("b2021y", "", "", False)], True),
        ("@c2022z", [("c2022z", "", "", False)], True),
    ]


def test_a_colon_of_the_sentence_may_follow_but_a_link_definition_is_no_group() -> None:
    assert forms("They say [@a2020x]: less. @b2021y [sec. 2]: more, and [@c2022z]:\n\n$$x$$") == [
        ("[@a2020x]", [("a2020x", "", "", False)], False),
        ("@b2021y [sec. 2]", [("b2021y", "", "sec. 2", False)], True),
        ("[@c2022z]", [("c2022z", "", "", False)], False),
    ]
    assert [form[0] for form in forms("[by @a2020x]: https://example.org\n[by @b]: ../x.md\n")] == ["@a2020x", "@b"]


def test_a_group_may_run_over_lines_of_one_paragraph_and_keeps_its_place() -> None:
    page = Page("docs/x.md", "Text\n[see @a2020x;\n@b2021y, table 1] end")
    (group,) = cite.groups(page)
    assert [(c.key, page.place(c.offset).line, page.place(c.offset).col) for c in group.citations] == [
        ("a2020x", 2, 6),
        ("b2021y", 3, 1),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "`[@a2020x]` and ``@a2020x``",
        "```\n[@a2020x]\n```",
        "~~~python\n@a2020x\n~~~",
        "Text\n\n    [@a2020x]\n",
        "<!-- [@a2020x] @b2021y -->",
        "$[@a2020x]$ and $$@b$$",
        "[nDCG@10 on BEIR](x.md) and [contact a@b.org] and <a@b.org> and a@b.org",
        "https://mastodon.social/@user and npm/@scope and \\@a2020x and pass@1",
        '<a title="[@a2020x]" href="x">',
        "[@a, @b] [@a @b] [@] [@ a] [@a; b]",
        "---\ntitle: by @a2020x\n---\n",
    ],
)
def test_what_is_no_citation(text: str) -> None:
    assert [f for f in forms(text) if not f[2] or f[0] == "@a2020x"] == []
