/* Draws every element with data-figure="<id of a <script type="application/json">>" through Plotly.
 *
 * The element's children are its fallback: they stay until the drawing has succeeded and come back when it is
 * purged. Its height comes from the style sheet. Nothing moves, so there is nothing to switch off for readers who
 * prefer reduced motion. Without Plotly, or without this script, the table beside each figure says the same.
 */
"use strict";

(() => {
  const NARROW = 560; // px of the element: below this, the figure is set for a phone
  const drawn = new Set();

  // No locale: the figures carry every word themselves, and with neither mode bar nor editing Plotly adds none.
  const config = { responsive: true, displayModeBar: false };

  const figuresIn = (root) => [
    ...(root.matches?.("[data-figure]") ? [root] : []),
    ...root.querySelectorAll("[data-figure]"),
  ];

  const fallbackOf = (element) => [...element.children].filter((child) => !child.matches(".plot-container"));

  /* One figure serves both widths; what a phone has no room for is made smaller here, never left out. */
  const setForWidth = (layout, width) => {
    if (width >= NARROW) return layout;
    layout.font.size -= 1;
    layout.title.font.size -= 1;
    Object.assign(layout.margin, { l: 4, r: 8 });
    for (const note of layout.annotations ?? []) {
      if (note.name === "demo") note.font.size = 28;
    }
    return layout;
  };

  const draw = async (element) => {
    const source = document.getElementById(element.dataset.figure);
    if (!source || drawn.has(element) || typeof Plotly === "undefined") return;
    drawn.add(element);
    const fallback = fallbackOf(element);
    try {
      const { data, layout } = JSON.parse(source.textContent);
      await Plotly.newPlot(element, data, setForWidth(layout, element.clientWidth), config);
    } catch (error) {
      purge(element);
      console.error("figure", element.dataset.figure, error);
      return;
    }
    for (const child of fallback) child.hidden = true;
    element.setAttribute("role", "img");
    if (element.dataset.label) element.setAttribute("aria-label", element.dataset.label);
  };

  const purge = (element) => {
    if (!drawn.delete(element)) return;
    Plotly.purge(element);
    element.removeAttribute("role");
    element.removeAttribute("aria-label");
    for (const child of fallbackOf(element)) child.hidden = false;
  };

  const drawIn = (root) => figuresIn(root).forEach(draw);

  // htmx announces what it brought in (on first load: the body) and what it is about to remove.
  document.addEventListener("htmx:load", (event) => drawIn(event.detail.elt ?? event.target));
  document.addEventListener("htmx:beforeCleanupElement", (event) => {
    for (const element of [...drawn]) {
      if (event.target.contains(element)) purge(element);
    }
  });

  // A phone that is turned passes the limit: Plotly stretches a figure by itself, but does not set it anew.
  matchMedia(`(max-width: ${NARROW}px)`).addEventListener("change", () => {
    const shown = [...drawn];
    shown.forEach(purge);
    shown.forEach(draw);
  });

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", () => drawIn(document));
  } else {
    drawIn(document);
  }
})();
