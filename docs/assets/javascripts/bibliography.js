// The bibliography page: a box that narrows the list of works.
"use strict";

(() => {
  const entries = [...document.querySelectorAll("article.entry, div.entry")];
  if (!entries.length) return;

  const status = document.createElement("p");
  status.className = "entry-status";
  status.setAttribute("role", "status");

  // Letters without their marks: a reader who types "Schutze" finds Schütze.
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = entries.map((entry) => fold(`${entry.querySelector(".entry-text")?.textContent ?? ""} ${entry.id}`));

  const label = document.createElement("label");
  label.className = "entry-filter";
  label.textContent = "Narrow by author, title, year or key";
  const box = document.createElement("input");
  box.type = "search";
  box.autocomplete = "off";
  box.spellcheck = false;
  label.append(box);

  function narrow() {
    const words = fold(box.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    entries.forEach((entry, index) => {
      entry.hidden = !words.every((word) => texts[index].includes(word));
      shown += !entry.hidden;
    });
    status.textContent = words.length ? `${shown} of ${entries.length} works` : `${entries.length} works`;
  }

  box.addEventListener("input", narrow);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.value) return;
    event.stopPropagation();
    box.value = "";
    narrow();
  });
  // An address that names an entry wins over the box that hides it.
  addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target?.hidden) return;
    box.value = "";
    narrow();
    target.scrollIntoView();
    requestAnimationFrame(() => target.scrollIntoView()); // once more, now that the works around it have their sizes
  });
  // A container of works comes after its tools; a browser may have kept what was typed before a reload.
  const tools = document.createElement("div");
  tools.className = "entry-tools";
  tools.append(label, status);
  (entries[0].closest(".bibliography") ?? entries[0]).before(tools);
  narrow();
})();
