/* On every page: what htmx cannot do is said aloud, and a panel that was asked for takes the focus. */
"use strict";

(() => {
  const alertRegion = () => document.getElementById("page-alert");
  const say = (words) => {
    alertRegion().textContent = words;
  };

  document.addEventListener("htmx:sendError", () => say(alertRegion().dataset.offline));
  document.addEventListener("htmx:timeout", () => say(alertRegion().dataset.offline));
  document.addEventListener("htmx:responseError", () => say(alertRegion().dataset.refused));
  /* An answer that arrived withdraws the alarm, unless it is the alarm. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "page-alert" && event.detail.xhr.status < 400) say("");
  });

  /* A box in a table's head ticks the whole table; without script there is none. */
  for (const all of document.querySelectorAll("[data-tick-all]")) {
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of all.closest("table").querySelectorAll("tbody input[type=checkbox]")) box.checked = all.checked;
    });
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt?.id === "explain-panel") event.detail.elt.focus({ preventScroll: true });
  });
})();
