/**
 * Starts the small improvements of a page: each element with data-module="name" gets pages/name.js, whose
 * default export is called with the element. Every page works without them.
 */

async function start(element) {
  const { default: improve } = await import(`./pages/${element.dataset.module}.js`);
  improve(element);
}

const coming = new Map(); // element → its improvement that is still on the way

for (const element of document.querySelectorAll("[data-module]")) {
  coming.set(element, start(element).finally(() => coming.delete(element)));
}

// A form that is sent before its improvements are there waits for them: no question is skipped on a slow line.
addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  const awaited = [...coming].filter(([element]) => form.contains(element)).map(([, improvement]) => improvement);
  if (!awaited.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  Promise.allSettled(awaited).then(() => form.requestSubmit(submitter));
}, true);
