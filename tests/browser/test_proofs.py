"""The proof in a browser: the calculators' own modules give what Python gives, and what was published."""

from typing import Any
from urllib.parse import urljoin

import pytest

from test_proofs import ROWS

from .conftest import Open, views
from .test_accessibility import violations

RECOMPUTE = """async () => {
  const base = new URL("../../", location.href);
  const read = (path) => fetch(new URL(path, base)).then((answer) => answer.json());
  const [rows, models] = await Promise.all([read("data/proofs.json"), read("data/models.json")]);
  const shapes = new Map(models.map((model) => [model.id, model]));
  const known = (values) => Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => value !== undefined));

  async function recomputed(calculator, output, model, inputs) {
    const module = await import(new URL(`assets/javascripts/calculators/${calculator}.js`, base));
    const values = Object.fromEntries(module.inputs.map((input) => [input.id, input.default]));
    if (model) {
      const given = module.fromModel(shapes.get(model));
      const missing = Object.keys(given).filter((name) => given[name] === undefined);
      if (missing.some((name) => !(name in inputs))) return `not known of ${model}: ${missing}`;
      Object.assign(values, known(given));
    }
    for (const [name, value] of Object.entries(inputs)) {
      if (!(name in values)) return `${calculator} has no input ${name}`;
      const [other, wanted] = String(value).split(".");
      const refers = typeof value === "string" && wanted;
      values[name] = refers ? await recomputed(other, wanted, model, {}) : value;
    }
    const { outputs, errors } = module.compute(values);
    return errors ? JSON.stringify(errors) : (outputs.find(({ id }) => id === output)?.value ?? `no output ${output}`);
  }

  const found = [];
  for (const row of rows) {
    const { calculator, output, model, inputs } = row;
    found.push({ ...row, found: await recomputed(calculator, output, model, inputs) });
  }
  return found;
}"""


@pytest.fixture
def rows(visit: Open) -> list[dict[str, Any]]:
    return visit("calculators/proof/").evaluate(RECOMPUTE)


def test_the_modules_give_what_python_gives(rows: list[dict[str, Any]]) -> None:
    assert [row["id"] for row in rows] == [row.id for row in ROWS]
    wrong = [
        (row["id"], row["found"], row["computed"])
        for row in rows
        if row["found"] != pytest.approx(row["computed"], rel=1e-9)
    ]
    assert wrong == []


def test_the_modules_give_what_was_published(rows: list[dict[str, Any]]) -> None:
    off = {row["id"]: row["found"] / row["published"] - 1 for row in rows}
    allowed = {row.id: row.tolerance for row in ROWS}
    assert len(off) >= 60
    assert {id: deviation for id, deviation in off.items() if abs(deviation) > allowed[id] * (1 + 1e-9)} == {}


def test_the_link_of_a_row_opens_the_calculator_with_its_inputs(visit: Open) -> None:
    page = visit("calculators/proof/")
    base = page.url
    links = {row.id: page.locator(f"#proof-{row.id} td a[href*='?']").first.get_attribute("href") for row in ROWS}
    first = {row.calculator: row for row in reversed(ROWS)}
    chosen = [*first.values(), *(row for row in ROWS if row.model == "deepseek-v3")]
    wrong = []
    for row in chosen:
        page.goto(urljoin(base, links[row.id]))
        page.locator(".calculator[data-ready]").wait_for()
        value = float(page.locator(f"[data-output={row.output}]").get_attribute("data-value") or "nan")
        if value != pytest.approx(row.computed, rel=1e-9):
            wrong.append((row.id, links[row.id], value, row.computed))
    assert wrong == []


@pytest.mark.parametrize("path,screen,scheme", views(["calculators/proof/"], set()))
def test_axe_finds_nothing(visit: Open, path: str, screen: str, scheme: str) -> None:
    assert violations(visit(path, screen, scheme)) == []
