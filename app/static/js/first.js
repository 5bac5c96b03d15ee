/**
 * What must hold before anything is painted, and whatever becomes of the page's own script: the colours, and a way out.
 *
 * A plain script in the head of every page. The choice of colours is a cookie that is written here, at once, so that it
 * stands in pages that the phone kept and survives a reload; without script a form does the same by way of the server.
 */
(() => {
  const page = document.documentElement;
  const bar = document.querySelector("meta[name=theme-color]");
  const BEFORE = "siap-theme-before"; // what to go back to when the sun is gone
  const CHOICE = /(?:^|; )theme=(light|sun|dark|auto)(?:;|$)/;
  const A_YEAR = 31_536_000;

  const chosen = () => CHOICE.exec(document.cookie)?.[1] ?? "";

  function show(theme) {
    if (theme) page.dataset.theme = theme;
    bar.content = bar.dataset[theme || "light"];
    for (const button of document.querySelectorAll("[data-sunlight]")) {
      button.setAttribute("aria-pressed", String(theme === "sun"));
    }
  }

  function switchSunlight() {
    const now = chosen();
    if (now !== "sun") localStorage.setItem(BEFORE, now);
    const next = now === "sun" ? localStorage.getItem(BEFORE) || "light" : "sun";
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `theme=${next}; path=/; max-age=${A_YEAR}; samesite=lax${secure}`;
    show(next);
  }

  function showWayOut() {
    const way = document.querySelector("[data-way-out]");
    if (way && !document.querySelector("[data-ready]")) way.hidden = false;
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-sunlight]")) return;
    event.preventDefault();
    switchSunlight();
  });
  let isBroken = false;
  addEventListener("error", ({ target }) => {
    if (target !== window && target.localName !== "script") return;
    isBroken = true;
    showWayOut();
  }, true);
  document.addEventListener("DOMContentLoaded", () => {
    show(chosen());
    if (isBroken) showWayOut();
  });
  show(chosen());
})();
