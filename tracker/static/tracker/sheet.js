/* The reporting sheet: a chart that was asked for is brought into view, where a phone has it above the rows. */
"use strict";

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt?.id === "figure-chart" && event.detail.requestConfig?.verb === "get") {
    event.detail.elt.scrollIntoView({ block: "nearest" });
  }
});
