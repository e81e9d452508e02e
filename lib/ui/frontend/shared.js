// Stands in for a part that a page has many of: draws with the script that was brought once for them all.
export default function (component) {
  const draw = () => {
    const part = window.storyParts?.[PART];
    if (!part) return setTimeout(draw, 10);
    const { adoptedStyleSheets: sheets } = component.parentElement.getRootNode();
    if (!sheets.includes(part.sheet)) sheets.push(part.sheet);
    part.draw(component);
  };
  draw();
}
