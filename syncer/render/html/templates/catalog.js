// The catalog's page: it searches, filters and sorts the models, and opens one. Every value comes from the data at the
// end of the document, in which a column has each of its values once, and says which of them each model has.
const data = JSON.parse(document.getElementById("data").textContent);
const columns = new Map(data.columns.map((column) => [column.name, column]));
const fields = data.columns.filter((column) => column.field);
const all = Array.from({ length: data.count }, (_, row) => row);

const form = document.getElementById("choices");
const table = document.getElementById("table");
const panel = document.getElementById("panel");
const filters = document.getElementById("filters");
const more = document.getElementById("more");
const headings = [...table.tHead.rows[0].cells].map((cell) => ({ cell, name: cell.dataset.column, kind: cell.className }));
const CHUNK = 20;
const PRINTED = 400;
const ROOM = "\u2007";

function at(column, row) {
  return column.at ? column.at[row] : column.values.length === 1 ? 0 : row;
}

function value(name, row) {
  const column = columns.get(name);
  return column ? column.values[at(column, row)] : undefined;
}

function text(name, row) {
  const column = columns.get(name);
  return column ? (column.texts ?? column.values)[at(column, row)] : "";
}

function exact(name, row) {
  const column = columns.get(name);
  return column?.exacts ? column.exacts[at(column, row)] : "";
}

// The price of a million tokens of which so many parts are input and output.

let parts = [3, 1];

function partsOf(words) {
  const found = /^\s*(\d{1,6}(?:\.\d{1,3})?)\s*:\s*(\d{1,6}(?:\.\d{1,3})?)\s*$/.exec(words);
  const numbers = found ? [Number(found[1]), Number(found[2])] : [0, 0];
  return numbers[0] + numbers[1] > 0 ? numbers : null;
}

function mix(row) {
  const prices = ["input", "output"].map((side) => value(side + "_price_per_million_tokens", row));
  if (!prices.every((price) => typeof price === "number")) return null;
  return (parts[0] * prices[0] + parts[1] * prices[1]) / (parts[0] + parts[1]);
}

function mixText(price) {
  if (price > 0 && price < 0.0001) return "<0.0001";
  const [whole, digits] = price.toFixed(4).split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + "." + digits.replace(/0{1,2}$/, "");
}

// What a cell shows: the number as people write it, with the exact one beside it.

function shownIn(heading, row) {
  if (heading.name !== "mix") return { value: value(heading.name, row), text: text(heading.name, row), exact: exact(heading.name, row) };
  const price = mix(row);
  return price === null ? { text: "\u2013" } : { value: price, text: mixText(price), exact: price + " US dollars per million tokens" };
}

function aligned(words, digits) {
  const found = words.split(".")[1];
  return found ? words + ROOM.repeat(Math.max(0, digits - found.length)) : words;
}

function number(shown, words = shown.text) {
  return shown.exact ? element("data", { value: JSON.stringify(shown.value), title: shown.exact }, words) : words;
}

// The rows of the table. Those of a large catalog are made when somebody looks.

const made = new Map();

function linkTo(row) {
  const key = new URLSearchParams({ model: value("key", row) }).toString();
  const link = element("a", { class: "model", href: "#" + key }, element("bdi", {}, text("model_name", row)));
  link.dataset.row = row;
  return link;
}

function badge(row, kind = "") {
  const words = text("condition", row);
  return words === "active" ? "" : element("span", { class: "badge " + kind }, words);
}

function storeBadge(row) {
  const words = text("in store", row);
  return ["", "as in Git"].includes(words) ? [] : [" ", element("span", { class: "badge warn brief in-store" }, "\u2260 " + words)];
}

function content(heading, shown, row) {
  if (heading.kind.includes("price")) return number(shown, aligned(shown.text, Number(heading.cell.dataset.digits)));
  if (heading.kind.includes("number")) return number(shown);
  return element("div", { class: "clip" }, heading.name === "condition" ? badge(row) || shown.text : shown.text);
}

