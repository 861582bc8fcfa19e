// What is named more often than usual, and the places of the day.

import { ask } from './api.js';
import { bdi, byId, el, number, svg } from './dom.js';
import { term, urlOf, withTerm } from './filter.js';
import { KINDS } from './marks.js';

const WIDTH = 72;
const HEIGHT = 20;

export async function refreshRising(page) {
  const q = page.filter();
  const [rising, places] = await Promise.all([
    ask('v1/entities', { q, hours: 3, limit: 20 }),
    ask('v1/entities', { q, hours: 24, kind: 'place', measure: 'count', limit: 7 }),
  ]);
  if (q !== page.filter()) return;
  const named = rising.entities.filter((entity) => KINDS.includes(entity.kind)).slice(0, 9);
  byId('rising').replaceChildren(...(named.length ? named.map((entity) => risingRow(entity, page)) : [nothing()]));
  const most = places.entities.slice(0, 7);
  byId('places').replaceChildren(...(most.length ? most.map((place) => bar(place, most[0].count, page)) : [nothing()]));
}

const nothing = () => el('li', { class: 'nothing quiet' }, 'Nothing yet.');

function picking(entity, page) {
  const picked = term(entity.kind, entity.name);
  return {
    href: urlOf(withTerm(page.filter(), picked)),
    title: `${entity.kind}: ${entity.name}`,
    onclick: (event) => {
      if (event.ctrlKey || event.metaKey || event.button) return;
      event.preventDefault();
      page.pick(picked, event.shiftKey);
    },
  };
}

function risingRow(entity, page) {
  const more = Math.max(0, Math.round(entity.count - entity.usual));
  return el(
    'li',
    null,
    el('a', { ...picking(entity, page), class: 'name' }, el('span', { class: `e ${entity.kind}` }, bdi(entity.name))),
    sparkline(entity.series),
    el('span', { class: 'number', title: `${entity.count} articles; usually ${entity.usual.toFixed(1)}` }, `+${number(more)}`),
  );
}

function sparkline(series) {
  const most = Math.max(1, ...series);
  const step = (WIDTH - 4) / Math.max(1, series.length - 1);
  const points = series.map((value, at) => [2 + at * step, HEIGHT - 3 - ((HEIGHT - 6) * value) / most]);
  const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L');
  const [x, y] = points.at(-1) ?? [WIDTH - 2, HEIGHT - 3];
  return svg(
    'svg',
    { class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true' },
    svg('path', { class: 'area', d: line ? `M2,${HEIGHT - 2}L${line}L${x.toFixed(1)},${HEIGHT - 2}Z` : '' }),
    svg('path', { class: 'line', d: line ? `M${line}` : '' }),
    svg('circle', { cx: x.toFixed(1), cy: y.toFixed(1), r: 2.2 }),
  );
}

function bar(place, most, page) {
  const fill = el('i', { 'aria-hidden': 'true' });
  fill.style.width = `${((place.count / most) * 100).toFixed(1)}%`;
  return el('li', null, fill, el('a', { ...picking(place, page), class: 'name' }, bdi(place.name)), el('span', { class: 'number' }, number(place.count)));
}
