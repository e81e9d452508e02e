// Stands for a part of the page further down: asks for it once when it comes into the window, is clicked or linked to.
// Streamlit sends what is asked in one moment together, and of two parts of a page then draws one: they ask in turn.
const STILL = 80, TURN = 250;
const DRAWING = '[data-testid="stMain"] :is([data-testid="stSkeleton"], .stVegaLiteChart:not(:has(svg, canvas)))';

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  root.stop?.();
  const button = make("button", "more", data.told);
  button.type = "button";
  root.style.minHeight = data.height + "px";
  root.replaceChildren(button);
  const page = document.querySelector('[data-testid="stMain"]');
  let timer, before;
  const ask = () => {
    root.stop();
    const now = performance.now(), turn = Math.max(now, (document.storyNear ?? 0) + TURN);
    document.storyNear = turn;
    timer = setTimeout(() => setTriggerValue("near", true), turn - now);
  };
  // while what stands above is being drawn the place is higher up than it will be
  const look = () => {
    const { top } = root.getBoundingClientRect();
    if (top > page.getBoundingClientRect().bottom) return;
    if (top === before && !document.querySelector(DRAWING)) return ask();
    before = top;
    timer = setTimeout(look, STILL);
  };
  const seen = new IntersectionObserver((found) => {
    clearTimeout(timer);
    if (found.at(-1).isIntersecting) look();
  }, { root: page });
  root.stop = () => { seen.disconnect(); clearTimeout(timer); };
  button.onclick = ask;
  if (location.hash) ask();
  else seen.observe(root);
  return root.stop;
}
