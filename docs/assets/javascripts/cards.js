// Cards: the work that a citation names, copied from the page's own References, and the meaning of a term, which is the
// title of its link to the glossary. Pointer or keyboard focus opens a card, a first tap does on a touch screen, Escape
// closes it. The card stands behind its link in reading order, so that Tab goes on into its links. Without this script
// the link leads to the reference or to the glossary.
"use strict";

(() => {
  if (!("popover" in HTMLElement.prototype)) return;

  const SHOW_AFTER = 120; // ms: a pointer that only passes opens nothing
  const HIDE_AFTER = 280; // ms: time to move from the link into its card
  const MARGIN = 8; // px kept free at the window's edges
  const GAP = 6; // px between link and card
  const sheet = matchMedia("(max-width: 37.5em)"); // as in cards.css: the card is a sheet at the foot of a phone

  const card = document.createElement("div");
  card.className = "card";
  card.popover = "manual";
  card.setAttribute("role", "group");

  let current = null; // the link whose card is open
  let spot = null; // where the pointer met it: a link may be broken over two lines
  let timer = 0;
  let silent = false; // focus is being given back, not asked for

  const named = (node) => (node instanceof Element ? node.closest("a.cite[href^='#'], a.term[aria-description]") : null);

  function reference(link) {
    try {
      return document.getElementById(decodeURIComponent(link.hash.slice(1)));
    } catch {
      return null; // not a valid escape: leave the link to the browser
    }
  }

  // What a link names, as [name of the card, its text, its links]; null where a citation's reference is missing.
  function contents(link) {
    if (link.matches(".term")) {
      return [`Term: ${link.textContent}`, [link.getAttribute("aria-description")], [to(link, "Glossary")]];
    }
    const work = reference(link);
    if (!work) return null;
    const links = [...work.querySelectorAll(".reference-links a, a.reference-entry")].map((node) =>
      to(node, node.matches(".reference-entry") ? "Bibliography" : node.textContent),
    );
    const text = (work.querySelector(".reference-text") ?? work).cloneNode(true).childNodes;
    return [`Reference: ${link.textContent.trim()}`, text, [...links, to(link, "Reference on this page")]];
  }

  function to(node, text) {
    const made = document.createElement("a");
    made.href = node.getAttribute("href");
    made.textContent = text;
    return made;
  }

  function fill(name, said, ways) {
    const text = document.createElement("p");
    text.className = "card-text";
    text.append(...said);
    for (const node of text.querySelectorAll("[id]")) node.removeAttribute("id");

    const links = document.createElement("p");
    links.className = "card-links";
    for (const way of ways) links.append(way, " ");

    const close = document.createElement("button");
    close.type = "button";
    close.className = "card-close";
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", dismiss);

    card.setAttribute("aria-label", name);
    card.replaceChildren(text, links, close);
  }

  function place() {
    if (sheet.matches) {
      card.removeAttribute("style");
      return;
    }
    const lines = [...current.getClientRects()];
    const met = ({ left, right, top, bottom }) =>
      spot && spot.x >= left - 2 && spot.x <= right + 2 && spot.y >= top - 2 && spot.y <= bottom + 2;
    const line = lines.find(met) ?? lines[0];
    const box = current.closest(".table-box, .math-box")?.getBoundingClientRect();
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    const gone = !line || line.bottom < 0 || line.top > height;
    if (gone || (box && (line.right < box.left || line.left > box.right))) {
      hide();
      return;
    }
    card.style.maxHeight = "";
    const above = line.top - GAP - MARGIN;
    const below = height - line.bottom - GAP - MARGIN;
    const under = card.offsetHeight <= below || below >= above;
    card.style.maxHeight = `${Math.max(under ? below : above, 0)}px`;
    const left = Math.min(line.left, width - MARGIN - card.offsetWidth);
    card.style.left = `${Math.max(left, MARGIN)}px`;
    card.style.top = `${under ? line.bottom + GAP : line.top - GAP - card.offsetHeight}px`;
  }

  function show(link) {
    clearTimeout(timer);
    if (current === link) return;
    const found = contents(link);
    if (!found) return;
    hide();
    current = link;
    fill(...found);
    link.after(card);
    card.showPopover();
    place();
  }

  function hide() {
    clearTimeout(timer);
    if (!current) return;
    current = null;
    card.hidePopover();
    card.remove();
  }

  function dismiss() {
    const link = current;
    const inside = card.contains(document.activeElement);
    hide();
    if (inside && link) {
      silent = true;
      link.focus({ preventScroll: true });
      silent = false;
    }
  }

  const ours = (node) => node instanceof Node && (card.contains(node) || Boolean(current?.contains(node)));
  const held = () => ours(document.activeElement) && document.activeElement.matches(":focus-visible");

  function later(action, delay) {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  }

  function leave() {
    if (current) later(() => held() || hide(), HIDE_AFTER);
    else clearTimeout(timer);
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = named(event.target);
    if (ours(event.target)) clearTimeout(timer);
    else if (link) {
      spot = { x: event.clientX, y: event.clientY };
      later(() => show(link), SHOW_AFTER);
    } else leave();
  });
  document.documentElement.addEventListener("pointerleave", leave);

  document.addEventListener("focusin", (event) => {
    if (silent || ours(event.target)) return;
    const link = named(event.target);
    if (link?.matches(":focus-visible")) {
      spot = null;
      show(link);
    } else hide();
  });

  let touched = false;
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    if (!ours(event.target)) hide();
  });
  document.addEventListener("click", (event) => {
    const link = named(event.target);
    if (link && touched && event.detail > 0 && current !== link && contents(link)) {
      event.preventDefault();
      spot = { x: event.clientX, y: event.clientY };
      show(link);
    } else if (link || event.target.closest?.(".card a")) {
      // The reader goes where the link leads: the card has done its work.
      setTimeout(hide);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (current) dismiss();
    else clearTimeout(timer);
  });

  let asked = false;
  function follow() {
    if (!current || asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      if (current) place();
    });
  }
  addEventListener("scroll", (event) => card.contains(event.target) || follow(), { capture: true, passive: true });
  addEventListener("resize", follow);
  addEventListener("beforeprint", hide);

  // A screen reader hears the work or the meaning with the link, whether or not a card is open; the browser's own
  // hint would lie over the card.
  for (const link of document.querySelectorAll("a.term[title]")) {
    link.setAttribute("aria-description", link.title);
    link.removeAttribute("title");
  }
  for (const link of document.querySelectorAll("a.cite[href^='#']")) {
    const work = reference(link);
    const text = work?.querySelector(".reference-text");
    if (!text) continue;
    text.id ||= `${work.id}-text`;
    link.setAttribute("aria-describedby", text.id);
  }
})();
