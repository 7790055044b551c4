// The page of a plan: it finds changes by text, kind, provider, field and direction. All rows are in the document.
const form = document.getElementById("choices");
const sections = [...document.querySelectorAll("section.changes")].map((section) => {
  const count = section.querySelector(".count");
  const rows = [...section.querySelector("tbody").rows].map((row) => ({ row, text: null, shown: true }));
  return { section, count, rows, whole: count.textContent, kind: section.dataset.kind };
});
const total = sections.reduce((sum, { rows }) => sum + rows.length, 0);
const counted = (count) => count.toLocaleString("en");

function offerKinds() {
  const kinds = new Map(sections.map(({ kind, section }) => [kind, section.querySelector(".title").textContent]));
  for (const [kind, title] of kinds) form.elements.kind.add(new Option(title, kind));
}

function fits(one, words, state) {
  const { provider = "", field = "", move = "" } = one.row.dataset;
  if (state.provider && provider !== state.provider) return false;
  if (state.field && field !== state.field) return false;
  if (state.move && move !== state.move) return false;
  if (!words.length) return true;
  one.text ??= `${one.row.textContent} ${field} ${provider}`.toLowerCase();
  return words.every((word) => one.text.includes(word));
}

// Only what changes is touched: of thousands of rows most stay as they are while somebody types.
function showIn(table, words, state) {
  let here = 0;
  for (const one of table.rows) {
    const shown = (!state.kind || table.kind === state.kind) && fits(one, words, state);
    if (shown !== one.shown) one.row.hidden = !(one.shown = shown);
    here += shown;
  }
  table.section.hidden = !here;
  table.count.textContent = here === table.rows.length ? table.whole : `${counted(here)} of ${table.whole}`;
  return here;
}

function show(state) {
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
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
  form.addEventListener("reset", () => queueMicrotask(() => {
    address.write(asked(), true);
    show(asked());
  }));
  window.addEventListener("popstate", restore);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest?.("input, select, textarea")) return;
    event.preventDefault();
    form.elements.q.focus();
  });
  show(asked());
  restore();
}

if (form) start();
