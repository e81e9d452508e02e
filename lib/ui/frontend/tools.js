// What can be done with this view as a whole: link to it, show it to a room.
export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".root");
  root.replaceChildren();
  const present = make("a", "tool", data.text);
  follow(present, data.href, false);
  const copy = make("button", "tool", "Copy link");
  copy.type = "button";
  copy.onclick = () => copyLink(copy, root);
  root.append(present, copy, live());
  document.body.classList.toggle("presenting", data.presenting);
}

function live() {
  const node = make("span", "sr told");
  node.setAttribute("role", "status");
  return node;
}

// Without https or localhost a browser has no clipboard: then the address is shown, selected, to be copied by hand.
async function copyLink(button, root) {
  const told = root.querySelector(".told");
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = "Copied";
    told.textContent = "The link to this view is on the clipboard.";
  } catch {
    const field = make("input", "address");
    field.value = location.href;
    field.readOnly = true;
    field.setAttribute("aria-label", "Link to this view");
    button.after(field);
    field.select();
    told.textContent = "Copy the selected link.";
  }
  setTimeout(() => { button.textContent = "Copy link"; }, 2000);
}
