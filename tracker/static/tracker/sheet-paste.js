/* A block of cells copied from Excel or WPS is laid over the sheet from the focused cell on.
 *
 * Its columns are those of the grid: numerator, denominator, figure, qualifier, note. Its rows are the rows on the
 * screen, also those that can only be read, so that nothing slips by a row. An empty cell leaves what stands: it
 * says nothing, and missing is not zero. What finds no place is counted and said. The server reads the numbers.
 */
"use strict";

(() => {
  const { form, rows, rowOf, cellNamed, say, type } = Sheet;

  const NUMBERS = ["numerator", "denominator", "value"];
  const COLUMNS = [...NUMBERS, "qualifier", "note"];

  /* The cells of a text as spreadsheets copy it: tabs and line ends, and quotes around a cell that holds either. */
  const cellsOf = (text) => {
    const pattern = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/gy;
    const table = [[]];
    const add = (cell) => table[table.length - 1].push(cell.replace(/\s+/g, " ").trim());
    for (let end = "\t"; end && pattern.lastIndex < text.length; ) {
      const [, quoted, plain, found] = pattern.exec(text);
      add(quoted === undefined ? plain : quoted.replace(/""/g, '"'));
      end = found;
      if (end && end !== "\t" && pattern.lastIndex < text.length) table.push([]);
    }
    return table;
  };

  /* Which texts of a line belong to which column of this row. */
  const placed = (row, line, start) => {
    const texts = new Map();
    line.forEach((text, offset) => text && texts.set(COLUMNS[start + offset] ?? `beyond ${offset}`, text));
    const numbers = NUMBERS.filter((name) => texts.has(name));
    if (!cellNamed(row, "numerator") && numbers.length === 1) {
      // A row with one number takes the line's only number, wherever in the three columns it stands.
      const text = texts.get(numbers[0]);
      texts.delete(numbers[0]);
      texts.set("value", text);
    }
    const qualifier = texts.get("qualifier");
    if (qualifier && !optionOf(row, qualifier) && !texts.has("note")) {
      texts.delete("qualifier"); // words that are no qualifier are a note
      texts.set("note", qualifier);
    }
    return texts;
  };

  const optionOf = (row, text) =>
    [...(cellNamed(row, "qualifier")?.options ?? [])].find((o) => o.text.trim() === text || o.value === text)?.value;

  const fill = (row, texts, changes) => {
    let left = 0;
    for (const [name, text] of texts) {
      const field = cellNamed(row, name);
      const after = name === "qualifier" ? optionOf(row, text) : text;
      const fits = field && after !== undefined && !(field.maxLength >= 0 && after.length > field.maxLength);
      if (fits) changes.push({ field, before: field.value, after });
      else left += 1;
    }
    return left;
  };

  /* Ctrl+Z right after a paste takes the whole block back. */
  let pasted = [];

  const isBlock = (data, cell) => {
    const text = data.getData("text/plain").replace(/(\r\n|\n|\r)$/, "");
    if (text.includes("\t")) return true;
    // Several lines are a column of numbers; of words only when they come from a table, not from a letter.
    const isTable = NUMBERS.includes(cell.dataset.cell) || data.getData("text/html").includes("<table");
    return /[\r\n]/.test(text) && !/^"[^"]*"$/.test(text) && isTable;
  };

  form.addEventListener("paste", (event) => {
    let start = COLUMNS.indexOf(event.target.dataset?.cell);
    if (start < 0 || !isBlock(event.clipboardData, event.target)) return; // one cell: an ordinary paste
    event.preventDefault();
    const table = cellsOf(event.clipboardData.getData("text/plain"));
    const below = rows().slice(rows().indexOf(rowOf(event.target)));
    const covered = below.slice(0, table.length);
    // A single column laid over rates and other rows alike holds figures, not numerators.
    const isMixed = covered.some((row) => cellNamed(row, "value") && !cellNamed(row, "numerator"));
    if (start === 0 && isMixed && table.every((line) => line.length === 1)) start = COLUMNS.indexOf("value");
    const changes = [];
    let left = 0;
    table.forEach((line, offset) => {
      const row = below[offset];
      if (row) left += fill(row, placed(row, line, start), changes);
      else left += line.filter(Boolean).length;
    });
    for (const { field, after } of changes) type(field, after);
    pasted = changes;
    const { pasted: done, left: rest } = document.getElementById("sheet-live").dataset;
    const words = [done.replace("%n", changes.length), ...(left ? [rest.replace("%n", left)] : [])];
    say(words.join(" "));
    document.getElementById("sheet-live").classList.toggle("is-left", left > 0);
  });

  form.addEventListener("keydown", (event) => {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (!isUndo || !pasted.length) return;
    const stands = pasted.every(({ field, after }) => field.isConnected && field.value === after);
    if (stands) {
      event.preventDefault();
      for (const { field, before } of pasted) type(field, before);
      say(document.getElementById("sheet-live").dataset.undone);
    }
    pasted = [];
  });
})();
