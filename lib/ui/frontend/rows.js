// A list of links: ranked names with bars, articles, sentences, quotes or chips. Texts only ever become text nodes.
export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".root");
  root.replaceChildren();
  const list = make(data.ordered ? "ol" : "ul", "list " + data.form);
  if (data.goes_on) list.classList.add("goes-on");
  list.setAttribute("aria-label", data.label);
  for (const item of data.items) list.append(ROW[data.form](item));
  const told = make("span", "sr told");
  told.setAttribute("role", "status");
  root.append(list, told);
}

function row(item, name) {
  return make("li", name + " " + kindOf(item.kind) + (item.on ? " on" : ""));
}

// Text, or pieces [text, searched for?] of which the latter are marked.
function write(node, said) {
  if (typeof said === "string") node.append(said);
  else for (const [text, on] of said) node.append(on ? make("mark", "hit", text) : text);
  return node;
}

function anchor(item, name, text) {
  const a = write(make("a", name), text ?? "");
  follow(a, item.href, item.top);
  if (item.on) a.setAttribute("aria-current", "true");
  if (item.say) a.setAttribute("aria-label", item.say);
  return a;
}

function meta(item) {
  const line = make("div", "meta");
  (item.meta ?? []).filter(Boolean).forEach((part, i) => {
    if (i) line.append(make("span", "dot", " · "));
    line.append(make("span", "", part));
  });
  for (const part of item.flags ?? []) line.append(make("span", "flag", part));
  for (const link of item.links ?? []) line.append(anchor(link, "more", link.text));
  if (item.cite) line.append(copier("Copy link", item, ""), copier("Cite", item, item.cite + "\n"));
  return line;
}

// A sentence or quote to take along: its link alone, or its words with who says it, where and when.
function copier(text, item, before) {
  const button = make("button", "copy", text);
  button.type = "button";
  button.setAttribute("aria-label", text + ": " + item.cite.slice(0, 60));
  button.onclick = () => copy(button, before + new URL(item.link, location.href).href, "Copied.");
  return button;
}

function words(item) {
  const p = make("div", "words");
  if (item.before) p.append(write(make("span", "around"), item.before));
  if (item.mark) p.append(write(make("mark"), item.mark));
  if (item.after) p.append(make("span", "around", item.after));
  return p;
}

// A number and what it counts; the whole of it is a link to what it counts, where there is such a page.
function figure(item) {
  const node = item.href ? anchor(item, "whole") : make("span", "whole");
  node.append(make("span", "number", item.value), make("span", "name", item.title));
  if (item.note) node.append(make("span", "note", item.note));
  return node;
}

const TAGS = { inserted: "ins", deleted: "del" };

// Articles over the days of a story, one column for each part of them.
function pulse(counts) {
  const box = make("span", "pulse");
  box.setAttribute("aria-hidden", "true");
  const most = Math.max(...counts);
  for (const n of counts) {
    const column = make("span", n ? "" : "none");
    column.style.height = (n ? Math.max(12, (100 * n) / most) : 4) + "%";
    box.append(column);
  }
  return box;
}

const ROW = {
  bars(item) {
    const li = row(item, "bar");
    const a = anchor(item, "whole");
    const name = make("span", "name", item.title);
    if (item.note) name.append(make("span", "note", " " + item.note));
    const track = make("span", "track");
    const fill = make("span", "fill");
    fill.style.width = Math.max(1, Math.min(100, 100 * item.bar)) + "%";
    for (const share of item.parts ?? []) {
      const part = make("span", "part");
      part.style.width = 100 * share + "%";
      fill.append(part);
    }
    track.append(fill);
    track.setAttribute("aria-hidden", "true");
    a.append(name, track, make("span", "value", item.value));
    li.append(a);
    return li;
  },
  articles(item) {
    const li = row(item, "article");
    if (item.pulse?.length) li.append(pulse(item.pulse));
    li.append(anchor(item, "title", item.title));
    for (const other of item.others || []) li.append(" or ", anchor(other, "title", other.title));
    li.append(meta(item));
    if (item.before || item.mark) li.append(words(item));
    return li;
  },
  sentences(item) {
    const li = row(item, "sentence" + (item.joined ? " joined" : "") + (item.quoted ? " quoted" : ""));
    const a = anchor(item, "whole");
    a.append(words(item));
    li.append(a);
    if (item.meta.length || item.flags?.length) li.append(meta(item));
    return li;
  },
  quotes(item) {
    const li = row(item, "quote");
    const who = make("div", "who");
    const speaker = item.speaker_href
      ? anchor({ href: item.speaker_href, say: item.speaker_say }, "speaker", item.speaker)
      : make("span", item.speaker_known ? "speaker" : "speaker nobody", item.speaker);
    who.append(speaker);
    for (const other of item.others || []) who.append(" and ", anchor(other, "speaker", other.title));
    if (item.note) who.append(make("span", "note", item.note));
    const said = make("div", "said");
    const a = anchor(item, "whole");
    a.append(words(item));
    said.append(a, meta(item));
    li.append(who, said);
    return li;
  },
  changes(item) {
    const li = row(item, "change");
    if (item.title) li.append(anchor(item, "title", item.title));
    li.append(meta(item));
    const text = make("div", "text");
    for (const part of item.parts) {
      if (/^[^\s.,;:!?)\]]/.test(part.text)) text.append(" ");
      text.append(make(TAGS[part.kind] ?? "span", "", part.text));
    }
    li.append(text);
    return li;
  },
  asked(item) {
    const li = row(item, "asked");
    li.append(words(item));
    return li;
  },
  figures(item) {
    const li = row(item, "figure");
    li.append(figure(item));
    return li;
  },
  sides(item) {
    const li = row(item, "side");
    const head = make("div", "head");
    head.append(anchor(item, "title", item.title), anchor(item.off, "x", "\u00d7"));
    const list = make("ul", "list figures");
    for (const part of item.figures) {
      const one = make("li", "figure");
      one.append(figure(part));
      list.append(one);
    }
    li.append(head, list);
    return li;
  },
  line(item) {
    const li = row(item, "gap");
    li.append(anchor(item, "whole", item.title));
    return li;
  },
  chips(item) {
    const li = row(item, "chip");
    const a = anchor(item, "whole");
    a.append(make("span", "name", item.title));
    if (item.value) a.append(make("span", "value", item.value));
    if (item.remove) a.append(make("span", "x", "\u00d7"));
    li.append(a);
    return li;
  },
};
