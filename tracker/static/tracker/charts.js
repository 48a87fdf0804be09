/* Draws every element with data-figure="<id of a <script type="application/json">>" through Plotly.
 *
 * The element's children are its fallback: they stay until the drawing has succeeded and come back when it is
 * purged. Its height comes from the style sheet. Nothing moves, so there is nothing to switch off for readers who
 * prefer reduced motion. Without Plotly, or without this script, the table beside each figure says the same.
 */
"use strict";

(() => {
  const NARROW = 560; // px of the element: below this, a figure is set for a phone
  const LOW = 260; // below this, it is a sketch beside a form: only what cannot be read elsewhere

  // No locale: the figures carry every word themselves, and with neither mode bar nor editing Plotly adds none.
  const config = { responsive: true, displayModeBar: false };

  const drawn = new Set();

  const figuresIn = (root) => [
    ...(root.matches?.("[data-figure]") ? [root] : []),
    ...root.querySelectorAll("[data-figure]"),
  ];

  const fallbackOf = (element) => [...element.children].filter((child) => !child.matches(".plot-container"));

  /* One figure serves every size: type, margins and watermark follow the room there is. */
  const fit = (layout, { clientWidth: width, clientHeight: height }) => {
    const marks = (layout.annotations ?? []).filter((note) => note.name === "demo");
    if (width < NARROW) {
      layout.font.size -= 1;
      layout.margin.l = 4;
      layout.legend.font = { size: 11 };
      for (const axis of [layout.xaxis, layout.yaxis]) {
        if (axis.tickfont) axis.tickfont.size = 11;
      }
      for (const mark of marks) mark.font.size = 24;
    }
    if (height < LOW) {
      if (layout.title.subtitle) layout.margin.t -= 18;
      delete layout.title.subtitle;
      layout.showlegend = false;
      for (const mark of marks) mark.font.size = 20;
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
      await Plotly.newPlot(element, data, fit(layout, element), config);
    } catch (error) {
      purge(element);
      console.error("figure", element.dataset.figure, error);
      return;
    }
    if (!drawn.has(element)) return; // removed while it was being drawn
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
  document.addEventListener("htmx:load", (event) => drawIn(event.target));
  document.addEventListener("htmx:beforeCleanupElement", (event) => {
    for (const element of [...drawn]) {
      if (event.target.contains(element)) purge(element);
    }
  });

  // Plotly stretches a figure by itself; a phone that is turned passes the limit, and the figure is set anew.
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
