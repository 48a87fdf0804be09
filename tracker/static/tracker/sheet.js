/* The reporting sheet as a grid for the keyboard. Without this script everything works through the form's own
 * buttons. sheet-drafts.js keeps what is typed, sheet-paste.js takes blocks from a spreadsheet.
 */
"use strict";

const Sheet = (() => {
  const form = document.getElementById("sheet");

  const isShown = (element) => element.getClientRects().length > 0;
  const rows = () => [...form.querySelectorAll(".figure-row")];
  const rowOf = (element) => element.closest(".figure-row");
  const cells = (row) => [...row.querySelectorAll("[data-cell]")].filter(isShown);
  const cellNamed = (row, name) => row.querySelector(`[data-cell="${name}"]`);

  /* What is said aloud and stands beside the buttons. */
  const say = (words) => {
    const live = document.getElementById("sheet-live");
    if (live) live.textContent = words;
  };

  /* Puts a text into a field as if it had been typed: the draft is kept as after a key. */
  const type = (field, text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const enter = (field) => {
    field.focus();
    if (field.matches("input")) field.select(); // typing replaces, as in a spreadsheet
  };

  /* The first cell of a row is one column, whether it holds a numerator or the figure itself. */
  const columnOf = (cell) => (cell === cells(rowOf(cell))[0] ? "" : cell.dataset.cell);

  const cellIn = (row, column) => {
    const found = column && cellNamed(row, column);
    return found && isShown(found) ? found : cells(row)[0];
  };

  /* To the same column of the next row that can be filled in; past the last one to the button that submits. */
  const leave = (row, column, step) => {
    const open = rows().filter((other) => other === row || cells(other).length);
    const next = open[open.indexOf(row) + step];
    if (next) enter(cellIn(next, column));
    else if (step > 0) document.getElementById("submit-all").focus();
  };

  return { form, rows, rowOf, cells, cellNamed, cellIn, columnOf, say, type, enter, leave };
})();

/* Keys */
(() => {
  const { form, rows, rowOf, cells, columnOf, enter, leave } = Sheet;

  // Where Enter leads after a run of Tabs, as in a spreadsheet: under the cell in which the run began.
  let began = "";
  let tabbed = null; // the row in which Tab was just pressed

  form.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-cell]") && rowOf(event.target) !== tabbed) began = columnOf(event.target);
    tabbed = null;
  });

  const isAtEdge = ({ selectionStart: start, selectionEnd: end, value }, forward) =>
    start === end ? start === (forward ? value.length : 0) : start === 0 && end === value.length;

  const sideways = (cell, step) => {
    const row = cells(rowOf(cell));
    const next = row[row.indexOf(cell) + step];
    if (next) enter(next);
    return Boolean(next);
  };

  const moves = {
    Enter: (cell, shift) => leave(rowOf(cell), shift ? columnOf(cell) : began, shift ? -1 : 1),
    ArrowDown: (cell) => leave(rowOf(cell), columnOf(cell), 1),
    ArrowUp: (cell) => leave(rowOf(cell), columnOf(cell), -1),
    ArrowRight: (cell) => isAtEdge(cell, true) && sideways(cell, 1),
    ArrowLeft: (cell) => isAtEdge(cell, false) && sideways(cell, -1),
  };

  form.addEventListener("keydown", (event) => {
    // While an input method composes, keys are its own; some browsers say so only by the number 229.
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
    const { target, key, shiftKey } = event;
    if (target.id === "submit-all" && key === "ArrowUp") {
      const [last] = rows().filter((row) => cells(row).length).slice(-1);
      event.preventDefault();
      enter(cells(last)[0]);
    }
    if (!target.matches("[data-cell]")) return;
    if (key === "Tab") tabbed = rowOf(target);
    if (!(key in moves) || (key !== "Enter" && (shiftKey || target.matches("select")))) return;
    // Enter in a field would press the form's first button; within the text the arrows stay the field's own.
    if (moves[key](target, shiftKey) !== false && !target.matches("select")) event.preventDefault();
  });

  /* Whoever opens the page can type at once: in what was refused, else in the first empty row. Not on a touch
     screen, where it would open the keyboard, nor when the address points to a place of its own. */
  const waiting = rows().filter((row) => cells(row).length && !row.matches(".is-submitted, .is-approved"));
  const isFree = document.activeElement === document.body && !location.hash;
  const wrong = document.querySelector(".notice-error") && form.querySelector(".field-faulty [data-cell]");
  const first = wrong ?? waiting.map((row) => cells(row)[0]).find((cell) => !cell.value);
  if (first && (wrong || (isFree && !matchMedia("(pointer: coarse)").matches))) enter(first);
})();

