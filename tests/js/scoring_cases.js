/**
 * The cases worked by hand, run against the phone's scoring: under Node by scoring.test.js, in Chromium by
 * tests/browser/test_scoring_on_the_phone.py. `rules` holds what the modules of app/static/js/scoring export.
 */

/** What does not come out as the cases say: sentences, none when all is well. */
export function failures(rules, cases, instruments) {
  const found = [];
  const expect = (what, actual, wanted) => {
    if (JSON.stringify(actual) !== JSON.stringify(wanted)) found.push(`${what}: ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`);
  };
  for (const one of cases.points) checkPoints(rules, one, instruments, expect);
  for (const { value, limits, shown } of cases.shown) expect(`shown ${value}`, rules.twoDecimals(fraction(rules, value), limits.map((limit) => fraction(rules, limit))), shown);
  for (const { value, text } of cases.exact) expect(`exact ${value}`, rules.exactText(fraction(rules, value)), text);
  for (const one of cases.in_force) expect(`in force ${JSON.stringify(one)}`, rules.inForce({ validFrom: one.from, validTo: one.to }, one.day), one.in_force);
  for (const one of cases.proposals) {
    const item = itemOf(one, instruments);
    expect(`proposal ${JSON.stringify(one)}`, rules.proposal(item, rules.readAnswer(item, one.raw)), one.severity);
  }
  for (const one of cases.scores) checkScore(rules, one, instruments[one.checklist], expect);
  return found;
}

/** What the server's command line prints of a score, by the phone's rules; `raws` are answers in JSON. */
export function scoreAsJson(rules, checklist, raws, switches) {
  const { total, nodes, gates, items, blank, checklist: scope } = rules.score(checklist, rules.readAll(checklist, raws), { switches });
  const figures = (node) => ({ value: node.text, shown: node.shown, max: rules.exactText(node.max) });
  const each = (record, make) => Object.fromEntries(Object.entries(record).map(([code, one]) => [code, make(one)]));
  return {
    total: figures(total),
    nodes: each(nodes, (node) => ({ ...figures(node), percent: node.percentShown, answered: node.answered, items: node.items })),
    gates: each(gates, ({ passed, gates: all }) => ({
      passed,
      gates: all.map((one) => ({ code: one.gate.code, needs: one.needs && rules.exactText(one.needs), has: rules.exactText(one.has), passed: one.passed })),
    })),
    items: each(items, (earned) => earned && rules.exactText(earned)),
    proposals: Object.fromEntries(rules.itemsOf(scope).map((item) => [item.code, rules.proposal(item, rules.readAnswer(item, raws[item.code]))])),
    blank,
  };
}

function fraction(rules, text) {
  if (text === null) return null;
  const [over, under = "1"] = text.split("/");
  return rules.Fraction.of(over).dividedBy(rules.Fraction.of(under));
}

const same = (one, other) => (one === null || other === null ? one === other : one.compare(other) === 0);

function itemOf({ kind, when_zero: whenZero = "refused", na_allowed: naAllowed = false, critical = false }, instruments) {
  const alike = instruments["lke-2021"].parts.flatMap((part) => part.items).find((item) => item.kind === kind);
  const scored = !["count", "number", "text", "date"].includes(kind);
  return { code: "X", kind, whenZero, naAllowed, critical, scored, points: alike?.points ?? {} };
}

function checkPoints(rules, one, instruments, expect) {
  const item = itemOf(one, instruments);
  const answer = rules.readAnswer(item, one.raw);
  const what = `points ${one.kind} ${JSON.stringify(one.raw)}`;
  expect(`${what} refused`, answer === undefined, one.refused ?? false);
  if (!one.refused) expect(what, same(rules.points(item, answer), fraction(rules, one.points)), true);
}

const BEST = { percent: { n: 1, d: 1 }, falling: { before: 1, now: 0 }, index: "4", count: "3" };
const OTHERS = { best: (item) => BEST[item.kind] ?? item.letters[0] ?? null, na: () => ({ na: "x" }) };

function checkScore(rules, one, checklist, expect) {
  const { switches = null } = one;
  const scope = rules.itemsOf(rules.applicable(checklist, switches));
  const others = one.others ? Object.fromEntries(scope.map((item) => [item.code, OTHERS[one.others](item)])) : {};
  const raws = { ...others, ...one.answers };
  const result = rules.score(checklist, rules.readAll(checklist, raws), { switches });
  const nodes = { ...result.nodes, total: result.total };
  const told = (what) => `${one.name}: ${what}`;
  for (const [code, value] of Object.entries({ total: one.total, ...one.nodes })) {
    expect(told(`${code} is ${value}`), same(nodes[code].value, fraction(rules, value)), true);
  }
  for (const [code, text] of Object.entries(one.shown ?? {})) expect(told(`${code} shown`), nodes[code].shown, text);
  for (const [code, text] of Object.entries(one.percents ?? {})) expect(told(`${code} per cent`), nodes[code].percentShown, text);
  for (const [predicate, gates] of Object.entries(one.gates ?? {})) {
    for (const [code, passed] of Object.entries(gates)) {
      expect(told(`${predicate} ${code}`), result.gates[predicate].gates.find(({ gate }) => gate.code === code).passed, passed);
    }
  }
  for (const [code, passed] of Object.entries(one.passed ?? {})) expect(told(code), result.gates[code].passed, passed);
  if ("blank" in one) expect(told("blank"), result.blank.length, one.blank);
}