function rowOf(row) {
  if (made.has(row)) return made.get(row);
  const line = element("tr");
  line.append(element("th", { scope: "row" }, linkTo(row), " ", element("code", {}, element("bdi", {}, text("model_id", row))), badge(row, "brief"), ...storeBadge(row)));
  for (const heading of headings.slice(1)) {
    const shown = shownIn(heading, row);
    line.append(element("td", { class: heading.kind }, content(heading, shown, row)));
  }
  made.set(row, line);
  return line;
}

let rows = all;
let drawn = 0;
let waiting = 0;

function drawMore() {
  const next = rows.slice(drawn, drawn + CHUNK).map(rowOf);
  const there = table.tBodies[0].rows;
  // Rows that stand there already stay: most letters of a search leave the first ones as they are.
  if (drawn > 0) table.tBodies[0].append(...next);
  else if (there.length !== next.length || next.some((line, at) => line !== there[at])) table.tBodies[0].replaceChildren(...next);
  drawn += next.length;
  more.hidden = drawn >= rows.length;
  // A small catalog is soon there as a whole, so that the search of the browser finds all of it.
  if (data.whole && !more.hidden) waiting = setTimeout(drawMore, 50);
}

function draw() {
  clearTimeout(waiting);
  drawn = 0;
  drawMore();
  const total = data.count.toLocaleString("en");
  const count = rows.length.toLocaleString("en");
  document.getElementById("told").textContent =
    rows.length === data.count ? `${total} model${data.count === 1 ? "" : "s"}`
      : rows.length ? `${count} of ${total} models` : `None of ${total} models: search for less, or show all.`;
}

// In the chart the models that are not chosen stand back, as soon as nobody types. A mark of one model opens it.

const marks = [...document.querySelectorAll("#prices-chart [data-rows]")]
  .map((mark) => ({ mark, rows: mark.dataset.rows.split(" ").map(Number) }));
const faint = document.getElementById("faint");
let pausing = 0;

function standBack() {
  const found = new Set(rows);
  faint.hidden = rows.length === data.count;
  for (const one of marks) one.mark.classList.toggle("back", !one.rows.some((row) => found.has(row)));
}

for (const one of marks.filter(({ rows: [, second] }) => second === undefined)) {
  one.mark.classList.add("opens");
  one.mark.addEventListener("click", () => choose(value("key", one.rows[0])));
}

// Which models, in which order.

const haystacks = all.map((row) =>
  ["model_id", "model_name", "provider", "provider_name"].map((name) => value(name, row)).join("\n").toLowerCase());

function chosen(state) {
  const words = wordsOf(state.q);
  const filters = columnsOfFilters.filter(([name]) => state[name]);
  return ordered(state.sort).filter((row) =>
    words.every((word) => haystacks[row].includes(word)) &&
    filters.every(([name, column]) => column.values[at(column, row)].includes(state[name])));
}

const columnsOfFilters = data.columns.filter((one) => one.name.startsWith("by "))
  .map((one) => [one.name.slice(3), one]).filter(([name]) => form.elements[name]);
const collator = new Intl.Collator("en", { numeric: true });
let order = { key: "", rows: all };

function compared(one, other) {
  return typeof one === "number" && typeof other === "number" ? one - other : collator.compare(String(one), String(other));
}

// Models without a value come last, whichever way the others go.
function ordered(sort) {
  const key = sort + " " + parts;
  if (order.key === key) return order.rows;
  const name = sort.replace(/^-/, "");
  const way = sort.startsWith("-") ? -1 : 1;
  order = { key, rows: name ? all.toSorted(comparing(ranksOf(name), way)) : all };
  return order.rows;
}

function comparing(ranks, way) {
  return (one, other) => {
    const [first, second] = [ranks[one], ranks[other]];
    if (first === second) return one - other;
    if (first === null || second === null) return first === null ? 1 : -1;
    return (first - second) * way;
  };
}

function ranksOf(name) {
  if (name === "mix") return all.map(mix);
  const column = columns.get(name);
  const words = column.values.map((one, number) => (typeof one === "number" ? one : (column.texts ?? column.values)[number]));
  const isNothing = (number) => [null, "", "\u2013"].includes(words[number]) || column.values[number] === null;
  const sorted = words.map((_, number) => number).filter((number) => !isNothing(number));
  sorted.sort((one, other) => compared(words[one], words[other]));
  const ranks = words.map(() => null);
  sorted.forEach((number, rank) => (ranks[number] = rank));
  return all.map((row) => ranks[at(column, row)]);
}

