// Words, days, outlets and what is counted. A change is said to the server, which writes it into the address.
// Drawn once and then only set to what the address says: somebody may be typing.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".root");
  root.tell = (name, value) => setTriggerValue("asked", { [name]: value });
  root.parts ??= build(root, data);
  for (const part of root.parts) part(data);
}

function build(root, data) {
  const parts = [words(root, data.words), how(root, data.how)];
  if (data.days) parts.push(days(root, data.days));
  if (data.outlets) parts.push(outlets(root, data.outlets));
  if (data.units) parts.push(units(root, data.units));
  return parts;
}

function field(root, text, input) {
  const label = make("label", "field");
  label.append(make("span", "label", text), input);
  root.append(label);
  return input;
}

// The address is set into a field when it changes, not over what is being typed.
function held(input) {
  let before;
  return (value) => {
    if (value !== before) input.value = value;
    before = value;
  };
}

function words(root, { label, most, placeholder, search }) {
  const input = field(root, label, make("input"));
  Object.assign(input, { type: "search", maxLength: most, placeholder, autocomplete: "off", spellcheck: false });
  input.onchange = () => root.tell("words", input.value);
  if (search) window.storySearch = input;
  const hold = held(input);
  return (data) => hold(data.words.value);
}

function how(root, { rows, note }) {
  const more = make("details"), list = make("dl");
  for (const [typed, finds] of rows) {
    const code = make("dt");
    code.append(make("code", "", typed));
    list.append(code, make("dd", "", finds));
  }
  more.append(make("summary", "", "How to search"), list, make("p", "", note));
  root.append(more);
  return () => {};
}

// What is typed into a day is a day long before it is whole: it counts once the field is left, or Enter is pressed.
function days(root, { first, last }) {
  const box = make("div", "days");
  root.append(box);
  const set = ["start", "end"].map((name) => {
    const input = field(box, name === "start" ? "From" : "To", make("input"));
    Object.assign(input, { type: "date", min: first, max: last });
    let typed = false, said = "";
    const tell = () => {
      typed = false;
      if (input.validity.valid && input.value !== said) root.tell(name, (said = input.value));
    };
    input.onkeydown = (event) => { typed = true; if (event.key === "Enter") tell(); };
    input.onchange = () => { if (!typed) tell(); };
    input.onblur = tell;
    const hold = held(input);
    return (data) => hold((said = data.days[name]));
  });
  return (data) => set.forEach((one) => one(data));
}

// Names are offered once somebody is about to choose: a thousand would be in the way of every click.
function outlets(root, { most }) {
  const group = make("div", "outlets"), chosen = make("ul"), options = make("datalist");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "Outlets");
  const input = field(group, "Outlets", make("input"));
  options.id = "outlets";
  Object.assign(input, { type: "text", autocomplete: "off" });
  input.setAttribute("list", "outlets");
  group.append(options, chosen);
  root.append(group);
  let now = [], names = [];
  const offer = () => {
    if (options.childElementCount || input.value) return;
    options.append(...names.map((name) => Object.assign(make("option"), { value: name })));
  };
  const add = () => {
    const name = names.find((one) => one === input.value) ?? names.find((one) => one.toLowerCase() === input.value.toLowerCase());
    if (!name) return;
    input.value = "";
    if (!now.includes(name)) root.tell("outlets", [...now, name]);
  };
  input.onfocus = offer;
  input.oninput = (event) => { if (!event.inputType || event.inputType === "insertReplacementText") add(); };
  input.onchange = add;
  return (data) => {
    now = data.outlets.chosen;
    names = window.storyOutlets ?? [];
    options.replaceChildren();
    input.placeholder = now.length ? "Add an outlet" : "All outlets";
    input.disabled = now.length >= most;
    chosen.replaceChildren(...now.map((name) => {
      const item = make("li"), off = make("button", "off", "\u00d7");
      off.type = "button";
      off.setAttribute("aria-label", "Take off " + name);
      off.onclick = () => root.tell("outlets", now.filter((other) => other !== name));
      item.append(make("span", "", name), off);
      return item;
    }));
  };
}

function units(root, { options, help }) {
  const group = make("fieldset"), legend = make("legend", "label", "Count"), bar = make("div", "bar");
  const radios = options.map(([value, text]) => {
    const label = make("label"), radio = make("input");
    Object.assign(radio, { type: "radio", name: "unit", value });
    radio.onchange = () => root.tell("unit", value);
    label.append(radio, make("span", "", text));
    bar.append(label);
    return radio;
  });
  group.append(legend, bar, make("p", "", help));
  root.append(group);
  return (data) => radios.forEach((radio) => { radio.checked = radio.value === data.units.chosen; });
}
