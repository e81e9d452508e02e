// A link that opens inside the running page: one history entry, no reload. With a modifier key, or where this
// fails, the browser follows the same address by itself, because every page stands on its own.
function follow(anchor, href, top) {
  anchor.href = href;
  anchor.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    visit(href, top);
  };
}

function visit(href, top) {
  const to = new URL(href, location.href);
  if (to.origin !== location.origin) return;
  history.pushState({}, "", to.href);
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  if (top !== false) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
}

function make(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
}

const KINDS = new Set(["person", "role", "org", "place", "group", "event", "work", "law", "product", "language", "plain"]);
const kindOf = (kind) => (KINDS.has(kind) || /^side\d$/.test(kind) ? kind : "other");

// Without https or localhost a browser has no clipboard: then the text is shown, selected, to be copied by hand.
async function copy(button, text, said) {
  const told = button.getRootNode().querySelector(".told[role=status]");
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    if (told) told.textContent = said;
  } catch {
    const field = make("input", "address");
    field.value = text;
    field.readOnly = true;
    field.setAttribute("aria-label", "To be copied");
    button.after(field);
    field.select();
    if (told) told.textContent = "Copy the selected text.";
  }
  setTimeout(() => { button.textContent = before; }, 2000);
}
