// The feeds that need a look, the worst first; a few that are well where there is room.

import { ask } from './api.js';
import { bdi, byId, el, plural, shown } from './dom.js';
import { now, span } from './times.js';

const MOST = 8;
const SIGNS = { failing: '✕', retired: '–', frozen: '◑', late: '◑', gapped: '!', overdue: '◑', new: '·', moved: '→', good: '✓' };

export async function refreshFeeds() {
  const feeds = await ask('v1/feeds', { limit: MOST });
  const look = feeds.need_a_look;
  byId('feeds-sum').textContent = feeds.total ? `${feeds.total}, ${look === 0 ? 'all well' : look === 1 ? '1 needs a look' : `${look} need a look`}` : '';
  byId('feeds').replaceChildren(...feeds.feeds.slice(0, MOST).map(row));
  if (!feeds.total) byId('feeds').append(el('li', { class: 'nothing quiet' }, feeds.as_of ? 'None is subscribed.' : 'Their states are still being read.'));
}

function row(feed) {
  const tone = feed.needs_a_look ? (feed.condition === 'failing' ? 'bad' : 'warn') : feed.condition === 'good' ? 'good' : 'quiet';
  const remarks = feed.remarks.map(shown).join('; ');
  return el(
    'li',
    { title: remarks ? `${shown(feed.url)}: ${remarks}` : shown(feed.url) },
    el('span', { class: tone, 'aria-hidden': 'true' }, SIGNS[feed.condition] ?? '·'),
    el('span', { class: 'name' }, bdi(feed.title?.trim() || feed.host || feed.url)),
    el('span', { class: feed.needs_a_look ? tone : 'quiet' }, said(feed)),
  );
}

function said(feed) {
  const since = (instant) => span(Math.max(0, (now() - Date.parse(instant)) / 1000));
  if (feed.condition === 'failing') return `failing: ${plural(feed.failures, 'time')}`;
  if (feed.condition === 'late' && feed.silent_since) return `late: silent for ${since(feed.silent_since)}`;
  if (feed.condition === 'frozen' && feed.silent_since) return `frozen for ${since(feed.silent_since)}`;
  if (feed.condition === 'gapped' && feed.gap_at) return `gap ${since(feed.gap_at)} ago`;
  if (feed.condition === 'good' && feed.next_poll_at) {
    const seconds = (Date.parse(feed.next_poll_at) - now()) / 1000;
    return seconds > 0 ? `next in ${seconds < 60 ? `${Math.ceil(seconds)} s` : span(seconds)}` : 'being asked';
  }
  return { new: 'not asked yet', overdue: 'overdue', retired: 'retired', moved: 'moved', gapped: 'gap', late: 'late' }[feed.condition] ?? feed.condition;
}
