// Draws a Plotly figure and, when the figure changes, changes the drawing in place.
//
// The element stays; only what differs is redrawn, so that nothing blinks while a slider moves.

/**
 * What Python sends (ui/components/plot.py).
 * @typedef {{figure: string, config: object, height: number, alt: string, clickable: boolean, script: string}} Wanted
 *
 * The element that a chart is drawn in, and what is known of it.
 * @typedef {HTMLElement & {
 *   wanted: Wanted, tell: ((where: object) => void) | null, observer?: ResizeObserver,
 *   owner: () => void, listening?: boolean, on: (name: string, heard: (event: any) => void) => void}} Place
 */

/** @type {Promise<any> | undefined} */
let loading;
/** The charts on the page. @type {Set<Place>} */
const places = new Set();
/** The charts that could not be drawn. @type {Set<Place>} */
const missing = new Set();

/**
 * Load Plotly once for the whole page; once more if that failed.
 * @param {string} address
 */
function plotly(address) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    // Relative to the page: a proxy may have put the app under a path that the server does not know.
    script.src = new URL(address, document.baseURI).href;
    // A proxy may also answer with a page of its own, which counts as loaded and is no script.
    const fail = () => {
      loading = undefined;
      script.remove();
      reject(new Error(`Plotly could not be loaded from ${script.src}`));
    };
    script.onload = () => {
      const { Plotly } = /** @type {any} */ (globalThis);
      if (Plotly) resolve(Plotly);
      else fail();
    };
    script.onerror = fail;
    document.head.append(script);
  });
  return loading;
}

/** Say that a chart is missing, and let it be tried again. @param {Place} place */
function apologise(place) {
  missing.add(place);
  const words = document.createElement("p");
  words.setAttribute("role", "alert");
  words.append("The chart could not be loaded. ");
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = "Try again";
  again.onclick = drawMissing;
  words.append(again);
  place.replaceChildren(words);
}

/** Try all of them again: what one was missing, all were. */
function drawMissing() {
  for (const place of missing) draw(place);
}

addEventListener("online", drawMissing);

// Streamlit may take a place off the page and put it back, as wide as before, while Plotly is loading:
// then nothing tells that it is still to be drawn.
setInterval(() => {
  for (const place of places) if (!place.firstChild) draw(place);
}, 500);

/**
 * Text broken between words into lines of so many characters.
 * @param {string} text
 * @param {number} most
 */
function wrapped(text, most) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line && line.length + word.length >= most) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines;
}

/** The figure as sent, in the visitor's colours and as wide as its place. @param {Place} place */
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

/** @param {Place} place */
async function draw(place) {
  if (!place.clientWidth || !place.isConnected) return;
  let Plotly;
  try {
    Plotly = await plotly(place.wanted.script);
  } catch (error) {
    console.error(error);
    if (place.isConnected) apologise(place);
    return;
  }
  if (!place.isConnected) return;
  if (missing.delete(place)) place.replaceChildren();
  const figure = fitted(place);
  Plotly.react(place, figure.data, figure.layout, place.wanted.config);
  if (place.listening) return;
  place.listening = true;
  place.on("plotly_click", (event) => {
    const { x, y } = event.points[0];
    place.tell?.({ x, y });
  });
}

/** Draw anew whatever is drawn by measure, until the chart is gone. @param {Place} place */
function watch(place) {
  let width = place.clientWidth;
  place.observer = new ResizeObserver(() => {
    if (place.clientWidth !== width) {
      width = place.clientWidth;
      draw(place);
    }
  });
  place.observer.observe(place);
  // The style gives the text colour a transition of no length: its end tells of a new theme.
  place.ontransitionend = (event) => {
    if (event.target === place && event.propertyName === "color") draw(place);
  };
}

/**
 * @param {{data: Wanted, parentElement: HTMLElement, setTriggerValue: (name: string, value: object) => void}} component
 */
export default function ({ data, parentElement, setTriggerValue }) {
  const place = /** @type {Place} */ (parentElement.querySelector(".deal-desk-plot"));
  place.wanted = data;
  place.tell = data.clickable ? (where) => setTriggerValue("clicked", where) : null;
  place.style.height = `${data.height}px`;
  place.setAttribute("role", "figure");
  place.setAttribute("aria-label", data.alt);
  places.add(place);
  draw(place);
  if (!place.observer) watch(place);
  const leave = () => {
    // A call that another overtook is cleaned up after that one was made: the place is the other's.
    if (place.owner !== leave) return;
    // The same place may be taken up again, in what is closed at first: it must be watched anew.
    place.observer?.disconnect();
    place.observer = undefined;
    missing.delete(place);
    places.delete(place);
    if (place.listening) loading?.then((Plotly) => Plotly.purge(place));
    place.listening = false;
  };
  place.owner = leave;
  return leave;
}
