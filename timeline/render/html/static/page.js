// Search as you type, and drawing and list that change in place. Without it every link and the form do the same.
"use strict";
(() => {
  const PARTS = ["picture", "list", "own", "share"];
  const PAUSE = 250; // milliseconds without a key before a search is asked for
  // What can be copied by hand can be copied by a button.
  const offerCopies = () => document.querySelectorAll("#share .copy").forEach((each) => { each.hidden = false; });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest("#share .copy");
    if (!button) return;
    const field = button.parentElement.querySelector("input, textarea");
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // a page that came without TLS has no clipboard, but this
    }
    button.textContent = button.dataset.done;
  });
  document.addEventListener("timeline:renewed", offerCopies);
  offerCopies();

  const form = document.getElementById("search");
  if (!form || !window.fetch || !window.DOMParser) return;
  let latest = 0;

  // Links name the chronology's own address; the page may be looked at under another name of the same machine.
  const here = (href) => {
    const url = new URL(href, location.href);
    return location.origin + url.pathname + url.search;
  };

  const isOurs = (href) => new URL(href, location.href).pathname === location.pathname;

  const renewed = (page) => {
    for (const id of PARTS) {
      const now = document.getElementById(id), next = page.getElementById(id);
      if (now && next) now.replaceWith(document.importNode(next, true));
    }
    document.title = page.title;
    renewForm(page.getElementById("search"));
    document.dispatchEvent(new CustomEvent("timeline:renewed"));
  };

  // The field that is being used keeps what is in it; the others say what the page now shows.
  const renewForm = (next) => {
    if (!next) return;
    for (const field of form.elements) {
      const other = field.name && next.elements.namedItem(field.name);
      if (!other || field.type === "hidden" || other.length === undefined && other.tagName !== field.tagName) continue;
      if (field.tagName === "SELECT") field.replaceChildren(...[...other.options].map((each) => document.importNode(each, true)));
      else if (field !== document.activeElement) field.value = other.value;
    }
    form.querySelectorAll("input[type=hidden]").forEach((each) => each.remove());
    next.querySelectorAll("input[type=hidden]").forEach((each) => form.append(document.importNode(each, true)));
  };

  const show = async (address, keep) => {
    const mine = ++latest;
    document.documentElement.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      const text = await answer.text();
      if (mine !== latest) return; // a later question was asked meanwhile
      if (!answer.ok) {
        // Half a date, while it is typed: what is shown stays until the words can be read. What was asked for is told why.
        if (keep === push) location.assign(address);
        return;
      }
      keep(address);
      renewed(new DOMParser().parseFromString(text, "text/html"));
    } catch {
      if (mine === latest) location.assign(address);
    } finally {
      if (mine === latest) document.documentElement.removeAttribute("aria-busy");
    }
  };

  const asked = () => {
    const pairs = [...new FormData(form)].filter(([, value]) => value.trim());
    const query = new URLSearchParams(pairs).toString();
    return here(form.action) + (query ? `?${query}` : "");
  };

  const push = (address) => history.pushState(null, "", address);
  const replace = (address) => history.replaceState(null, "", address);

  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => show(asked(), replace), PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    show(asked(), push);
  });

  // Where the same link stands again, it has the focus again; else the part that it stood in.
  const focusAgain = (link) => {
    const place = link.closest(".steps, .years, .orders, .chips, .tl-strip, .next");
    const name = place && `${place.tagName}.${place.getAttribute("class")}`;
    const words = link.textContent.trim(), index = place ? [...place.querySelectorAll("a")].indexOf(link) : -1;
    return () => {
      const again = name && document.querySelector(name.replace(/ .*/, ""));
      const links = again ? [...again.querySelectorAll("a")] : [];
      const target = links.find((each) => each.textContent.trim() === words) || links[Math.min(index, links.length - 1)];
      if (target) target.focus({ preventScroll: true });
    };
  };

  document.addEventListener("click", (event) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.defaultPrevented) return;
    const link = event.target.closest && event.target.closest("#picture a, #list .orders a, #list .years a, #list .chips a, #list .empty a");
    const href = link && (link.href.baseVal === undefined ? link.href : link.href.baseVal);
    if (!href || !isOurs(href) || here(href) === here(location.href)) return; // another place of the same page
    event.preventDefault();
    const again = focusAgain(link), top = link.getBoundingClientRect().top;
    show(here(href), push).then(() => {
      again();
      // What was under the pointer stays there, however much the drawing above it grew or shrank.
      const focused = document.activeElement;
      if (focused && focused !== document.body) scrollBy({ top: focused.getBoundingClientRect().top - top, behavior: "instant" });
    });
  });
  addEventListener("popstate", () => show(location.href, () => {}));
})();
