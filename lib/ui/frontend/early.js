// Draws the first chart of a link while Streamlit's scripts are still being read (see lib/ui/early.py).
const { library, pages } = TOLD;
// Milliseconds after which what was drawn goes, whatever happened.
const END = 15000;

show().catch(() => {}); // the page comes all the same

async function show() {
  const path = location.pathname.split("/").at(-1);
  if (!pages.includes(path)) return;
  const asked = new URLSearchParams(location.search);
  asked.set("path", path);
  asked.set("dark", isDark() ? "1" : "0");
  const [told, { embed, expressionInterpreter }] = await Promise.all([
    fetch(`./first.json?${asked}`).then((answer) => answer.json()),
    import(library).then((script) => Object.values(script)[0]()),
  ]);
  if (!told || there()) return;
  const chart = page(told);
  const config = { ...told.spec.config, font: getComputedStyle(chart).fontFamily };
  const spec = { ...told.spec, config, width: chart.clientWidth };
  const { view } = await embed(chart, spec, { ast: true, expr: expressionInterpreter, actions: false, defaultStyle: false });
  await view.resize().runAsync(); // a legend has as many columns as fit, which is known only now
}

function isDark() {
  try {
    const { name } = JSON.parse(localStorage.getItem(`stActiveTheme-${location.pathname}-v2`));
    if (/Light|Dark/.test(name)) return name.includes("Dark");
  } catch {} // none was chosen
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

// Whether the page itself has drawn a chart, or failed.
function there() {
  const found = "[data-testid=stVegaLiteChart] :is(svg, canvas), [data-testid=stException]";
  return document.querySelector(found);
}

function page(told) {
  const whole = document.createElement("div");
  whole.id = "early";
  whole.classList.toggle("dark", isDark());
  whole.ariaBusy = "true";
  const add = (name, text) => {
    const part = whole.appendChild(document.createElement(name));
    part.textContent = text;
    return part;
  };
  add("h1", told.title);
  for (const line of told.told) add("p", line);
  if (told.heading) add("h3", told.heading);
  const chart = add("div", "");
  document.body.append(whole);
  takeAway(whole);
  return chart;
}

function takeAway(whole) {
  const seen = new MutationObserver(() => there() && end());
  const end = () => {
    seen.disconnect();
    whole.remove();
  };
  seen.observe(document.getElementById("root"), { subtree: true, childList: true });
  setTimeout(end, END);
}