/* What is said about a row is swapped, its fields are not: they follow what is said. A field is marked as long as
 * something is wrong with it, and a rate that follows from its two numbers shows where it would else be typed.
 */
(() => {
  const { rowOf, cellNamed } = Sheet;

  const follow = (state) => {
    const row = rowOf(state);
    const faulty = state.dataset.faulty.split(" ");
    for (const cell of row.querySelectorAll("[data-cell]")) {
      cell.closest(".field").classList.toggle("field-faulty", faulty.includes(cell.dataset.cell));
    }
    row.classList.toggle("is-faulty", state.querySelector(".errors") !== null);
    const field = cellNamed(row, "value");
    if (field) field.placeholder = state.querySelector(".rate")?.dataset.rate ?? "";
  };

  document.addEventListener("htmx:load", ({ target }) => {
    for (const state of [target, ...target.querySelectorAll(".row-state")]) {
      if (state.matches(".row-state")) follow(state);
    }
  });
})();

/* Buttons */
(() => {
  const { form, rowOf, cells, cellNamed, type, enter, leave } = Sheet;

  document.addEventListener("click", (event) => {
    const { target } = event;
    const take = target.closest("[data-take]");
    if (take) {
      const field = document.getElementById(take.dataset.field);
      type(field, take.dataset.take);
      enter(field);
    }
    const more = target.closest(".row-more");
    if (more) {
      const isOpen = more.getAttribute("aria-expanded") === "true";
      more.setAttribute("aria-expanded", String(!isOpen));
      if (!isOpen) enter(cellNamed(rowOf(more), "reason"));
    }
    const use = target.closest(".row-use");
    if (use) {
      const field = cellNamed(rowOf(use), "value");
      Sheet.type(field, use.value);
      enter(field);
    }
    if (target.closest(".back-to-row")) {
      const panel = document.getElementById("figure-chart");
      const row = document.querySelector(target.getAttribute("href"));
      event.preventDefault(); // the browser would go to the row, and forget the focus
      form.after(panel);
      row.querySelector(".row-chart").focus();
    }
  });

  /* The chart opens under the row it speaks about, and stays with it when another row is submitted. */
  const isChartLink = (element) => element?.matches(".row-chart");
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (isChartLink(detail.elt)) rowOf(detail.elt).after(detail.target);
  });
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (!isChartLink(detail.requestConfig?.elt)) return;
    const panel = document.getElementById("figure-chart");
    panel.focus({ preventScroll: true });
    panel.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    const above = detail.target.previousElementSibling;
    if (detail.target.id !== "figure-chart" || !above.matches(".figure-row")) return;
    detail.shouldSwap = detail.fragment.querySelector(".back-to-row").getAttribute("href") === `#${above.id}`;
  });

  /* A row that was submitted by its button leads to the next one; one that was refused to what is wrong. */
  document.addEventListener("htmx:afterRequest", ({ detail: { requestConfig } }) => {
    const button = requestConfig.elt;
    if (button.name !== "submit" || document.activeElement !== document.body) return; // somebody has moved on
    const row = document.getElementById(`row-${button.value}`);
    if (button.isConnected) button.focus(); // no answer came for the row
    else if (row.querySelector(".saved")) leave(row, "", 1);
    else enter(row.querySelector(".field-faulty [data-cell]") ?? cells(row)[0]);
  });
})();
