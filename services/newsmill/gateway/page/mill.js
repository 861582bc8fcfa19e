// The rooms, a minute each and how long; and the audit as a sentence.

import { byId, el, number, svg } from './dom.js';
import { span } from './times.js';

const BARS = 20; // of three minutes each

export function showMill(mill) {
  const all = mill.rooms.map((room) => grouped(room.series));
  const most = Math.max(1, ...all.flat());
  byId('mill').replaceChildren(...mill.rooms.map((room, at) => row(room, all[at], most)));
  byId('audit').title = mill.audit ? `Counted ${span(mill.audit.age_seconds)} ago` : '';
  byId('audit').replaceChildren(...(mill.audit ? sentence(mill.audit) : [mill.audit_problem ? `The audit cannot count: ${mill.audit_problem}` : 'The audit has not counted yet.']));
}

function grouped(series) {
  const size = Math.max(1, Math.ceil(series.length / BARS));
  const sums = [];
  for (let at = 0; at < series.length; at += size) sums.push(series.slice(at, at + size).reduce((a, b) => a + b, 0));
  return sums;
}

function row(room, bars, most) {
  const width = 96 / Math.max(1, bars.length);
  const picture = svg('svg', { viewBox: '0 0 96 18', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  bars.forEach((value, at) => {
    const height = value ? Math.max(1.5, (17 * value) / most) : 0.6;
    picture.append(svg('rect', { x: (at * width).toFixed(2), y: (18 - height).toFixed(2), width: (width * 0.72).toFixed(2), height: height.toFixed(2) }));
  });
  const late = room.latency_seconds;
  return el(
    'li',
    null,
    el('span', { class: 'name' }, room.room),
    picture,
    el('span', { class: 'number', title: `${room.per_minute.toFixed(1)} a minute` }, number(Math.round(room.per_minute))),
    el('span', { class: 'number', title: room.latency_seconds_p95 ? `19 of 20 within ${span(room.latency_seconds_p95)}` : null }, typeof late === 'number' ? span(late) : '–'),
  );
}

// Ends in “0 missing” where all is well.
function sentence(audit) {
  const part = (count, words) => [el('b', null, number(count)), ` ${words}`];
  const parts = [
    ...part(audit.offered, 'offered = '),
    ...part(audit.enriched, 'enriched + '),
    ...part(audit.duplicates, 'copies + '),
    ...part(audit.dropped, 'dropped + '),
    ...part(audit.dead_letters, 'dead letters + '),
    ...part(audit.in_flight, 'in flight + '),
  ];
  if (audit.expired) parts.push(...part(audit.expired, 'expired + '));
  const verdict = audit.verdict === 'whole' ? 'good' : audit.verdict === 'missing' ? 'bad' : 'quiet';
  parts.push(el('b', { class: verdict }, audit.verdict === 'unknown' && !audit.missing ? 'missing: cannot be known' : `${number(audit.missing)} missing`));
  return parts;
}
