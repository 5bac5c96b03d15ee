/** Asks once more before a form that cannot be taken back; the question is in data-question. */
import { element } from "../lib/dom.js";

const WORDS = { id: ["Batal", "Lanjutkan"], en: ["Cancel", "Continue"] };

export default function improve(form) {
  let sure = false;
  form.addEventListener("submit", (event) => {
    if (sure) return;
    event.preventDefault();
    const submitter = event.submitter;
    ask(form.dataset.question, submitter?.textContent.trim(), () => {
      sure = true;
      form.requestSubmit(submitter);
    });
  });
}

/** Ask a question over the page; `go` runs when the answer is yes, `deed` is the word of that button. */
export function ask(question, deed, go) {
  const [cancel, proceed] = WORDS[document.documentElement.lang] ?? WORDS.id;
  const dialog = element("dialog", { class: "sheet", "aria-label": question, onclose: () => dialog.remove() });
  const yes = () => { dialog.close(); go(); };
  dialog.append(
    element("div", { class: "sheet__body" }, element("p", {}, question)),
    element("div", { class: "sheet__foot" },
      element("button", { class: "button", type: "button", autofocus: true, onclick: () => dialog.close() }, cancel),
      element("button", { class: "button button--danger", type: "button", onclick: yes }, deed || proceed)),
  );
  document.body.append(dialog);
  dialog.showModal();
}
