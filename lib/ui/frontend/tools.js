// What can be done with this view as a whole: link to it, show it to a room; and the keys that do the same.
export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".root");
  root.replaceChildren();
  const present = make("a", "tool", data.text);
  follow(present, data.href, false);
  const pinned = copier("Copy pinned link", () => new URL(data.pinned, location.href).href);
  pinned.title = "Opens these numbers again, also after more articles came";
  root.append(present, copier("Copy link", () => location.href), pinned, keyList(), live());
  if (data.presenting) for (const own of [pinned, root.querySelector(".keys > button")]) own.hidden = true;
  document.body.classList.toggle("presenting", data.presenting);
  const pressed = (event) => press(event, data.keys, root);
  // a page is drawn again and again: one listener, or a key would be obeyed twice
  document.removeEventListener("keydown", window.storyPressed);
  window.storyPressed = pressed;
  document.addEventListener("keydown", pressed);
}

function copier(text, link) {
  const button = make("button", "tool", text);
  button.type = "button";
  button.onclick = () => copy(button, link(), "The link is on the clipboard.");
  return button;
}

// One letter does what a click does, unless somebody types, or a key is held that makes it a command of the browser.
const KEYS = [
  ["/", "search"],
  ["n or \u2192", "next mention in an article; next view of a queue"],
  ["p or \u2190", "previous mention; previous view"],
  ["m", "present, or end presenting"],
  ["Esc", "end presenting"],
  ["?", "show or hide these keys"],
];

function press(event, keys, root) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
  const dialog = root.querySelector("dialog");
  const go = (href) => { if (href) { event.preventDefault(); visit(href, true); } };
  if (event.key === "?") { event.preventDefault(); if (dialog.open) dialog.close(); else dialog.showModal(); }
  else if (dialog.open) return;
  else if (event.key === "/") { event.preventDefault(); search(); }
  else if (event.key === "n" || event.key === "p") {
    const way = event.key === "n" ? "next" : "previous";
    const mention = window.storySteps?.[way];
    if (mention?.isConnected) { event.preventDefault(); mention.click(); } else go(keys[way]);
  }
  else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    if (!onWidget(event)) go(event.key === "ArrowRight" ? keys.next : keys.previous);
  }
  else if (event.key === "m") go(keys.present);
  else if (event.key === "Escape" && !document.querySelector('[data-testid="stPopoverBody"], [role="dialog"]')) go(keys.end);
}

function typing(event) {
  const node = event.composedPath()[0];
  return node instanceof Element && (node.matches("input, textarea, select, [contenteditable]") || node.isContentEditable);
}

// Arrows belong to whatever uses them: a slider, a list, a chart.
function onWidget(event) {
  const node = event.composedPath()[0];
  return node instanceof Element && node.closest('[role="slider"], [role="listbox"], [role="tablist"], [role="menu"], canvas') !== null;
}

function search() {
  const field = window.storySearch;
  if (!field?.isConnected) return;
  if (!field.checkVisibility?.() || field.getBoundingClientRect().right <= 0) document.querySelector('[data-testid="stExpandSidebarButton"] button, button[data-testid="stExpandSidebarButton"]')?.click();
  requestAnimationFrame(() => { field.focus(); field.select(); });
}

function keyList() {
  const node = make("span", "keys");
  const button = make("button", "tool", "Keys");
  button.type = "button";
  const dialog = make("dialog", "");
  dialog.setAttribute("aria-label", "Keys");
  const list = make("dl", "");
  for (const [key, text] of KEYS) list.append(make("dt", "", key), make("dd", "", text));
  const close = make("button", "tool", "Close");
  close.type = "button";
  close.onclick = () => dialog.close();
  dialog.append(make("h2", "", "Keys"), list, close);
  button.onclick = () => dialog.showModal();
  node.append(button, dialog);
  return node;
}

function live() {
  const node = make("span", "sr told");
  node.setAttribute("role", "status");
  return node;
}
