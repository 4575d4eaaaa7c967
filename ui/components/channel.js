// What a page of a live class hears of changes, and when it asks for what it shows.
//
// One websocket for each channel, however many parts of the page listen to it. When the version told
// differs from the one a part was drawn from, that part alone is asked for again. Where no websocket
// can be had, every part asks every two seconds. Nothing here knows of Streamlit, or of elements.

const POLL = 2000;
const PATIENCE = 3000; // without a websocket, until a page asks by itself
const UNANSWERED = { calm: 8000, disturbed: 2000 }; // until the whole page is asked for
const SILENCE = 20000; // on a websocket, until it is asked whether it is still there
const OPENING = 8000; // until a websocket that says nothing is given up
/** No retry before, by closing code. @type {Record<number, number>} */
const SHUT = { 4404: Infinity, 4429: 20000, 1003: Infinity };

/** A part of the page: the version it was drawn from, and what was asked for since. */
export class Part {
  classOnly = false;
  drawn = "";
  drawnAt = -Infinity;
  /** @type {string | null} */
  requested = null;
  askedAt = -Infinity;
  /** The first question that has no answer yet. @type {number | null} */
  openSince = null;
  tries = 0;

  /** What of a version concerns it: all of it, or the class's own number alone. @param {string} version */
  of(version) {
    return this.classOnly ? version.split(".")[0] : version;
  }

  /**
   * @param {string} version
   * @param {boolean} classOnly
   * @param {number} now
   */
  draw(version, classOnly, now) {
    this.classOnly = classOnly;
    this.drawn = this.of(version);
    this.drawnAt = now;
    this.openSince = null;
    if (this.requested === version || classOnly) this.requested = null;
  }

  /**
   * @param {string} version
   * @param {number} now
   */
  ask(version, now) {
    this.requested = version;
    this.askedAt = now;
    this.openSince ??= now;
  }
}

/** One websocket, and the parts of the page that listen to it. */
export class Channel {
  /** @type {Set<Part>} */
  parts = new Set();
  newest = "";
  newestAt = -Infinity;
  failures = 0;
  everLive = false;
  /** @type {number | null} */
  lostAt = performance.now();
  /** When it may have been another server, which knows no parts. */
  disturbedAt = 0;
  retryAt = 0;
  openedAt = 0;
  heardAt = 0;
  /** @type {number | null} */
  askedAt = null;
  /** @type {WebSocket | null} */
  socket = null;

  /**
   * @param {string} address
   * @param {string} message Says whose page it is.
   * @param {{ask: (part: Part, version: string) => void, disturbed: () => void, askForPage: () => void}} page
   */
  constructor(address, message, page) {
    this.address = address;
    this.message = message;
    this.page = page;
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
    const socket = new WebSocket(this.address);
    this.socket = socket;
    this.openedAt = this.heardAt = performance.now();
    this.askedAt = null;
    socket.onopen = () => socket.send(this.message);
    socket.onmessage = ({ data }) => {
      if (socket === this.socket) this.hear(data);
    };
    socket.onclose = ({ code }) => {
      if (socket === this.socket) this.lose(SHUT[code]);
    };
  }

  /** @param {string} version */
  hear(version) {
    this.heardAt = performance.now();
    if (this.newest !== version) this.newestAt = this.heardAt;
    const again = !this.live && (this.everLive || this.failures > 0);
    this.askedAt = this.lostAt = null;
    this.everLive = true;
    this.failures = 0;
    this.newest = version;
    if (again) this.page.disturbed();
    for (const part of this.parts) {
      if (again || (part.of(version) !== part.drawn && version !== part.requested)) {
        this.page.ask(part, version);
      }
    }
  }

  /** @param {number} [rest] */
  lose(rest) {
    this.close();
    const now = performance.now();
    this.lostAt ??= now;
    // 0.3 s, doubled up to 5 s, and up to half as much again by chance: a class comes back bit by bit.
    const pause = Math.min(300 * 2 ** this.failures++, 5000) * (1 + Math.random() / 2);
    this.retryAt = now + (rest ?? pause);
    if (rest === Infinity) { for (const part of this.parts) this.page.ask(part, "closed"); }
  }

  close() {
    const { socket } = this;
    this.socket = null;
    socket?.close();
  }

  /** Ask on the websocket whether it still hears, or try at once to have one again. */
  check() {
    if (this.shut) return;
    if (this.socket === null) {
      this.retryAt = Math.min(this.retryAt, performance.now() + 50);
    } else if (this.live && this.askedAt === null && this.socket.readyState === WebSocket.OPEN) {
      this.askedAt = performance.now();
      this.socket.send("?");
    }
  }

  /** @param {number} now */
  tick(now) {
    if (this.socket === null) {
      if (this.retryAt < now) this.open();
    } else if (!this.live) {
      if (now - this.openedAt > OPENING) this.lose();
    } else if (this.askedAt !== null) {
      if (now - this.askedAt > PATIENCE) this.lose();
    } else if (now - this.heardAt > SILENCE) this.check();
    for (const part of this.parts) this.care(part, now);
  }

  /**
   * @param {Part} part
   * @param {number} now
   */
  care(part, now) {
    const waited = now - part.askedAt;
    if (this.lostAt !== null) {
      const polls = !this.shut && now - this.lostAt > PATIENCE;
      if (polls && waited > POLL) this.page.ask(part, "poll");
    } else if (part.of(this.newest) !== part.drawn) {
      // Asked for and not drawn, or drawn newer than was told so far; it may also have got lost.
      const since = now - Math.max(this.newestAt, part.drawnAt);
      if (since > PATIENCE && waited > Math.min(PATIENCE * 2 ** part.tries, 30000)) {
        part.tries += 1;
        this.page.ask(part, this.newest);
      }
    } else part.tries = 0;
    const patience = this.disturbedAt > part.drawnAt ? UNANSWERED.disturbed : UNANSWERED.calm;
    if (!this.shut && part.openSince !== null && now - part.openSince > patience) {
      this.page.askForPage();
    }
  }

  /**
   * How it stands, in a word.
   * @param {Part} part
   * @param {number} now
   */
  state(part, now) {
    if (this.lostAt === null) {
      return part.drawnAt > this.disturbedAt ? ["live", "Live"] : ["lost", "Reconnecting …"];
    }
    if (this.shut) return ["lost", "Not connected"];
    if (now - this.lostAt > PATIENCE && now - part.drawnAt < 3 * POLL) {
      return ["polling", "Updated every 2 seconds"];
    }
    return ["lost", this.everLive || this.failures > 2 ? "Reconnecting …" : "Connecting …"];
  }
}
