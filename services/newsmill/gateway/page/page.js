// The page: puts its parts together and decides what is seen.

import { ask } from './api.js';
import { byId, el, number, plural } from './dom.js';
import { refreshFeeds } from './feeds.js';
import { filterOfUrl, urlOf, without, withTerm } from './filter.js';
import { help, openDialog } from './help.js';
import { currentArticle, listenToKeys, step } from './keys.js';
import { ArticleList } from './list.js';
import { showMill } from './mill.js';
import { Notices } from './notices.js';
import { refreshRising } from './rising.js';
import * as states from './states.js';
import { Tabs } from './tabs.js';
import { takeAway } from './take_away.js';
import { clock, everySecond, now, refreshTimes, setServerTime, span } from './times.js';

const PAGE = 30;
const OLDER = 50;
const MOST_WALKED = 5;
const REFRESH_MS = 1500;
const WALL_MS = 4000;
const BEHIND_SECONDS = 30;
const WORDS = { connecting: 'connecting', live: 'live', waiting: 'disconnected', refused: 'not connected', paused: 'paused' };

const STANDS_BETWEEN = ['filter-error', 'forbidden', 'unreachable'];

const wall = new URLSearchParams(location.search).has('wall');
let filter = filterOfUrl();
let paused = false;
let connection = { name: 'connecting' };
let wasAway = false;
let lastAt = null;
let loading = null;
let started = false;
let refreshTimer = 0;
let pillTimer = 0;
let retryAt = null;
let turns = 0;
let isOlderLoading = false;

const page = { filter: () => filter, pick, changed };
const stream = byId('stream');
const list = new ArticleList(stream, page);
const notices = new Notices(byId('notice'));
const endSeen = new IntersectionObserver((entries) => entries.at(-1).isIntersecting && loadOlder(), { rootMargin: '800px' });
const tabs = new Tabs({ article: arrived, refresh, control, state });

// -- the filter ------------------------------------------------------------------------------------

function pick(term, excludes) {
  change(withTerm(filter, term, excludes));
}

function change(wanted) {
  const next = wanted.trim();
  if (next === filter && !byId('panel').dataset.kind) return;
  filter = next;
  history.pushState(null, '', urlOf(filter));
  load();
}

function showFilter() {
  const input = byId('q');
  input.value = filter;
  input.removeAttribute('aria-invalid');
  byId('clear').hidden = !filter;
  byId('head-title').textContent = filter ? 'Filtered' : 'All articles';
  byId('head-count').textContent = '';
  byId('terms').replaceChildren();
  byId('wall-filter').textContent = filter || 'all articles';
  byId('atom').href = urlOfFeed('v1/feed.atom');
  byId('jsonfeed').href = urlOfFeed('v1/feed.json');
}

const urlOfFeed = (path) => (filter ? `${path}?q=${encodeURIComponent(filter)}` : path);

async function checkFilter(of) {
  const check = of ? await ask('v1/filter', { q: of }).catch(() => null) : null;
  if (of !== filter || !check) return check;
  const count = check.matches;
  byId('head-count').textContent = typeof count === 'number' ? `${count >= 1000 ? 'more than ' : ''}${plural(Math.min(count, 1000), 'article')}` : '';
  const inOrder = [...check.terms].sort((a, b) => a.position - b.position);
  byId('terms').replaceChildren(...inOrder.map((term) => el('li', null, el('bdi', null, term.term), el('button', { type: 'button', 'aria-label': `Remove ${term.term}`, onclick: () => change(without(filter, term.position, Array.from(term.term).length)) }, '×'))));
  return check;
}

// -- loading ---------------------------------------------------------------------------------------

function panel(kind, children) {
  const place = byId('panel');
  place.dataset.kind = kind ?? '';
  document.body.dataset.panel = kind ?? '';
  place.hidden = !kind;
  place.replaceChildren(...(children ?? []).filter(Boolean));
}

