// The page of a plan: it finds changes by text, target, kind, provider, field and direction. All rows are in the document.
const form = document.getElementById("choices");
const sections = [...document.querySelectorAll("section.changes")].map((section) => {
  const count = section.querySelector(".count");
  const parts = [...section.querySelectorAll("tbody")].map((part) => ({
    part, fitting: -1, rows: [...part.rows].map((row) => ({ row, text: null, shown: true })),
  }));
  const target = section.closest("[data-target]")?.dataset.target;
  return { section, count, parts, whole: count.textContent, kind: section.dataset.kind, target };
});
const targets = [...document.querySelectorAll("[data-target]")];
const total = sections.reduce((sum, { parts }) => sum + parts.reduce((rest, { rows }) => rest + rows.length, 0), 0);
const HEIGHT = 56; // pixels of a usual row
const counted = (count) => count.toLocaleString("en");

function offerKinds() {
  const kinds = new Map(sections.map(({ kind, section }) => [kind, section.querySelector(".title").textContent]));
  for (const [kind, title] of kinds) form.elements.kind.add(new Option(title, kind));
}

// What is asked of a row, taken from the document once: that is what takes time.
function read(one) {
  if (one.text !== null) return;
  const { provider = "", move = "" } = one.row.dataset;
  one.text = `${one.row.textContent} ${provider}`.toLowerCase();
  Object.assign(one, { provider, move, field: one.row.cells[1]?.textContent });
}

function fits(one, words, state) {
  read(one);
  if (state.provider && one.provider !== state.provider) return false;
  if (state.field && one.field !== state.field) return false;
  if (state.move && one.move !== state.move) return false;
  return words.every((word) => one.text.includes(word));
}

// So many rows of a part are to be shown; its place is kept for them while it is not laid out.
function showPart(one, count) {
  if (one.fitting === count) return;
  one.fitting = count;
  one.part.hidden = !count;
  one.part.style.containIntrinsicBlockSize = `${count * HEIGHT}px`;
}

// Only what changes is touched: of thousands of rows most stay as they are while somebody types. The rows of a part
// without a row to be shown are left alone: the part is hidden.
function showIn(table, words, state) {
  const wanted = (!state.kind || table.kind === state.kind) && (!state.target || table.target === state.target);
  let here = 0;
  let all = 0;
  const allFit = !words.length && !state.provider && !state.field && !state.move;
  for (const part of table.parts) {
    const fitting = part.rows.map((one) => wanted && (allFit || fits(one, words, state)));
    const count = fitting.filter(Boolean).length;
    showPart(part, count);
    for (const [at, one] of count ? part.rows.entries() : []) {
      if (fitting[at] !== one.shown) one.row.hidden = !(one.shown = !one.shown);
    }
    here += count;
    all += part.rows.length;
  }
  table.section.hidden = !here;
  table.count.textContent = here === all ? table.whole : `${counted(here)} of ${table.whole}`;
  return here;
}

function show(state) {
  const words = wordsOf(state.q);
  for (const one of targets) one.hidden = Boolean(state.target) && one.dataset.target !== state.target;
  const found = sections.reduce((sum, table) => sum + showIn(table, words, state), 0);
  const told = found === total ? `${counted(total)} rows` : `${counted(found)} of ${counted(total)} rows`;
  document.getElementById("told").textContent = found ? told : `None of ${counted(total)} rows: ask for less, or show all.`;
}

function asked() {
  return Object.fromEntries([...form.elements].filter(({ name }) => name).map(({ name, value }) => [name, value.trim()]));
}

function restore() {
  const said = address.read();
  if (said === null && location.hash.length > 1) return; // a place in the page
  for (const control of form.elements) if (control.name) set(control, said?.get(control.name) ?? "");
  show(asked());
}

function set(control, value) {
  control.value = value;
  if (control.selectedIndex === -1) control.selectedIndex = 0; // an address may ask for what is not there
}

function start() {
  offerKinds();
  form.addEventListener("input", ({ target }) => {
    const state = asked();
    address.write(state, target.tagName === "SELECT");
    show(state);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  // In a task of its own: the browser empties the controls when this is done, and after a click a microtask is still before.
  form.addEventListener("reset", () => setTimeout(() => {
    address.write(asked(), true);
    show(asked());
  }));
  window.addEventListener("popstate", restore);
  show(asked());
  restore();
  const waiting = sections.flatMap(({ parts }) => parts);
  const readOn = () => {
    waiting.pop()?.rows.forEach(read);
    if (waiting.length) requestIdleCallback(readOn);
  };
  requestIdleCallback(readOn); // so that the first letter does not wait for all of the text
}

if (form) start();
