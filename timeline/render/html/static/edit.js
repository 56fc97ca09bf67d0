// Keys of the review queue: each presses what it is written on, in the candidate that has the focus.
"use strict";
const cards = () => [...document.querySelectorAll(".candidate")];
const current = () => document.activeElement?.closest(".candidate") || cards()[0];
const typing = (element) => element?.matches("textarea, select, input:not([type=checkbox])");

function move(by) {
  const all = cards();
  const here = document.activeElement?.closest(".candidate");
  const at = here ? all.indexOf(here) + by : 0;
  const next = all[Math.min(Math.max(at, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "start" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
  if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
  else if (event.key === "u") document.querySelector("[data-key=u]")?.click();
  else if ("aemrx".includes(event.key)) current()?.querySelector(`[data-key=${event.key}]`)?.click();
  else return;
  event.preventDefault();
});
const first = document.getElementById(location.hash.slice(1)) || cards()[0];
first?.focus({ preventScroll: !location.hash });