async function load() {
  loading?.abort();
  const attempt = new AbortController();
  loading = attempt;
  const of = filter;
  retryAt = null;
  showFilter();
  list.clear();
  changed();
  notices.set('missed', null);
  // What is tried again by itself does not flicker.
  if (byId('panel').dataset.kind !== 'unreachable') {
    panel(null);
    stream.replaceChildren(...states.skeleton());
    stream.hidden = false;
  }
  stream.setAttribute('aria-busy', 'true');
  byId('end-text').textContent = '';
  scrollTo(0, 0);
  let answer;
  try {
    answer = await ask('v1/articles', { q: of, limit: PAGE }, { signal: attempt.signal });
  } catch (error) {
    if (error.name === 'AbortError') return;
    stream.replaceChildren();
    stream.hidden = true;
    stream.setAttribute('aria-busy', 'false');
    failed(error);
    return;
  }
  if (loading !== attempt) return;
  panel(null);
  stream.replaceChildren();
  list.append(answer.articles);
  list.cursor = answer.next;
  stream.setAttribute('aria-busy', 'false');
  stream.hidden = !list.size;
  if (!started) {
    started = true;
    tabs.start(of, answer.position);
  } else if (connection.name === 'refused') {
    tabs.want(of);
    tabs.retryNow();
  } else {
    tabs.want(of);
  }
  showEnd(answer);
  watchEnd();
  const check = checkFilter(of);
  if (!answer.articles.length) await nothing(of, check);
  refreshSides();
}

async function nothing(of, checking) {
  if (!of) {
    panel('empty', states.empty());
    return;
  }
  const check = await checking;
  if (of === filter && !list.size) panel('nothing', states.nothingMatches(of, check, change));
}

function failed(error) {
  const status = error.status;
  if (status === 400) {
    panel('filter-error', states.filterError(filter, error.problem, change));
    byId('q').setAttribute('aria-invalid', 'true');
  } else if (status === 401 || status === 403) {
    panel('forbidden', states.forbidden(error, load));
    byId('token')?.focus();
  } else {
    panel('unreachable', states.unreachable(error, load));
    retryAt = Date.now() + (error.retryAfter ?? 5) * 1000;
  }
  showState();
  refreshSides();
}

function showEnd(answer) {
  const text = answer.partial ? `Only the newest were looked through${answer.why ? `: ${answer.why}` : ''}.` : list.cursor || !list.size ? '' : 'That is all there is.';
  byId('end-text').textContent = text;
}

async function loadOlder() {
  if (isOlderLoading || (!list.cursor && !list.lostEnd) || stream.getAttribute('aria-busy') === 'true') return;
  isOlderLoading = true;
  const of = filter;
  byId('end-text').textContent = 'Loading older articles …';
  try {
    // Where the oldest were cut off, their place is found again from the newest on.
    let cursor = list.lostEnd ? null : list.cursor;
    for (let walked = 0; walked < MOST_WALKED; walked += 1) {
      const answer = await ask('v1/articles', { q: of, limit: list.lostEnd ? 100 : OLDER, cursor });
      if (of !== filter) return;
      const added = list.append(answer.articles);
      cursor = answer.next;
      list.cursor = cursor;
      showEnd(answer);
      if (added || !cursor) break;
    }
    list.lostEnd = false;
    changed();
  } catch (error) {
    byId('end-text').textContent = `Older articles could not be loaded: ${error.message}.`;
    await new Promise((done) => setTimeout(done, (error.retryAfter ?? 5) * 1000));
  } finally {
    isOlderLoading = false;
  }
  watchEnd();
}

// Anew, since an end that was in sight before and after is told only once.
function watchEnd() {
  endSeen.disconnect();
  if (list.cursor || list.lostEnd) endSeen.observe(byId('end'));
}

// -- what arrives ----------------------------------------------------------------------------------

function arrived(article) {
  // The stream may still be that of the filter before.
  if (STANDS_BETWEEN.includes(byId('panel').dataset.kind)) return;
  if (stream.getAttribute('aria-busy') === 'true') {
    refresh();
    return;
  }
  lastAt = now();
  list.receive(article);
}

// What is new by asking: for what the shared stream does not say.
function refresh() {
  if (refreshTimer) return;
  refreshTimer = setTimeout(async () => {
    const of = filter;
    try {
      const answer = await ask('v1/articles', { q: of, limit: PAGE });
      if (of !== filter || stream.getAttribute('aria-busy') === 'true') return;
      list.recount(answer.articles);
      const known = answer.articles.findIndex((article) => list.knows(article));
      const fresh = known < 0 ? answer.articles : answer.articles.slice(0, known);
      if (known < 0 && list.size) list.hasHole = true;
      for (const article of fresh.reverse()) arrived(article);
    } catch {
      // The stream tells by itself that the gateway is away.
    } finally {
      refreshTimer = 0;
    }
  }, REFRESH_MS);
}

