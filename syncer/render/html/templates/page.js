// What every page does. Everything can be read without it.
"use strict";

// The state of a page lies in its address, behind the "#", so that a link keeps it and "back" restores it.
// A fragment without "=" is a place in the page, and no state.
const address = {
  read() {
    const text = location.hash.slice(1);
    return text.includes("=") ? new URLSearchParams(text) : null;
  },
  // `kept`: as a new entry of the history; otherwise in place of the one that is there.
  write(state, kept) {
    const text = new URLSearchParams(Object.entries(state).filter(([, value]) => value !== "")).toString();
    const target = "#" + text;
    if (target === (location.hash || "#")) return;
    history[kept ? "pushState" : "replaceState"](null, "", text ? target : location.pathname + location.search);
  },
};

// What is searched for: all of the words have to be there, in any order.
function wordsOf(text) {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

// A key leads to the search of a page that has one.
document.addEventListener("keydown", (event) => {
  const search = document.querySelector("#choices [type=search]");
  if (event.key !== "/" || !search || document.querySelector("dialog[open]")) return;
  if (event.target.closest?.("input, select, textarea")) return;
  event.preventDefault();
  search.focus();
});

// An element with attributes and children; text stays text.
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

// A link to a place of the page leaves the state in the address alone.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  if (!link || link.hash.includes("=") || !location.hash.includes("=") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const place = document.getElementById(link.hash.slice(1));
  if (!place) return;
  event.preventDefault();
  if (!place.checkVisibility()) document.querySelector("#choices [type=reset]")?.click(); // what is chosen hides it
  setTimeout(() => {
    place.tabIndex = -1;
    place.scrollIntoView();
    place.focus({ preventScroll: true });
  });
});