// The panel of one model.

function figure(label, shown) {
  return element("div", {}, element("dt", {}, label), element("dd", {}, number(shown)));
}

function linked(words, link) {
  return link ? element("a", { href: link, rel: "noreferrer" }, words) : words;
}

function fromOf(index, row) {
  const elsewhere = (value("set by target", row) ?? {})[fields[index].name];
  if (elsewhere) return linked(...elsewhere);
  const line = (value("lines", row) ?? [])[index];
  const path = value("address", row);
  return line ? linked(`line ${line}`, path && `${data.files}${path}#L${line}`) : line === 0 ? "default" : "";
}

function valueCell(field, row) {
  const shown = shownIn({ name: field.name }, row);
  const notes = (value("notes", row)[field.name] ?? []).map(([kind, words, link]) => element("div", { class: kind }, linked(words, link)));
  const unit = shown.exact ? [" ", element("span", { class: "small quiet" }, shown.exact)] : [];
  return element("td", { class: shown.text === "\u2013" ? "quiet" : null }, number(shown), ...unit, ...notes);
}

function valueTable(row) {
  const hasFiles = columns.has("file");
  const head = ["Field", "Value", hasFiles ? "From" : null].filter(Boolean);
  const body = element("tbody");
  fields.forEach((field, index) => {
    const line = element("tr", { "data-field": field.name }, element("th", { scope: "row" }, field.label), valueCell(field, row));
    if (hasFiles) line.append(element("td", { class: "small quiet" }, fromOf(index, row)));
    body.append(line);
  });
  const titles = head.map((words) => element("th", { scope: "col" }, words));
  const caption = element("caption", { class: "spoken" }, `Values of ${text("model_name", row)}`);
  return element("table", {}, caption, element("thead", {}, element("tr", {}, ...titles)), body);
}

function standing(row) {
  const file = text("file", row);
  const path = value("address", row);
  const lines = value("standing", row).map((words) => element("p", { class: "small" }, words));
  if (file) lines.push(element("p", { class: "small" }, "File: ", linked(file, path && data.files + path)));
  return lines;
}

// The story of a model's prices stands in the document; while its panel is open, it is there.
const stories = new Map([...document.querySelectorAll("[data-story]")].map((one) => [one.dataset.story, one]));

function tell(row) {
  document.getElementById("stories")?.append(...panel.querySelectorAll("[data-story]"));
  return stories.get(value("key", row)) ?? "";
}

function fill(row) {
  const story = tell(row);
  const close = element("button", { type: "button" }, "Close");
  close.addEventListener("click", () => panel.close());
  const name = element("h2", { id: "panel-name" }, element("bdi", {}, text("model_name", row)));
  const price = (side) => ({ name: side + "_price_per_million_tokens" });
  const figures = [["Input price", price("input")], ["Output price", price("output")], [`Mix ${parts.join(":")}`, { name: "mix" }],
    ["Context", { name: "max_input_tokens" }], ["Most output", { name: "max_output_tokens" }]];
  panel.replaceChildren(
    element("div", { class: "top" }, name, close),
    element("p", {}, element("code", {}, element("bdi", {}, text("model_id", row)))),
    element("p", {}, badge(row) || text("condition", row)),
    element("dl", { class: "figures" }, ...figures.map(([label, heading]) => figure(label, shownIn(heading, row)))),
    element("p", { class: "small quiet" }, "US dollars per million tokens; context and output in tokens."),
    ...standing(row),
    story,
    valueTable(row),
  );
}

function open(key) {
  const row = rowsByKey.get(key);
  if (row === undefined) {
    if (panel.open) panel.close();
    return;
  }
  fill(row);
  if (!panel.open) panel.showModal();
  panel.scrollTop = 0;
}

function choose(key) {
  state.model = key;
  keep(true);
  open(key);
}

const rowsByKey = new Map(all.map((row) => [value("key", row), row]));

// The state: what the controls say, and which model is open. The address keeps it.