function changed() {
  if (pillTimer) return;
  // Once a second at most: a number that runs is a thing that moves.
  const wait = byId('pill').hidden ? 60 : 1000;
  pillTimer = setTimeout(() => {
    pillTimer = 0;
    showPill();
  }, wait);
}

function showPill() {
  const pill = byId('pill');
  const count = list.count;
  document.title = count && !wall ? `(${count}) newsmill` : 'newsmill';
  if (count) turnSails();
  if (count && !list.size && !paused) {
    release();
    return;
  }
  pill.hidden = paused || wall || (!count && !list.isDetached);
  if (pill.hidden) {
    showState();
    return;
  }
  const words = count ? `${plural(count, 'new article')}` : 'To the newest';
  pill.replaceChildren(el('span', null, words), ' ', el('kbd', { 'aria-hidden': 'true' }, '.'));
}

function release() {
  byId('pill').hidden = true;
  if (list.isDetached) {
    load();
    return;
  }
  if (!list.count) return;
  if (byId('panel').dataset.kind) panel(null);
  stream.hidden = false;
  list.release();
  watchEnd();
  changed();
}

function showNew() {
  const byKeyboard = document.activeElement === byId('pill') || stream.contains(document.activeElement);
  release();
  scrollTo({ top: 0 });
  if (byKeyboard) stream.firstElementChild?.focus({ preventScroll: true });
}

// The sails turn a quarter when something was milled.
function turnSails() {
  turns += 1;
  document.querySelector('.sails').style.transform = `rotate(${turns * 90}deg)`;
}

function control(name, details) {
  if (name === 'reset') {
    load();
  } else if (name === 'gap') {
    notices.set('missed', states.missed(details, load));
    notices.set('resumed', null);
    wasAway = false;
  } else if (name === 'hello') {
    if (details.missed > 0) notices.set('missed', states.missed(details, load));
    else if (wasAway && details.resumed !== false) notices.set('resumed', states.resumed(), false);
    wasAway = false;
  }
}

// -- the connection --------------------------------------------------------------------------------

function state(next, isOurs) {
  if (next.name === 'refused' && !isOurs) {
    connection = { name: 'live' };
  } else {
    connection = next;
  }
  if (next.name === 'waiting') wasAway = true;
  if (next.name === 'refused' && isOurs && !readsOnly() && next.error.status !== 400 && !byId('panel').dataset.kind) {
    failed({ ...next.error, message: next.error.problem?.detail ?? '' });
    stream.replaceChildren();
    stream.hidden = true;
  }
  // With another filter in the stream, what came in between is only found by asking.
  if (next.name === 'live' && started && list.size) refresh();
  showState();
}

// A token may have the right to read and not the one to follow: then the page asks from time to time.
const readsOnly = () => connection.name === 'refused' && connection.error?.status === 403 && list.size > 0;

function showState() {
  const kind = byId('panel').dataset.kind;
  const name = paused ? 'paused' : retryAt || kind === 'unreachable' ? 'waiting' : kind === 'forbidden' || (kind === 'filter-error' && !started) ? 'refused' : connection.name;
  const place = byId('state');
  place.dataset.state = name;
  document.body.dataset.live = String(name === 'live');
  const word = WORDS[name];
  if (byId('state-word').textContent !== word) byId('state-word').textContent = word;
  let more = '';
  if (name === 'paused') more = list.count ? `${number(list.count)} waiting` : '';
  else if (name === 'live' && lastAt !== null) more = `last ${span(Math.max(0, Math.round((now() - lastAt) / 1000))).replace('.0', '')} ago`;
  else if (name === 'waiting') {
    const until = retryAt ?? connection.until ?? Date.now();
    more = `trying again in ${Math.max(0, Math.ceil((until - Date.now()) / 1000))} s`;
  }
  if (byId('state-more').textContent !== more) byId('state-more').textContent = more;
  const isDown = connection.name === 'waiting' && !kind;
  const seconds = isDown ? Math.max(0, Math.ceil((connection.until - Date.now()) / 1000)) : 0;
  if (isDown) notices.set('disconnected', states.disconnected(seconds, () => tabs.retryNow()));
  else if (readsOnly()) notices.set('disconnected', states.readsOnly());
  else if (connection.name !== 'connecting' || !wasAway) notices.set('disconnected', null);
  if (isDown) notices.set('resumed', null);
}

