/** The sentences of a page, written by the server in its language: <script type="application/json" id="words">. */

let words;

/** The sentence of that name with its {facts} filled in. */
export function say(name, facts = {}) {
  words ??= JSON.parse(document.getElementById("words").textContent);
  if (!(name in words)) throw new Error(`no words for ${name}`);
  return words[name].replace(/\{(\w+)\}/g, (_, fact) => facts[fact]);
}
