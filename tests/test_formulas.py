"""TeX as MathML: upright where it must be, without style, script or annotation, in one process or none."""

import re
from pathlib import Path

import pytest

from handbook.render import fonts, formulas, pandoc
from handbook.render.formulas import Formula


def html(*sources: str, cache: Path) -> list[str]:
    made = formulas.convert([formulas.read(s) for s in sources], cache)
    assert made.faults == {}
    return [made.html[formulas.read(s)] for s in sources]


def test_letters_words_and_matrices(tmp_path: Path) -> None:
    made = html(
        r"$\mathbf{x}$",
        r"$\mathrm{softmax}$",
        r"$\mathbf{1}$",
        r"$$\begin{aligned}a&=b\\c&=d\end{aligned}$$",
        cache=tmp_path,
    )
    assert made == [
        r'<math alttext="\mathbf{x}"><mi>𝐱</mi></math>',
        r'<math alttext="\mathrm{softmax}"><mrow><mi>softmax</mi></mrow></math>',
        r'<math alttext="\mathbf{1}"><mi>𝟏</mi></math>',
        r'<math display="block" alttext="\begin{aligned}a&amp;=b\\c&amp;=d\end{aligned}"><mtable>'
        r'<mtr><mtd class="math-right"><mi>a</mi></mtd><mtd class="math-left"><mo>=</mo><mi>b</mi></mtd></mtr>'
        r'<mtr><mtd class="math-right"><mi>c</mi></mtd><mtd class="math-left"><mo>=</mo><mi>d</mi></mtd></mtr>'
        "</mtable></math>",
    ]


def test_names_of_functions_stand_apart_from_operands_but_not_from_brackets(tmp_path: Path) -> None:
    made = html(r"$a\log p(n)$", r"$x+\exp(x)$", r"$\log_2 n$", r"$\max_i(x)$", cache=tmp_path)
    named = '<mo form="prefix" lspace="{}" rspace="{}">{}</mo>'
    assert [re.sub("</?math[^>]*>", "", m) for m in made] == [
        f"<mrow><mi>a</mi>{named.format('0.17em', '0.17em', 'log')}<mi>p</mi>"
        '<mo stretchy="false" form="prefix">(</mo><mi>n</mi><mo stretchy="false" form="postfix">)</mo></mrow>',
        f"<mrow><mi>x</mi><mo>+</mo>{named.format('0', '0', 'exp')}"
        '<mo stretchy="false" form="prefix">(</mo><mi>x</mi><mo stretchy="false" form="postfix">)</mo></mrow>',
        f"<mrow><msub>{named.format('0', '0.17em', 'log')}<mn>2</mn></msub><mi>n</mi></mrow>",
        f"<mrow><msub>{named.format('0', '0', 'max')}<mi>i</mi></msub>"
        '<mo stretchy="false" form="prefix">(</mo><mi>x</mi><mo stretchy="false" form="postfix">)</mo></mrow>',
    ]


def test_nothing_inline_and_no_annotation(tmp_path: Path) -> None:
    sources = [
        r"$\begin{pmatrix}a&b\\c&d\end{pmatrix}$",
        r"$f(x)=\begin{cases}1&x>0\\0&\text{else}\end{cases}$",
        r'$\text{<b onclick="x">}$',
        r"$a<b$",
    ]
    for made in html(*sources, cache=tmp_path):
        assert not re.search(r"style=|<annotation|<semantics|<b |onclick=\"x", made), made


def test_what_cannot_be_read_is_told_and_the_rest_converted(tmp_path: Path) -> None:
    good, unknown, short = Formula("x", False), Formula(r"\foo{x}", False), Formula(r"\frac{1", True)
    made = formulas.convert([good, unknown, short], tmp_path)
    assert list(made.html) == [good]
    assert made.faults == {
        unknown: r'formula "\foo{x}" cannot be read: unexpected control sequence \foo; write TeX that pandoc knows',
        short: r'formula "\frac{1" cannot be read: it ends too early; is a brace missing?; write TeX that pandoc knows',
    }


def test_a_value_of_the_data_may_hold_several_formulas() -> None:
    found = formulas.parts(r"M = k_M C^{a},\; D = k_D C^{b}, C = MD\;")
    assert found == (Formula("M = k_M C^{a},", False), Formula(r"D = k_D C^{b}, C = MD\;", False))


def test_one_process_cold_and_none_warm(tmp_path: Path) -> None:
    processes = 0

    def counting(*args: object, **kwargs: object) -> tuple[str, str]:
        nonlocal processes
        processes += 1
        return pandoc.run(*args, **kwargs)  # type: ignore[arg-type]

    wanted = [Formula("x^2", False), Formula("y", True)]
    cold = formulas.convert(wanted, tmp_path, counting)
    assert processes == 1
    assert formulas.convert(wanted, tmp_path, counting) == cold
    assert processes == 1
    formulas.convert([*wanted, Formula("z", False)], tmp_path, counting)
    assert processes == 2


def test_a_displayed_formula_stands_in_a_named_box() -> None:
    display = Formula("x", True)
    assert (
        formulas.boxed("<math/>", display, True)
        == '<div class="math-box" role="group" aria-label="Formula"><math/></div>'
    )
    assert formulas.boxed("<math/>", display, False).startswith('<span class="math-box"')
    assert formulas.boxed("<math/>", Formula("x", False), False) == "<math/>"


def test_the_font_has_the_characters_in_use_and_stays_small(tmp_path: Path) -> None:
    used = formulas.characters(html(r"$h + x_\alpha$", r"$\mathrm{ab}$", cache=tmp_path))
    assert used >= set("ℎ𝑥𝛼+ab") and not used & set("𝑎𝑏√")
    roots = html(r"$\sqrt{n}$", r"$\sqrt[3]{n}$", cache=tmp_path)
    assert [formulas.characters([root]) >= {"√"} for root in roots] == [True, True]
    data = fonts.subset(used, tmp_path)
    assert data[:4] == b"wOF2" and len(data) < 100_000
    assert fonts.subset(used, tmp_path) == data
    assert fonts.lacking({"x", "損"}) == ["損"]


@pytest.mark.parametrize(
    "letter,form", [("a", "𝑎"), ("Z", "𝑍"), ("h", "ℎ"), ("α", "𝛼"), ("Ω", "𝛺"), ("ϕ", "𝜙"), ("1", "1")]
)
def test_the_italic_that_a_browser_takes(letter: str, form: str) -> None:
    assert formulas.italic(letter) == form
