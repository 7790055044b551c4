// What every page does. Everything can be read without it.
"use strict";
document.documentElement.classList.add("scripted");
