// A class's clock: what it shows and says, as a function of the clock and the time.

/**
 * As the server drew it.
 * @typedef {{seconds_left: number, running: boolean, total: number}} Sent
 *
 * With the moments at which it came, on the browser's own clock and on the wall's, in milliseconds.
 * @typedef {Sent & {base: number, wall: number}} Clock
 *
 * @typedef {{state: string, digits: string, word: string, share: number, seconds: number}} Face
 */

/** @type {[number, string][]} */
const NEWS = [[300, "5 minutes left"], [60, "1 minute left"], [0, "Time is over"]];

/**
 * @param {Clock} clock
 * @param {number} now
 */
export function left(clock, now) {
  return Math.max(0, clock.seconds_left - (clock.running ? (now - clock.base) / 1000 : 0));
}

/**
 * @param {Clock} clock
 * @param {number} now
 * @returns {Face}
 */
export function face(clock, now) {
  const seconds = left(clock, now);
  const wholeSeconds = Math.ceil(seconds);
  const digits = `${Math.floor(wholeSeconds / 60)}:${String(wholeSeconds % 60).padStart(2, "0")}`;
  const share = clock.total > 0 ? Math.min(1, seconds / clock.total) : 0;
  const [state, word] = stateOf(clock, wholeSeconds, seconds);
  return { state, digits, word, share, seconds };
}

/**
 * @param {Clock} clock
 * @param {number} wholeSeconds
 * @param {number} seconds
 */
function stateOf(clock, wholeSeconds, seconds) {
  if (wholeSeconds === 0) return ["over", "time is over"];
  if (clock.running) return wholeSeconds <= 60 ? ["late", "last minute"] : ["running", "left"];
  return ["paused", seconds >= clock.total ? "not started" : "paused"];
}

/**
 * What a listener must be told when it happens, if anything.
 * @param {Face | undefined} before
 * @param {Face} now
 */
export function news(before, now) {
  if (!before) return undefined;
  const due = NEWS.findLast(([limit]) => now.seconds <= limit && before.seconds > limit)?.[1];
  if (due || now.word === before.word) return due;
  if (now.word === "paused") return "The clock is paused";
  return before.word === "paused" ? "The clock runs again" : undefined;
}

/**
 * Whether the device slept, and with it the browser's own clock.
 * @param {Clock} clock
 * @param {number} now
 * @param {number} wall
 */
export function slept(clock, now, wall) {
  return clock.running && Math.abs(wall - clock.wall - (now - clock.base)) > 1500;
}
