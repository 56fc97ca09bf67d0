// The page on which to subscribe: a choice shows at once what follows from it, and an address is copied by a click.
// Without it the form's button does the one, and the address can be selected for the other.
"use strict";
(() => {
  const PARTS = ["offer", "choices"];
  const PAUSE = 250; // milliseconds without a key before what is typed is asked for
  const form = () => document.getElementById("choices");
  if (!window.fetch || !window.DOMParser) return;
  let latest = 0;

  // Links name the chronology's own address; the page may be looked at under another name of the same machine.
  const asked = () => {
    // The field of days belongs to the choice that was shown: another choice leaves it behind, whatever is in it.
    const isAnother = [...form().elements.view].some((each) => each.checked !== each.defaultChecked);
    const counts = ([name, value]) => value.trim() && !(isAnother && name === "days");
    const pairs = [...new FormData(form())].filter(counts);
    const query = new URLSearchParams(pairs).toString();
    return location.origin + location.pathname + (query ? `?${query}` : "");
  };

  // The field that was being used has the focus again, with the words that stood in it.
  const focusAgain = () => {
    const old = document.activeElement;
    if (!old || !old.name || !old.closest("#choices")) return () => {};
    const typed = old.type === "text" ? old.value : null, at = old.selectionStart;
    return () => {
      const fields = [...form().elements].filter((each) => each.name === old.name);
      const again = fields.find((each) => each.type !== "radio" || each.value === old.value);
      if (!again) return;
      again.focus({ preventScroll: true });
      if (typed !== null) { again.value = typed; again.setSelectionRange(at, at); }
    };
  };

  const show = async (address, keep) => {
    const mine = ++latest;
    document.documentElement.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      const text = await answer.text();
      if (mine !== latest || !answer.ok) return; // half a number of days, say: what is shown stays
      const page = new DOMParser().parseFromString(text, "text/html");
      const again = focusAgain();
      for (const id of PARTS) {
        const now = document.getElementById(id), next = page.getElementById(id);
        if (now && next) now.replaceWith(document.importNode(next, true));
      }
      keep(address);
      again();
      prepare();
    } catch {
      if (mine === latest) location.assign(address);
    } finally {
      if (mine === latest) document.documentElement.removeAttribute("aria-busy");
    }
  };

  const replace = (address) => history.replaceState(null, "", address);

  const copy = async (button) => {
    const field = document.getElementById("address");
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // a page that came without TLS has no clipboard, but this
    }
    button.textContent = button.dataset.done;
  };

  const prepare = () => {
    const button = document.getElementById("copy");
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
    if (form()) form().querySelector("[type=submit]").hidden = true;
  };

  let waiting;
  document.addEventListener("input", (event) => {
    if (!event.target.closest("#choices")) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => show(asked(), replace), event.target.type === "text" ? PAUSE : 0);
  });
  document.addEventListener("submit", (event) => {
    if (event.target !== form()) return;
    event.preventDefault();
    clearTimeout(waiting);
    show(asked(), replace);
  });
  prepare();
})();
