/**
 * The shared cases of seals, run against the rules that a browser has: under Node by seal.test.js, in Chromium by
 * tests/browser/test_verify_page.py. `rules` holds what app/static/js/seal/*.js export.
 */

/** What does not come out as the cases say: sentences. */
export async function failures(rules, cases) {
  const found = [];
  const expect = (name, told, wanted) => {
    if (JSON.stringify(told) !== JSON.stringify(wanted)) found.push(`${name}: ${JSON.stringify(told)}, not ${JSON.stringify(wanted)}`);
  };
  for (const tree of cases.trees) await tries(rules, tree, cases.trees, expect);
  for (const { json, text } of cases.canonical) expect(`canonical ${json}`, thrown(() => rules.canonical(JSON.parse(json))), text);
  for (const one of cases.notes) expect(`note ${one.name}`, await opens(rules, one), one.holds);
  for (const { name, line, says } of cases.tickets) expect(`ticket ${name}`, await reads(rules, line, cases), says);
  for (const { name, text, reads: wanted } of cases.bundles.texts) {
    expect(`text ${name}`, thrown(() => Boolean(rules.readBundle(new TextEncoder().encode(text)))) ?? false, wanted);
  }
  for (const one of cases.bundles.cases) {
    const { problems } = await rules.verifyBundle(changed(cases.bundles.whole, one.changes), await keysOf(rules, one.keys), one.files && new Map(Object.entries(one.files)));
    expect(`bundle ${one.name}`, problems.map(({ code, where }) => [code, where]), one.problems);
  }
  return found;
}

async function tries(rules, tree, trees, expect) {
  const { leaves, root, inclusion, consistency } = tree;
  const size = leaves.length;
  expect(`root of ${size}`, await rules.rootOf(leaves), root);
  for (const [index, path] of inclusion.entries()) {
    for (let place = 0; place < size; place += 1) {
      expect(`leaf ${index} of ${size} at ${place}`, (await rules.rootFrom(place, size, leaves[index], path)) === root, place === index);
    }
    expect(`a longer path of ${size}`, (await rules.rootFrom(index, size, leaves[index], [...path, root])) === root, false);
  }
  for (const [old, proof] of Object.entries(consistency)) {
    const before = { size: Number(old), root: trees[old - 1].root };
    const now = { size, root };
    const forged = { ...before, root: leaves[0] === before.root ? leaves.at(-1) : leaves[0] };
    const isOne = forged.root === before.root; // a tree of one leaf
    expect(`${old} to ${size}`, await rules.extendsLog(before, now, proof), true);
    expect(`${old} to ${size}, another beginning`, await rules.extendsLog(forged, now, proof), isOne);
    expect(`${old} to ${size}, another end`, await rules.extendsLog(before, { size, root: forged.root }, proof), isOne);
    expect(`${old} to ${size}, more proof`, await rules.extendsLog(before, now, [...proof, root]), false);
    if (proof.length) expect(`${old} to ${size}, less proof`, await rules.extendsLog(before, now, proof.slice(1)), false);
    expect(`${size} back to ${old}`, await rules.extendsLog(now, before, proof), size === Number(old));
  }
}

const keysOf = (rules, texts) => Promise.all(texts.map((text) => rules.readKey(text)));

async function opens(rules, { note, keys }) {
  try {
    await rules.openNote(note, await keysOf(rules, keys));
    return true;
  } catch (error) {
    if (error.name !== "Unreadable") throw error;
    return error.message === "key" ? null : false;
  }
}

async function reads(rules, line, { notes }) {
  try {
    const { key: _key, ...told } = await rules.readTicket(line, await keysOf(rules, notes[0].keys));
    return told;
  } catch (error) {
    if (error.name !== "Unreadable") throw error;
    return null;
  }
}

function thrown(work) {
  try {
    return work();
  } catch (error) {
    if (error.name !== "Unreadable") throw error;
    return null;
  }
}

function changed(whole, changes) {
  const found = structuredClone(whole);
  for (const [path, value] of changes) path.slice(0, -1).reduce((place, step) => place[step], found)[path.at(-1)] = value;
  return found;
}
