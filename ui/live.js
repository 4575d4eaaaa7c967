// Keeps a page of a live class up to date, and shows its clock.
//
// One websocket for each channel, however many parts of the page listen to it. When the version told
// differs from the one a part was drawn from, that part alone is asked for again. Where no websocket
// can be had, every part asks every two seconds.
//
// A server that was started anew, or that has forgotten a page which slept, knows no parts. A page
// whose parts get no answer has the whole of itself drawn again, with all that was set on it.

const POLL = 2000;
const PATIENCE = 3000; // without a websocket, until a page asks by itself
const UNANSWERED = { calm: 8000, disturbed: 2000 }; // until the whole page is asked for
const HELD = 10000; // while Streamlit draws something else, until a part is asked for all the same
const SILENCE = 20000; // on a websocket, until it is asked whether it is still there
const SHUT = { 4404: Infinity, 4429: 20000, 1003: Infinity }; // no retry before, by closing code
const NEWS = [[300, "5 minutes left"], [60, "1 minute left"], [0, "Time is over"]];

const hub = (window.dealDeskLive ??= { channels: new Map(), clocks: new Map(), asks: new Map(), disturbedAt: 0 });

/** One websocket, and the parts of the page that listen to it. */
class Channel {
  constructor(address, message) {
    this.address = address;
    this.message = message;
    this.places = new Set();
    this.told = null;
    this.failures = 0;
    this.lostAt = performance.now();
    this.everLive = false;
    this.open();
  }

  get live() {
    return this.lostAt === null;
  }

  /** Whether it was turned away for good: each try would count as a wrong code. */
  get shut() {
    return this.socket === null && this.retryAt === Infinity;
  }

  open() {
    const url = new URL(this.address, document.baseURI);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = (this.socket = new WebSocket(url));
    this.openedAt = this.heardAt = performance.now();
    this.askedAt = null;
    socket.onopen = () => socket.send(this.message);
    socket.onmessage = ({ data }) => socket === this.socket && this.hear(data);
    socket.onclose = ({ code }) => socket === this.socket && this.lose(SHUT[code]);
  }

  hear(version) {
    this.heardAt = performance.now();
    this.toldAt = this.told === version ? this.toldAt : this.heardAt;
    const again = !this.live && (this.everLive || this.failures > 0);
    this.askedAt = this.lostAt = null;
    this.everLive = true;
    this.failures = 0;
    this.told = version;
    if (again) disturbed(this.heardAt);
    for (const place of this.places)
      if (again || (part(place, version) !== place.drawn && version !== place.asked))
        ask(place, version);
    update();
  }

  lose(rest) {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    const now = performance.now();
    this.lostAt ??= now;
    // 0.3 s, doubled up to 5 s, and up to half as much again by chance: a class comes back bit by bit.
    const pause = Math.min(300 * 2 ** this.failures++, 5000) * (1 + Math.random() / 2);
    this.retryAt = now + (rest ?? pause);
    if (rest === Infinity) for (const place of this.places) ask(place, "closed");
    update();
  }

  /** Ask on the websocket whether it still hears, or try at once to have one again. */
  check() {
    if (this.shut) return;
    if (this.socket === null) this.retryAt = Math.min(this.retryAt, performance.now() + 50);
    else if (this.live && this.askedAt === null && this.socket.readyState === WebSocket.OPEN) {
      this.askedAt = performance.now();
      this.socket.send("?");
    }
  }

  tick(now) {
    if (this.socket === null) {
      if (this.retryAt < now) this.open();
    } else if (!this.live) {
      if (now - this.openedAt > 8000) this.lose();
    } else if (this.askedAt !== null) {
      if (now - this.askedAt > PATIENCE) this.lose();
    } else if (now - this.heardAt > SILENCE) this.check();
    for (const place of this.places) this.care(place, now);
  }

