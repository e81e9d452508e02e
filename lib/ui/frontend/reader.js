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
  }
  step(root.querySelector(".step"), data.step);
  const focus = mark(root, data);
  const wanted = data.article + "@" + data.at;
  if (focus && SCROLLED.get(root) !== wanted) {
    SCROLLED.set(root, wanted);
    requestAnimationFrame(() => focus.scrollIntoView({ block: "center" }));
  }
}

function block(part) {
  const node = make(part.zone === "headline" ? "h2" : "p", "block " + (part.zone ?? ""));
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
