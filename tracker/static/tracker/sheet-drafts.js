/* Keeps what is typed in the reporting sheet. htmx sends a row half a second after the last key (the attributes
 * stand on .entry); here it is said how that went, and tried again until it has gone well: on a lost connection,
 * and when the session has ended until its owner is signed in again in another window.
 */
"use strict";

(() => {
  const { form, rowOf, say, type } = Sheet;
  const words = document.getElementById("sheet-save");
  if (!words) return; // a sheet that can only be read

  const FIRST_WAIT = 1000; // ms until the first new try, doubled for each further one
  const LONGEST_WAIT = 30000;
  const KEPT = "kept"; // as the server has it
  const TYPED = "typed"; // newer than what the server has; on its way within the half second
  const SENDING = "sending";
  const LOST = "lost"; // did not arrive; tried again
  const REFUSED = "refused"; // arrived, and was answered with a question beside the row

  const states = new Map(); // row code → { state, typed: keys so far, sent: keys when it was last sent }
  let wait = FIRST_WAIT;
  let timer = 0;
  let isTroubled = false; // something was lost, and not everything has been made up for
  let isLeaving = false;

  const codes = (...wanted) => [...states.keys()].filter((code) => wanted.includes(states.get(code).state));
  const stateOf = (code) => {
    if (!states.has(code)) states.set(code, { state: KEPT, typed: 0, sent: 0 });
    return states.get(code);
  };

  const show = (code) => {
    const row = document.getElementById(`row-${code}`);
    const { state } = stateOf(code);
    row.dataset.save = state;
    const place = row.querySelector(".save-state");
    if (place) place.textContent = { [SENDING]: words.dataset.saving, [LOST]: words.dataset.unsaved }[state] ?? "";
    const lost = codes(LOST).length;
    if (lost) words.textContent = words.dataset.unsavedRows.replace("%n", lost);
    else if (codes(TYPED, SENDING).length) words.textContent = words.dataset.saving;
    else words.textContent = codes(REFUSED).length ? "" : words.dataset.saved;
    words.classList.toggle("is-lost", lost > 0);
  };

  const become = (code, state) => {
    Object.assign(stateOf(code), { state });
    show(code);
    document.dispatchEvent(new Event("sheet:state"));
  };

  /* Saving a row, and saving it again */
  const save = (code) => htmx.trigger(`#row-${code} .entry`, "sheet:save");

  const tryAgain = () => {
    clearTimeout(timer);
    timer = 0;
    codes(LOST).forEach(save);
  };

  const lose = (code) => {
    become(code, LOST);
    isTroubled = true;
    if (timer) return;
    timer = setTimeout(tryAgain, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };

  const keep = (code, isRefused) => {
    const { typed, sent } = stateOf(code);
    become(code, typed > sent ? TYPED : isRefused ? REFUSED : KEPT);
    wait = FIRST_WAIT;
    document.getElementById("sheet-signed-out").hidden = true;
    if (codes(LOST).length) {
      tryAgain(); // what got through once gets through again
    } else if (isTroubled && !codes(SENDING).length) {
      isTroubled = false;
      words.textContent = "";
      say(words.dataset.saved);
    }
  };

  window.addEventListener("online", tryAgain);
  document.addEventListener("visibilitychange", () => document.hidden || tryAgain());

  form.addEventListener("input", ({ target }) => {
    if (!target.closest(".entry")) return;
    const { dataset } = rowOf(target);
    stateOf(dataset.row).typed += 1;
    if (stateOf(dataset.row).state !== SENDING) become(dataset.row, TYPED);
  });

  /* What becomes of a request: of a row's draft, or of a row that is submitted by its button */
  const codeOf = ({ elt }) => (elt.matches(".entry") ? rowOf(elt)?.dataset.row : elt.name === "submit" && elt.value);
  const fieldsOf = (code) => [...document.querySelectorAll(`#row-${code} [data-cell]`)];
  let newer = []; // what was typed in a row while it was being submitted

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    const code = codeOf(detail.requestConfig);
    if (!code) return;
    const row = stateOf(code);
    row.sent = row.typed;
    row.values = new Map(fieldsOf(code).map((field) => [field.id, field.value]));
    become(code, SENDING);
  });

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const code = detail.target.id.startsWith("row-") && detail.target.dataset.row;
    if (!code) return;
    const { values } = stateOf(code);
    newer = fieldsOf(code)
      .filter((field) => field.value !== values.get(field.id))
      .map(({ id, value }) => ({ id, value }));
  });

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const code = codeOf(detail.requestConfig);
    if (!code) return;
    const isSignedOut = detail.xhr.getResponseHeader("HX-Retarget") !== null;
    if (isSignedOut) document.getElementById("sheet-signed-out").hidden = false;
    if (!detail.successful || isSignedOut) {
      lose(code);
      return;
    }
    const isDraft = detail.requestConfig.elt.matches(".entry");
    if (!isDraft) stateOf(code).sent = stateOf(code).typed; // the row is a new one
    keep(code, isDraft && document.querySelector(`#state-${code}[data-refused]`));
  });

  document.addEventListener("htmx:load", ({ target }) => {
    if (!target.matches(".figure-row")) return;
    for (const { id, value } of newer.splice(0)) type(document.getElementById(id), value);
  });

  /* Signing in again changes the token against forged forms: the cookie has the one that holds. */
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1];
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "get" && token()) detail.parameters.csrfmiddlewaretoken = token();
  });

  /* Leaving */
  const settled = () =>
    new Promise((resolve) => {
      const look = () => {
        if (codes(TYPED, SENDING).length) return;
        document.removeEventListener("sheet:state", look);
        resolve();
      };
      document.addEventListener("sheet:state", look);
      look();
    });

  /* The whole sheet and a row's files are sent as a page of their own: only after every row has arrived, so that
     neither a lost connection nor an ended session takes what was typed last. */
  document.addEventListener("submit", async (event) => {
    const { target, submitter } = event;
    if (target !== form && !target.id.startsWith("files-")) return;
    if (token()) target.elements.csrfmiddlewaretoken.value = token();
    if (!codes(TYPED, SENDING, LOST).length) {
      isLeaving = true;
      return;
    }
    event.preventDefault();
    codes(TYPED, LOST).forEach(save);
    await settled();
    if (codes(LOST).length) say(words.dataset.waiting);
    else target.requestSubmit(submitter);
  });

  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && codes(TYPED, SENDING, LOST, REFUSED).length) event.preventDefault();
  });
})();