  care(place, now) {
    const waited = now - place.askedAt;
    if (!this.live) {
      if (!this.shut && now - this.lostAt > PATIENCE && waited > POLL) ask(place, "poll");
    } else if (part(place, this.told) !== place.drawn) {
      // Asked for and not drawn, or drawn newer than was told so far; it may also have got lost.
      const since = now - Math.max(this.toldAt, place.drawnAt);
      const pause = Math.min(PATIENCE * 2 ** place.tries, 30000);
      if (since > PATIENCE && waited > pause) {
        place.tries += 1;
        ask(place, this.told);
      }
    } else place.tries = 0;
    const patience = hub.disturbedAt > place.drawnAt ? UNANSWERED.disturbed : UNANSWERED.calm;
    if (!this.shut && place.openSince && now - place.openSince > patience) askForPage(now);
    const { clock } = place;
    if (clock?.askAt && now > clock.askAt) {
      clock.askAt = null;
      ask(place, "clock");
    }
  }

  /** How it stands, in a word. */
  state(place, now) {
    if (this.live && place.drawnAt > (hub.disturbedAt ?? 0)) return ["live", "Live"];
    if (this.live) return ["lost", "Reconnecting …"];
    if (this.shut) return ["lost", "Not connected"];
    if (now - this.lostAt > PATIENCE && now - place.drawnAt < 3 * POLL)
      return ["polling", "Updated every 2 seconds"];
    return ["lost", this.everLive || this.failures > 2 ? "Reconnecting …" : "Connecting …"];
  }
}

/** What of a version concerns a part of the page: all of it, or the class's own number alone. */
function part(place, version) {
  return place.classOnly ? version.split(".")[0] : version;
}

/** Have a part of the page drawn again. */
function ask(place, version) {
  if (!place.isConnected) return;
  place.asked = version;
  place.askedAt = performance.now();
  place.openSince ??= place.askedAt;
  hub.asks.set(place, version);
  if (!hub.asking) askNext();
}

/** Perhaps another server, which knows none of the parts: what is pressed meanwhile would get lost. */
function disturbed(now) {
  hub.disturbedAt = now;
  hub.pageAt = 0;
  askForPage(now);
}

/** Have the whole page drawn again, less and less often while that does not help. */
function askForPage(now) {
  if (!hub.page?.isConnected || now < (hub.pageAt ?? 0)) return;
  hub.pageTries = Math.min((hub.pageTries ?? 0) + 1, 4);
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
  const drawn = place.drawnAt >= place.askedAt && part(place, version) === place.drawn;
  if (place.isConnected && !drawn) place.trigger("version", version);
  setTimeout(askNext, 10);
}

/** How Streamlit itself stands. */
function streamlit() {
  const { testScriptState, testConnectionState } =
    document.querySelector('[data-testid="stApp"]')?.dataset ?? {};
  return {
    draws: ["running", "rerunRequested"].includes(testScriptState),
    away: testConnectionState !== undefined && testConnectionState !== "CONNECTED",
  };
}

