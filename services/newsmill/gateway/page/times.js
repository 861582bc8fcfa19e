// Times as people say them, moved on by one timer for the whole page.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const dayFormat = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
const yearFormat = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });
const wholeFormat = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'medium' });
const clockFormat = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hour12: false });

let skew = 0; // this machine's clock may be wrong; the gateway's counts

export const now = () => Date.now() + skew;

export function setServerTime(instant) {
  const time = Date.parse(instant);
  if (Number.isFinite(time)) skew = Math.abs(time - Date.now()) > 2000 ? time - Date.now() : 0;
}

export const clock = (time) => clockFormat.format(time);
export const whole = (time) => wholeFormat.format(time);

export function ago(time, at = now()) {
  const passed = at - time;
  if (passed < 45_000) return 'now';
  if (passed < HOUR) return `${Math.max(1, Math.round(passed / MINUTE))} min`;
  if (passed < DAY) return `${Math.round(passed / HOUR)} h`;
  if (passed < 7 * DAY) return `${Math.round(passed / DAY)} d`;
  return (new Date(time).getFullYear() === new Date(at).getFullYear() ? dayFormat : yearFormat).format(time);
}

// How long something takes: 0.9 s, 12 s, 3 min, 2 h.
export function span(seconds) {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

// What is done every second while the page is seen; a page in the background rests.
export function everySecond(tick) {
  setInterval(() => document.hidden || tick(), 1000);
  document.addEventListener('visibilitychange', () => document.hidden || tick());
}

export function refreshTimes(root) {
  const at = now();
  for (const element of root.querySelectorAll('time[data-ago]')) {
    const words = ago(Number(element.dataset.ago), at);
    if (element.textContent !== words) element.textContent = words;
  }
}
