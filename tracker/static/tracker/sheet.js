/* The reporting sheet. Without this script everything works through the form's own buttons. */
"use strict";

/* Enter in a field saves its row. */
document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.(".figure-row");
  if (event.key === "Enter" && !event.isComposing && row && event.target.matches("input")) {
    event.preventDefault();
    row.querySelector("button[name=save]").click();
  }
});

/* A chart that was asked for is brought into view: on a phone it lies above the rows. */
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt?.id === "figure-chart" && event.detail.requestConfig?.verb === "get") {
    event.detail.elt.scrollIntoView({ block: "nearest" });
  }
});

/* Whoever leaves with something typed and not saved is asked first. */
let sending = false;
document.addEventListener("submit", () => {
  sending = true;
});
window.addEventListener("beforeunload", (event) => {
  const typed = document.querySelectorAll(".figure-row .entry input");
  if (!sending && [...typed].some((field) => field.value !== field.defaultValue)) event.preventDefault();
});
