// Where in a queue of views the room is, with the note to this one and the ways to the next.
export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".root");
  root.replaceChildren();
  const bar = make("nav", "bar");
  bar.setAttribute("aria-label", "Meeting");
  const told = make("div", "told");
  told.setAttribute("aria-live", "polite");
  told.append(make("span", "where", data.where), make("strong", "name", data.name), make("span", "note", data.note));
  bar.append(way("\u2039 Previous", data.previous), told, way("Next \u203a", data.next), way("End", data.end));
  root.append(bar);
}

function way(text, href) {
  const a = make("a", "way", text);
  if (href) follow(a, href);
  else a.setAttribute("aria-disabled", "true");
  return a;
}
