// A chart's own link: the page's address with the chart's name behind it, at which the page opens scrolled to it.
export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".root");
  const button = make("button", "tool", "Copy link");
  button.type = "button";
  button.setAttribute("aria-label", "Copy link to this chart");
  button.onclick = () => {
    const link = new URL(location.href);
    link.hash = data.chart;
    copy(button, link.href, "The link is on the clipboard.");
  };
  const told = make("span", "sr told");
  told.setAttribute("role", "status");
  root.replaceChildren(button, told);
  land();
  window.onhashchange = land;
}

// The page stays at the chart while what stands above it is still being drawn, until the reader does something.
function land() {
  const chart = location.hash.slice(1);
  if (!/^chart-[a-z]+$/.test(chart) || window.storyLanded === location.href) return;
  window.storyLanded = location.href;
  const page = new ResizeObserver(() => document.querySelector(".st-key-" + chart)?.scrollIntoView());
  page.observe(document.querySelector(".stMainBlockContainer"));
  for (const act of ["wheel", "touchstart", "pointerdown", "keydown"])
    window.addEventListener(act, () => page.disconnect(), { once: true, capture: true });
}
