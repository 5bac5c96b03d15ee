/**
 * Starts the small improvements of a page: each element with data-module="name" gets pages/name.js, whose
 * default export is called with the element. Every page works without them.
 */

async function start(element) {
  const { default: improve } = await import(`./pages/${element.dataset.module}.js`);
  improve(element);
}

for (const element of document.querySelectorAll("[data-module]")) start(element);