/** Whether Streamlit would not take a request just now. */
function busy() {
  const { draws, away } = streamlit();
  return draws || away;
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function left(clock, now) {
  return Math.max(0, clock.seconds_left - (clock.running ? (now - clock.base) / 1000 : 0));
}

function drawClock(place, now) {
  const { clock } = place;
  const box = place.querySelector(".live-clock");
  box.hidden = !clock;
  if (!clock) return;
  const seconds = left(clock, now);
  const whole = Math.ceil(seconds);
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  write(box.querySelector(".live-digits"), `${minutes}:${String(rest).padStart(2, "0")}`);
  const late = clock.running && whole <= 60;
  const [state, word] =
    whole === 0 ? ["over", "time is over"]
    : clock.running ? (late ? ["late", "last minute"] : ["running", "left"])
    : seconds >= clock.total ? ["paused", "not started"]
    : ["paused", "paused"];
  box.dataset.state = state;
  write(box.querySelector(".live-word"), word);
  const part = clock.total > 0 ? Math.min(1, seconds / clock.total) : 0;
  box.querySelector(".live-bar > i").style.width = `${(100 * part).toFixed(1)}%`;
  announce(place, seconds, word);
  if (clock.running && clock.seconds_left > 0 && seconds === 0 && clock.askAt === undefined)
    clock.askAt = now + 300 + 700 * Math.random(); // unless the server says so first
}

/** Say aloud what a listener must know, when it happens. */
function announce(place, seconds, word) {
  const before = place.said;
  place.said = { seconds, word };
  if (!before) return;
  let text = NEWS.findLast(([limit]) => seconds <= limit && before.seconds > limit)?.[1];
  if (word !== before.word && (word === "paused" || before.word === "paused"))
    text ??= word === "paused" ? "The clock is paused" : "The clock runs again";
  if (text) write(place.querySelector(".live-said"), text);
}

function update() {
  const now = performance.now();
  for (const channel of hub.channels.values())
    for (const place of channel.places) {
      drawClock(place, now);
      const [state, word] = channel.state(place, now);
      const shown = place.querySelector(".live-state");
      shown.hidden = !place.shown;
      shown.dataset.state = state;
      if (place.shown) write(shown, word);
    }
}

function tick() {
  const now = performance.now();
  const { away } = streamlit();
  if (hub.wasAway && !away) disturbed(now);
  hub.wasAway = away;
  for (const [name, channel] of hub.channels) {
    for (const place of channel.places) if (!place.isConnected) channel.places.delete(place);
    if (channel.places.size) channel.alone = null;
    else if (now - (channel.alone ??= now) > PATIENCE) {
      hub.channels.delete(name);
      const { socket } = channel;
      channel.socket = null;
      socket?.close();
      continue;
    }
    channel.tick(now);
  }
  update();
}

/** The page is looked at again, or has a network again. */
function wake() {
  if (document.hidden) return;
  for (const channel of hub.channels.values()) {
    channel.check();
    for (const place of channel.places) {
      const { clock } = place;
      // A device that slept may have stopped the browser's own clock.
      const slept = clock && Date.now() - clock.wall - (performance.now() - clock.base);
      if (clock?.running && Math.abs(slept) > 1500) ask(place, "clock");
    }
  }
  tick();
}

/** The clock as it was drawn; drawn again in the browser, it runs on. */
function clockOf({ clock, at, key }) {
  const known = hub.clocks.get(key);
  if (known?.at === at) return known.clock;
  const made = clock && { ...clock, base: performance.now(), wall: Date.now() };
  hub.clocks.set(key, { at, clock: made });
  return made;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".deal-desk-live");
  place.trigger = setTriggerValue;
  place.classList.toggle("live-unseen", !data.shown && !data.clock);
  if (!data.channel) {
    place.replaceChildren();
    hub.page = place;
    return;
  }
  place.shown = data.shown;
  if (place.at !== data.at) {
    place.at = data.at;
    place.classOnly = data.class_only;
    place.drawn = part(place, data.drawn);
    place.drawnAt = performance.now();
    place.openSince = null;
    hub.pageTries = 0;
    if (place.asked === data.drawn || place.classOnly) place.asked = null;
    place.tries ??= 0;
    place.askedAt ??= -Infinity;
    place.clock = clockOf(data);
  }
  const message = JSON.stringify(data.channel);
  const name = `${data.address} ${message}`;
  for (const [other, channel] of hub.channels) if (other !== name) channel.places.delete(place);
  if (!hub.channels.has(name)) hub.channels.set(name, new Channel(data.address, message));
  hub.channels.get(name).places.add(place);
  if (!hub.timer) {
    hub.timer = setInterval(tick, 250);
    for (const news of ["online", "pageshow", "focus"]) addEventListener(news, wake);
    document.addEventListener("visibilitychange", wake);
  }
  update();
}
