// Search on a static site: the list of all events is narrowed to those that have every word. Without it the list stands.
"use strict";
(() => {
  const place = document.getElementById("search-here");
  if (!place) return;
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").toLowerCase().trim();
  const results = document.getElementById("results");

  // The field stands here and not in the page, for without a script nothing would answer it.
  const form = document.createElement("form"), label = document.createElement("label");
  const field = document.createElement("input"), button = document.createElement("button");
  Object.assign(form, { className: "search", method: "get", action: place.dataset.page });
  form.setAttribute("role", "search");
  label.className = "wide";
  Object.assign(field, { type: "search", name: "q", maxLength: 200, placeholder: place.dataset.hint });
  button.textContent = place.dataset.button;
  label.append(`${place.dataset.label} `, field);
  form.append(label, button);
  place.prepend(form);
  if (!results) return;

  const found = document.getElementById("found"), none = document.getElementById("none");
  const items = [...results.querySelectorAll("li")].map((item) => ({ item, words: ` ${plain(item.textContent)}` }));
  let loading; // the words of every event beside those of its line: once, and when somebody types

  const load = () => loading ||= fetch(results.dataset.index)
    .then((answer) => answer.ok ? answer.json() : { ids: [], words: [] })
    .then(({ ids, words }) => {
      const byId = new Map(ids.map((id, n) => [id, words[n]]));
      for (const each of items) each.words += ` ${byId.get(each.item.id) || ""}`;
    })
    .catch(() => {}); // titles and dates of the list can be searched all the same

  // A word is looked for where words begin, but in scripts that put no blanks between them.
  const has = (words, term) => words.includes(/[\u2e80-\u9fff\uac00-\ud7af\u3040-\u30ff]/u.test(term) ? term : ` ${term}`);

  const show = () => {
    const terms = plain(field.value).split(" ").filter(Boolean);
    let number = 0;
    for (const { item, words } of items) {
      item.hidden = !terms.every((term) => has(words, term));
      number += !item.hidden;
    }
    for (const section of results.querySelectorAll("section")) section.hidden = !section.querySelector("li:not([hidden])");
    found.textContent = terms.length ? found.dataset.found.replace("#", number) : found.dataset.all;
    none.hidden = number > 0;
  };

  const search = () => load().then(show);
  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  form.addEventListener("input", () => {
    const query = field.value.trim() ? `?${new URLSearchParams({ q: field.value })}` : "";
    history.replaceState(null, "", location.pathname + query);
    search();
  });
  field.value = new URLSearchParams(location.search).get("q") || "";
  if (field.value) search();
})();
