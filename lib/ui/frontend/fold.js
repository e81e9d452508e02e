// A heading, the way to copy a link to a chart, and a button behind which more is: each where there is one.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  const tools = make("span", "tools");
  if (data.chart) {
    tools.append(chartLink(data.chart));
    land();
    window.onhashchange = land;
  }
  if (data.text) {
    const button = tool(data.text);
    button.setAttribute("aria-expanded", data.open);
    button.onclick = () => setTriggerValue("toggled", true);
    tools.append(button);
  }
  const told = make("span", "sr told");
  told.setAttribute("role", "status");
  const pressed = root.contains(root.getRootNode().activeElement);
  root.replaceChildren(...(data.heading ? [make("h3", "", data.heading)] : []), tools, told);
  if (pressed) tools.lastElementChild?.focus();
}

function tool(text) {
  const button = make("button", "tool", text);
  button.type = "button";
  return button;
}

// A chart's own link: the page's address with the chart's name behind it, at which the page opens scrolled to it.
function chartLink(chart) {
  const button = tool("Copy link");
  button.setAttribute("aria-label", "Copy link to this chart");
  button.onclick = () => {
    const link = new URL(location.href);
    link.hash = chart;
    copy(button, link.href, "The link is on the clipboard.");
  };
  return button;
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
