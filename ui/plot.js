// Draws a Plotly figure and, when the figure changes, changes the drawing in place.
//
// The element stays; only what differs is redrawn, so that nothing blinks while a slider moves.

/** Load Plotly once for the whole page. */
function plotly(address) {
  window.dealDeskPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.Plotly);
    script.onerror = reject;
    document.head.append(script);
  });
  return window.dealDeskPlotly;
}

/** Text broken between words into lines of so many characters. */
function wrapped(text, most) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line && line.length + word.length >= most) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines;
}

/** The figure as sent, in the visitor's colours and as wide as its place. */
function fitted(place) {
  const figure = JSON.parse(place.wanted.figure);
  const text = getComputedStyle(place).color;
  figure.layout.width = place.clientWidth;
  const title = figure.layout.title;
  const lines = wrapped(title.text, place.clientWidth / (0.56 * title.font.size));
  const more = Math.round(1.3 * title.font.size * (lines.length - 1));
  title.text = lines.join("<br>");
  figure.layout.margin.t += more;
  figure.layout.height += more;
  place.style.height = `${figure.layout.height}px`;
  figure.layout.font = { ...figure.layout.font, color: text };
  // A finger that drags means to scroll the page.
  if (matchMedia("(pointer: coarse)").matches) figure.layout.dragmode = false;
  figure.layout.modebar = { bgcolor: "rgba(0,0,0,0)", color: "#8c8c8c", activecolor: text };
  return figure;
}

function draw(place) {
  if (!place.clientWidth || !place.isConnected) return;
  plotly(place.wanted.script).then((Plotly) => {
    const figure = fitted(place);
    Plotly.react(place, figure.data, figure.layout, place.wanted.config);
    if (place.listening) return;
    place.listening = true;
    place.on("plotly_click", (event) => {
      const { x, y } = event.points[0];
      place.tell?.({ x, y });
    });
  });
}

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".deal-desk-plot");
  place.wanted = data;
  place.tell = data.clickable ? (where) => setTriggerValue("clicked", where) : null;
  place.style.height = `${data.height}px`;
  place.setAttribute("role", "figure");
  place.setAttribute("aria-label", data.alt);
  draw(place);
  if (place.watched) return;
  place.watched = true;
  let width = place.clientWidth;
  new ResizeObserver(() => {
    if (place.clientWidth !== width) {
      width = place.clientWidth;
      draw(place);
    }
  }).observe(place);
  // The style gives the text colour a transition of no length: its end tells of a new theme.
  place.addEventListener("transitionend", (event) => {
    if (event.target === place && event.propertyName === "color") draw(place);
  });
}
