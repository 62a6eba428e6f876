// A button that copies a block of code. Material's own puts a landmark without a name around each.
"use strict";

(() => {
  if (!navigator.clipboard) return;

  const status = document.createElement("p");
  status.className = "copy-status";
  status.setAttribute("role", "status");
  document.body.append(status);

  function button(code) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "copy";
    made.title = "Copy";
    made.setAttribute("aria-label", "Copy to clipboard");
    made.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent.replace(/\n*$/, "\n"));
        status.textContent = "Copied to clipboard";
      } catch {
        getSelection().selectAllChildren(code);
        status.textContent = "Selected: copy it with the keyboard";
      }
      made.classList.add("copy--done");
      setTimeout(() => {
        made.classList.remove("copy--done");
        status.textContent = "";
      }, 2000);
    });
    return made;
  }

  function dress(pre, code) {
    const block = document.createElement("div");
    block.className = "copy-block";
    pre.before(block);
    block.append(pre, button(code));
  }

  for (const code of document.querySelectorAll("article pre > code")) dress(code.parentElement, code);

  // The bibliography has a block per work: each gets its button when it is first unfolded.
  const unfolded = (event) => {
    const pre = event.target.querySelector(":scope > pre");
    if (pre && event.target.matches(".entry-bibtex")) dress(pre, pre);
  };
  addEventListener("toggle", unfolded, { capture: true });
})();
