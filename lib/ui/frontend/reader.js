// An article's own words with names and quotes marked. Every piece of text becomes a text node, never markup.
const SCROLLED = new WeakMap();

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".root");
  if (root.dataset.drawn !== data.key) {
    root.dataset.drawn = data.key;
    const article = make("article", "");
    article.append(...data.blocks.map(block));
    root.replaceChildren(legend(data.legend), make("div", "step"), article);
    cite(root, article, data);
  }
  step(root.querySelector(".step"), data.step);
  const focus = mark(root, data) ?? root.querySelector(".cited");
  const wanted = data.article + "@" + data.at + location.hash;
  if (focus && SCROLLED.get(root) !== wanted) {
    SCROLLED.set(root, wanted);
    requestAnimationFrame(() => focus.scrollIntoView({ block: "center" }));
  }
}

function block(part) {
  const node = make(part.zone === "headline" ? "h2" : "p", "block " + (part.zone ?? ""));
  node.dataset.from = part.start;
  let quote = null;
  for (const run of part.runs) {
    if (run.q === undefined) quote = null;
    else if (!quote || quote.dataset.q !== String(run.q)) {
      quote = make("span", "said " + run.qk);
      quote.dataset.q = run.q;
      quote.dataset.start = run.qs;
      node.append(quote);
    }
    (run.q === undefined ? node : quote).append(piece(run));
  }
  return node;
}

// A word that was searched for is marked around whatever else it is.
function piece(run) {
  if (run.f === undefined) return named(run);
  const node = make("span", "found");
  node.dataset.start = run.f;
  node.append(named(run));
  return node;
}

function named(run) {
  if (!run.k && !run.r) return document.createTextNode(run.t);
  if (!run.k) return make("span", run.r, run.t);
  const node = make("mark", kindOf(run.k) + (run.r ? " " + run.r : ""), run.t);
  node.title = run.l;
  if (run.h) {
    node.tabIndex = 0;
    node.setAttribute("role", "link");
    node.setAttribute("aria-label", run.t + ": " + run.l);
    node.onclick = () => visit(run.h, false);
    node.onkeydown = (event) => { if (event.key === "Enter") visit(run.h, false); };
  }
  node.dataset.start = run.s;
  return node;
}

// The name that is stepped through stands out, and the place in the text that the address names most of all.
function mark(root, data) {
  const hits = new Set(data.hits.map(String));
  let focus = null;
  for (const node of root.querySelectorAll("[data-start]")) {
    const here = data.at !== null && node.dataset.start === String(data.at);
    node.classList.toggle("hit", node.tagName === "MARK" && hits.has(node.dataset.start));
    node.classList.toggle("here", here);
    if (here && (!focus || node.tagName === "MARK")) focus = node;
  }
  return focus;
}

function legend(items) {
  const node = make("div", "legend");
  node.setAttribute("aria-label", "What the marks mean");
  for (const item of items) node.append(make(item.mark ? "mark" : "span", item.name, item.text));
  return node;
}

// Stepping through one name stays in sight while the text scrolls under it.
function step(node, data) {
  node.replaceChildren();
  node.hidden = !data;
  window.storySteps = {};
  if (!data) return;
  node.append(make("strong", "name " + kindOf(data.kind), data.title), make("span", "where", data.where));
  for (const item of data.links) {
    const a = make("a", item.name, item.text);
    if (item.href && (item.name === "next" || item.name === "previous")) window.storySteps[item.name] = a;
    if (item.href) follow(a, item.href, item.top);
    else a.setAttribute("aria-disabled", "true");
    if (item.say) a.setAttribute("aria-label", item.say);
    node.append(a);
  }
}

// Words that are selected can be taken along with a link that lands on them: "#words-12-40", characters of the article.
function cite(root, article, data) {
  const asked = /^#words-(\d+)-(\d+)$/.exec(location.hash);
  if (asked) wrap(article, Number(asked[1]), Number(asked[2]));
  const box = make("div", "cite");
  const button = make("button", "", "Cite");
  const told = make("span", "sr told");
  told.setAttribute("role", "status");
  button.type = "button";
  button.onmousedown = (event) => event.preventDefault(); // or the selection would be gone
  box.append(button, told);
  box.hidden = true;
  root.append(box);
  const offer = () => {
    if (!root.isConnected) return document.removeEventListener("selectionchange", offer);
    const range = selected(article);
    box.hidden = !range;
    if (!range) return;
    const link = new URL(data.link, location.href);
    link.hash = "words-" + at(article, range.startContainer, range.startOffset) + "-" + at(article, range.endContainer, range.endOffset);
    button.onclick = () => copy(button, "\u201c" + words(article, range) + "\u201d\n" + data.source + "\n" + link.href, "Copied.");
    const last = [...range.getClientRects()].at(-1), own = root.getBoundingClientRect();
    box.style.top = last.bottom - own.top + 6 + "px";
    box.style.left = Math.max(0, Math.min(last.right - own.left - 40, own.width - 80)) + "px";
  };
  document.addEventListener("selectionchange", offer);
}

// The part of the article that is selected, as a range; nothing where no word of it is.
function selected(article) {
  const shadow = article.getRootNode(), selection = document.getSelection();
  const found = selection.getComposedRanges?.({ shadowRoots: [shadow] })[0] ?? (selection.rangeCount ? selection.getRangeAt(0) : null);
  if (!found || !article.contains(found.startContainer) || !article.contains(found.endContainer)) return null;
  const range = document.createRange();
  range.setStart(found.startContainer, found.startOffset);
  range.setEnd(found.endContainer, found.endOffset);
  return range.toString().trim() ? range : null;
}

// What a range holds, the paragraphs joined by blanks.
function words(article, range) {
  const parts = [...article.querySelectorAll(".block")].filter((block) => range.intersectsNode(block)).map((block) => {
    const own = range.cloneRange();
    if (!block.contains(range.startContainer)) own.setStart(block, 0);
    if (!block.contains(range.endContainer)) own.setEnd(block, block.childNodes.length);
    return own.toString().trim();
  });
  return parts.filter(Boolean).join(" ");
}

const characters = (text) => Array.from(text).length;

// The character of the article that a place in the page stands for.
function at(article, node, offset) {
  const before = document.createRange();
  const inner = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const block = inner.closest(".block") ?? article.querySelector(".block");
  before.setStart(block, 0);
  before.setEnd(node, offset);
  return Number(block.dataset.from) + characters(before.toString());
}

function wrap(article, start, end) {
  for (const block of article.querySelectorAll(".block")) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT), nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    let here = Number(block.dataset.from);
    for (const node of nodes) {
      const text = Array.from(node.data), from = Math.max(start - here, 0), to = Math.min(end - here, text.length);
      here += text.length;
      if (from >= to) continue;
      const range = document.createRange();
      range.setStart(node, text.slice(0, from).join("").length);
      range.setEnd(node, text.slice(0, to).join("").length);
      range.surroundContents(make("span", "cited"));
    }
  }
}
