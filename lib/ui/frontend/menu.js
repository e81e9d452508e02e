// The pages, as links that carry the filters along.
export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".root");
  root.replaceChildren();
  const brand = make("a", "brand", data.brand);
  follow(brand, data.home);
  const nav = make("nav", "");
  nav.setAttribute("aria-label", "Pages");
  const list = make("ul", "");
  for (const item of data.items) {
    const li = make("li", item.on ? "on" : "");
    const a = make("a", "", item.title);
    follow(a, item.href);
    if (item.on) a.setAttribute("aria-current", "page");
    li.append(a);
    list.append(li);
  }
  nav.append(list);
  root.append(brand, nav);
}