const state = { q: "", sort: "", mix: "3:1", model: "", ...Object.fromEntries(columnsOfFilters.map(([name]) => [name, ""])) };
const USUAL = { ...state };

function restore() {
  const said = address.read();
  if (said === null && location.hash.length > 1) return;
  for (const name of Object.keys(state)) state[name] = said?.get(name) ?? USUAL[name];
  if (!headings.some(({ name }) => name === state.sort.replace(/^-/, ""))) state.sort = "";
  for (const control of form.elements) if (control.name) control.value = state[control.name];
  show();
  open(state.model);
}

function keep(kept) {
  const said = Object.fromEntries(Object.entries(state).map(([name, words]) => [name, words === USUAL[name] ? "" : words]));
  address.write(said, kept);
}

function show() {
  const found = partsOf(state.mix);
  form.elements.mix.setAttribute("aria-invalid", found === null);
  if (found && String(found) !== String(parts)) {
    parts = found;
    made.clear();
  }
  headings.find(({ name }) => name === "mix").cell.firstChild.textContent = `Mix ${parts.join(":")}`;
  document.getElementById("about-mix").textContent = found
    ? `Mix: a million tokens of which ${parts[0]} of ${parts[0] + parts[1]} are input.`
    : `Mix: write parts of input and output, such as 3:1. Until then it is ${parts.join(":")}.`;
  rows = chosen(state);
  const active = Object.keys(state).filter((name) => !["q", "model"].includes(name) && state[name] !== USUAL[name]).length;
  filters.firstElementChild.textContent = "Filter and sort" + (active ? ` (${active} chosen)` : "");
  for (const { cell, name } of headings) {
    if (state.sort.replace(/^-/, "") === name) cell.setAttribute("aria-sort", state.sort.startsWith("-") ? "descending" : "ascending");
    else cell.removeAttribute("aria-sort");
  }
  draw();
  clearTimeout(pausing);
  pausing = setTimeout(standBack, 200);
}

function change(changes, kept) {
  Object.assign(state, changes);
  for (const [name, words] of Object.entries(changes)) if (form.elements[name] && form.elements[name].value !== words) form.elements[name].value = words;
  keep(kept);
  show();
}

form.addEventListener("input", ({ target }) => change({ [target.name]: target.value }, target.tagName === "SELECT"));
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", (event) => {
  event.preventDefault();
  change({ ...USUAL, model: "" }, true);
});
window.addEventListener("popstate", restore);
more.addEventListener("click", drawMore);
// Who prints what was found gets more than the rows that were seen; not thousands of them.
window.addEventListener("beforeprint", () => {
  while (!more.hidden && drawn < PRINTED) drawMore();
});
new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && !more.hidden && drawMore(), { rootMargin: "300px" }).observe(more);

panel.addEventListener("close", () => {
  if (!state.model) return;
  state.model = "";
  keep(true);
});
panel.addEventListener("click", ({ target }) => target === panel && panel.close());

for (const { cell, name } of headings) {
  const button = element("button", { type: "button" }, cell.textContent);
  button.addEventListener("click", () => change({ sort: state.sort === name ? "-" + name : name }, true));
  cell.replaceChildren(button);
}

// A link to a model keeps what is chosen; any other link to a state of the page chooses anew, and shows it.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  if (!link?.hash.includes("=") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const said = Object.fromEntries(new URLSearchParams(link.hash.slice(1)));
  if (said.model === undefined) {
    change({ ...USUAL, ...said }, true);
    document.getElementById("models").scrollIntoView();
  } else {
    choose(said.model);
  }
});

document.addEventListener("keydown", (event) => {
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.closest?.("input[type=search], .models a.model")) step(event);
});

function step(event) {
  const links = [...table.tBodies[0].querySelectorAll("a.model")];
  const next = links.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
  event.preventDefault();
  (links[next] ?? form.elements.q).focus();
}

// On a narrow screen the filters are folded.
const narrow = matchMedia("(max-width: 46rem)");
const fold = () => (filters.open = !narrow.matches);
narrow.addEventListener("change", fold);
fold();

restore();
// So that the first letter does not wait for what the browser does once.
globalThis.requestIdleCallback?.(() => chosen({ ...state, q: "a" }));
