// Finds changes in a plan: by text, kind, provider, field and direction. The address keeps what is asked for.
(() => {
  const by = id => document.getElementById(id);
  const asked = ["q", "kind", "provider", "field", "move"].map(by);
  if (!asked[0]) return;
  const tables = [...document.querySelectorAll(".changes")].map(section => ({
    section,
    kind: section.dataset.kind,
    count: section.querySelector(".count"),
    whole: section.querySelector(".count").textContent,
    rows: [...section.querySelector("tbody").rows].map(row => ({ row, text: null, shown: true })),
  }));
  const total = tables.reduce((sum, table) => sum + table.rows.length, 0);
  const number = count => count.toLocaleString("en-US");

  for (const { kind, section } of tables) {
    if (!by("kind").querySelector(`option[value="${kind}"]`)) {
      by("kind").add(new Option(section.querySelector("h2, h3").firstChild.data.trim(), kind));
    }
  }

  function fits(one, words, wanted) {
    const { provider, field, move } = one.row.dataset;
    if (wanted.provider && provider !== wanted.provider) return false;
    if (wanted.field && field !== wanted.field) return false;
    if (wanted.move && move !== wanted.move) return false;
    if (!words.length) return true;
    one.text ??= `${one.row.textContent} ${field ?? ""} ${provider}`.toLowerCase();
    return words.every(word => one.text.includes(word));
  }

  function show() {
    const wanted = Object.fromEntries(asked.map(control => [control.id, control.value.trim()]));
    const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const table of tables) {
      let here = 0;
      for (const one of table.rows) {
        const shown = (!wanted.kind || table.kind === wanted.kind) && fits(one, words, wanted);
        if (shown !== one.shown) one.row.hidden = !(one.shown = shown);
        here += shown;
      }
      table.section.hidden = !here;
      table.count.textContent = here === table.rows.length ? table.whole : `${number(here)} of ${table.whole}`;
      found += here;
    }
    by("found").textContent = found === total ? `${number(total)} rows` : `${number(found)} of ${number(total)} rows`;
    return wanted;
  }

  function keep(wanted) {
    const state = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
    history.replaceState(null, "", `#${state}`);
  }

  function restore() {
    const anchor = decodeURIComponent(location.hash.slice(1));
    if (anchor && by(anchor)) return;
    const state = new URLSearchParams(location.hash.slice(1));
    for (const control of asked) control.value = state.get(control.id) ?? "";
    for (const control of asked) if (control.selectedIndex === -1) control.selectedIndex = 0;
    show();
  }

  for (const control of asked) control.addEventListener("input", () => keep(show()));
  by("all").addEventListener("click", () => {
    for (const control of asked) control.value = "";
    keep(show());
    asked[0].focus();
  });
  document.addEventListener("keydown", event => {
    if (event.key === "/" && !event.target.closest("input, select, textarea")) {
      event.preventDefault();
      asked[0].focus();
    }
  });
  addEventListener("hashchange", restore);
  show();
  restore();
})();
