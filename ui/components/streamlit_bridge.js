// Between a live class and Streamlit: has the parts of a page drawn again, one after another.
//
// The only file that knows of Streamlit's page. A server that was started anew, or that has forgotten a
// page which slept, knows no parts. A page whose parts get no answer has the whole of itself drawn
// again, with all that was set on it.

import { Channel, Part } from "./channel.js";
import { face, news, slept } from "./clock.js";

const HELD = 10000; // while Streamlit draws something else, until a part is asked for all the same
const ALONE = 3000; // until a channel without parts is given up: elements go and come when drawn
const UNKNOWN = "Updates may come late: this release of Streamlit is not known";

/**
 * What Python sends (ui/components/live.py).
 * @typedef {{channel: Record<string, string> | null, drawn: string, clock: import("./clock.js").Sent | null,
 *   address: string, key: string, shown: boolean, class_only: boolean, at: number}} Sent
 * @typedef {(name: string, value: string) => void} Trigger
 * @typedef {{clock: import("./clock.js").Clock | null, askAt?: number | null}} Kept
 * @typedef {HTMLElement & {trigger: Trigger, listening?: Listening}} Place
 */

/** A part with the element that stands in it. */
class Listening extends Part {
  shown = false;
  at = NaN;
  /** @type {Kept} */
  kept = { clock: null };
  /** @type {import("./clock.js").Face | undefined} */
  face = undefined;

  /** @param {Place} place */
  constructor(place) {
    super();
    this.place = place;
  }
}

/** A channel with the clocks that were drawn for it: they go when it goes. */
class Heard extends Channel {
  /** @type {Map<string, {at: number, kept: Kept}>} */
  clocks = new Map();
  /** @type {number | null} */
  alone = null;
  /** @returns {Iterable<Listening>} */
  get listening() {
    return /** @type {Set<Listening>} */ (this.parts);
  }
}

export const hub = {
  /** @type {Map<string, Heard>} */
  channels: new Map(),
  /** What is to be asked for, by element. @type {Map<Place, string>} */
  asks: new Map(),
  asking: false,
  /** @type {number | null} */
  heldSince: null,
  /** @type {Place | null} */
  page: null,
  pageAt: 0,
  pageTries: 0,
  disturbedAt: 0,
  wasAway: false,
  complained: false,
  /** @type {number | undefined} */
  timer: undefined,
};

// A server that was started anew may send another release of this module: the older one gives way.
const page = /** @type {{dealDeskLive?: () => void}} */ (globalThis);
page.dealDeskLive?.();
page.dealDeskLive = () => {
  clearInterval(hub.timer);
  for (const channel of hub.channels.values()) channel.close();
  hub.channels.clear();
};

/** How Streamlit itself stands, by attributes that it has for its own tests. */
export function streamlit() {
  /** @type {HTMLElement | null} */
  const app = document.querySelector('[data-testid="stApp"]');
  const { testScriptState, testConnectionState } = app?.dataset ?? {};
  const known = testScriptState !== undefined && testConnectionState !== undefined;
  if (!known && !hub.complained) console.error(UNKNOWN);
  hub.complained ||= !known;
  return {
    known,
    draws: ["running", "rerunRequested"].includes(testScriptState ?? ""),
    away: known && testConnectionState !== "CONNECTED",
  };
}

/** Whether Streamlit would not take a request just now. */
export function busy() {
  const { draws, away } = streamlit();
  return draws || away;
}

/**
 * Have a part of the page drawn again.
 * @param {Listening} part
 * @param {string} version
 */
function ask(part, version) {
  if (!part.place.isConnected) return;
  part.ask(version, performance.now());
  hub.asks.set(part.place, version);
  if (!hub.asking) askNext();
}

/** Perhaps another server, which knows none of the parts: what is pressed meanwhile would get lost. */
function disturbed() {
  hub.disturbedAt = performance.now();
  for (const channel of hub.channels.values()) channel.disturbedAt = hub.disturbedAt;
  hub.pageAt = 0;
  askForPage();
}

/** Have the whole page drawn again, less and less often while that does not help. */
function askForPage() {
  const now = performance.now();
  if (!hub.page?.isConnected || now < hub.pageAt) return;
  hub.pageTries = Math.min(hub.pageTries + 1, 4);
  hub.pageAt = now + 1000 * 2 ** hub.pageTries * (1 + Math.random() / 2);
  hub.asks.set(hub.page, "page");
  if (!hub.asking) askNext();
}

/**
 * Streamlit sends what is set in one go for one fragment only, so they ask one after another; and not
 * while it draws: whoever changes something hears of it too, and mostly what is being drawn is just what
 * would have been asked for.
 */
