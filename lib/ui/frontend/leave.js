// A click in a chart that leads to another page: followed as a link would be.
export default function (component) {
  visit(component.data.href);
}