function pause() {
  paused = !paused;
  const button = byId('pause');
  button.setAttribute('aria-pressed', String(paused));
  button.firstElementChild.textContent = paused ? 'Go on' : 'Pause';
  document.body.dataset.paused = String(paused);
  showPill();
  showState();
  if (!paused) refreshSides();
}

// -- the sides -------------------------------------------------------------------------------------

const quietly = (asked) => asked.catch(() => {});

function refreshSides() {
  if (document.hidden || paused) return;
  const kind = byId('panel').dataset.kind;
  if (kind === 'forbidden') return;
  quietly(refreshRising(kind === 'filter-error' ? { ...page, filter: () => '' } : page));
  quietly(refreshFeeds());
  if (readsOnly()) refresh();
  refreshMill();
}

// The stream brings no copies: those of the newest articles are asked for.
async function recount() {
  if (document.hidden || paused || !list.size || byId('panel').dataset.kind) return;
  const of = filter;
  const answer = await ask('v1/articles', { q: of, limit: PAGE });
  if (of === filter) list.recount(answer.articles);
}

function refreshAll() {
  refreshSides();
  quietly(recount());
}

async function refreshMill() {
  if (document.hidden || paused || byId('panel').dataset.kind === 'forbidden') return;
  try {
    const mill = await ask('v1/mill');
    setServerTime(mill.now);
    showMill(mill);
    const isBehind = !mill.index.caught_up && mill.index.behind_seconds >= BEHIND_SECONDS;
    notices.set('behind', isBehind ? states.behind(mill.index) : null);
    lastAt ??= Date.parse(mill.index.newest_at) || null;
  } catch {
    // Nothing is shown anew; the stream says whether the gateway is there.
  }
}

// -- wiring ----------------------------------------------------------------------------------------

function wire() {
  byId('filter-form').addEventListener('submit', (event) => {
    event.preventDefault();
    byId('q').blur();
    change(byId('q').value);
  });
  byId('clear').addEventListener('click', () => change(''));
  byId('home').addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    change('');
    scrollTo(0, 0);
  });
  addEventListener('popstate', () => {
    filter = filterOfUrl();
    load();
  });
  byId('pill').addEventListener('click', showNew);
  byId('pause').addEventListener('click', pause);
  const dialog = byId('dialog');
  const showHelp = () => openDialog(dialog, 'Keys and signs', help());
  byId('help-button').addEventListener('click', showHelp);
  byId('take-away').addEventListener('click', () => openDialog(dialog, 'Take this filter away', takeAway(filter)));
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  for (const button of document.querySelectorAll('[data-show]')) {
    button.addEventListener('click', () => {
      document.body.dataset.view = button.dataset.show;
      for (const other of document.querySelectorAll('[data-show]')) other.setAttribute('aria-pressed', String(other === button));
      scrollTo(0, 0);
    });
  }
  listenToKeys({
    j: () => step(stream, 1),
    k: () => step(stream, -1),
    o: () => (currentArticle(stream) ?? stream.firstElementChild)?.querySelector('h3 a')?.click(),
    '.': showNew,
    p: pause,
    '/': () => {
      byId('q').focus();
      byId('q').select();
    },
    '?': showHelp,
  });
  addEventListener('online', () => connection.name === 'waiting' && tabs.retryNow());
  everySecond(() => {
    refreshTimes(stream);
    showState();
    byId('clock').textContent = clock(now());
    if (retryAt && Date.now() >= retryAt) load();
  });
  setInterval(refreshMill, 10_000);
  setInterval(refreshAll, 60_000);
  document.addEventListener('visibilitychange', refreshAll);
  if (wall) {
    document.body.dataset.wall = '';
    byId('wall-filter').hidden = false;
    byId('clock').hidden = false;
    setInterval(() => !paused && !document.hidden && list.count && release(), WALL_MS);
  }
}

wire();
load();