function askNext() {
  const [next] = hub.asks;
  hub.asking = next !== undefined;
  if (!hub.asking) return;
  const now = performance.now();
  if (busy() && now - (hub.heldSince ??= now) < HELD) {
    setTimeout(askNext, 25);
    return;
  }
  hub.heldSince = null;
  const [place, version] = next;
  hub.asks.delete(place);
  const { listening: part } = place;
  const drawn = part && part.drawnAt >= part.askedAt && part.of(version) === part.drawn;
  if (place.isConnected && !drawn) place.trigger("version", version);
  setTimeout(askNext, 10);
}

/**
 * @param {Element} within
 * @param {string} selector
 */
function find(within, selector) {
  return /** @type {HTMLElement} */ (within.querySelector(selector));
}

/**
 * @param {Element} element
 * @param {string} text
 */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {Listening} part
 * @param {number} now
 */
function drawClock(part, now) {
  const { place, kept } = part;
  const box = find(place, ".live-clock");
  box.hidden = !kept.clock;
  if (!kept.clock) return;
  const shown = face(kept.clock, now);
  box.dataset.state = shown.state;
  write(find(box, ".live-digits"), shown.digits);
  write(find(box, ".live-word"), shown.word);
  find(box, ".live-bar > i").style.width = `${(100 * shown.share).toFixed(1)}%`;
  const message = news(part.face, shown);
  if (message) write(find(place, ".live-said"), message);
  part.face = shown;
  const ended = kept.clock.running && kept.clock.seconds_left > 0 && shown.seconds === 0;
  // Unless the server says so first.
  if (ended && kept.askAt === undefined) kept.askAt = now + 300 + 700 * Math.random();
}

function update() {
  const now = performance.now();
  const { known } = streamlit();
  for (const channel of hub.channels.values()) {
    for (const part of channel.listening) {
      drawClock(part, now);
      const [state, word] = known ? channel.state(part, now) : ["lost", UNKNOWN];
      const shown = find(part.place, ".live-state");
      shown.hidden = !part.shown;
      shown.dataset.state = state;
      if (part.shown) write(shown, word);
    }
  }
}

function tick() {
  const now = performance.now();
  const { away } = streamlit();
  if (hub.wasAway && !away) disturbed();
  hub.wasAway = away;
  for (const [name, channel] of hub.channels) {
    for (const part of channel.listening) if (!part.place.isConnected) channel.parts.delete(part);
    if (channel.parts.size) channel.alone = null;
    else if (now - (channel.alone ??= now) > ALONE) {
      hub.channels.delete(name);
      channel.close();
      continue;
    }
    channel.tick(now);
    for (const part of channel.listening) {
      if (part.kept.askAt && now > part.kept.askAt) {
        part.kept.askAt = null;
        ask(part, "clock");
      }
    }
  }
  update();
}

/** The page is looked at again, or has a network again. */
function wake() {
  if (document.hidden) return;
  const now = performance.now();
  for (const channel of hub.channels.values()) {
    channel.check();
    for (const part of channel.listening) {
      if (part.kept.clock && slept(part.kept.clock, now, Date.now())) ask(part, "clock");
    }
  }
  tick();
}

/**
 * The clock as it was drawn; drawn again in the browser, it runs on.
 * @param {Heard} channel
 * @param {Sent} sent
 */
function clockOf(channel, { clock, at, key }) {
  const known = channel.clocks.get(key);
  if (known?.at === at) return known.kept;
  const kept = { clock: clock && { ...clock, base: performance.now(), wall: Date.now() } };
  channel.clocks.set(key, { at, kept });
  return kept;
}

/** @param {{data: Sent, parentElement: HTMLElement, setTriggerValue: Trigger}} component */
export default function ({ data, parentElement, setTriggerValue }) {
  const place = /** @type {Place} */ (find(parentElement, ".deal-desk-live"));
  place.trigger = setTriggerValue;
  place.classList.toggle("live-unseen", !data.shown && !data.clock);
  if (!data.channel) {
    place.replaceChildren();
    hub.page = place;
    return;
  }
  const part = (place.listening ??= new Listening(place));
  part.shown = data.shown;
  const message = JSON.stringify(data.channel);
  const name = `${data.address} ${message}`;
  for (const [other, channel] of hub.channels) if (other !== name) channel.parts.delete(part);
  let channel = hub.channels.get(name);
  if (!channel) {
    // Relative to the page: a proxy may have put the app under a path that the server does not know.
    const url = new URL(data.address, document.baseURI);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    channel = new Heard(url.href, message, {
      ask: (part, version) => ask(/** @type {Listening} */ (part), version),
      disturbed,
      askForPage,
    });
    channel.disturbedAt = hub.disturbedAt;
    hub.channels.set(name, channel);
  }
  if (part.at !== data.at) {
    part.at = data.at;
    part.draw(data.drawn, data.class_only, performance.now());
    hub.pageTries = 0;
    part.kept = clockOf(channel, data);
  }
  channel.parts.add(part);
  if (hub.timer === undefined) {
    hub.timer = setInterval(tick, 250);
    for (const event of ["online", "pageshow", "focus"]) addEventListener(event, wake);
    document.addEventListener("visibilitychange", wake);
  }
  update();
}
