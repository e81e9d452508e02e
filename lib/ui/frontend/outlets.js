// The names that the filter of outlets offers. They come by themselves: what stays as it is is sent once.
export default function (component) {
  window.storyOutlets = component.data.names;
}
