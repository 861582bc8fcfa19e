// Keys, signs of the kinds, and the filter's language, in one dialog.

import { el } from './dom.js';
import { KEYS } from './keys.js';
import { KINDS } from './marks.js';

const FILTERS = [
  ['place:Kenya', 'names a place; also person:, organization:, event:, work:, entity:'],
  ['person:"Angela Merkel"', 'quotes keep words together'],
  ['source:example.org', 'from a site; also feed:, section:, tag:, language:'],
  ['since:2h words:>500', 'not older, and longer than that'],
  ['-is:copy OR is:revision', '- turns a term round; OR and parentheses'],
];

export function help() {
  return el(
    'div',
    { class: 'help' },
    el('section', null, el('h3', null, 'Keys'), el('dl', null, ...KEYS.flatMap(([key, does]) => [el('dt', null, el('kbd', null, key)), el('dd', null, does)]))),
    el(
      'section',
      null,
      el('h3', null, 'Signs'),
      el('ul', { class: 'legend' }, ...KINDS.map((kind) => el('li', null, el('span', { class: `e ${kind}` }, kind)))),
      el('p', { class: 'quiet' }, 'A click adds what is underlined to the filter; with Shift it is excluded.'),
      el('p', { class: 'quiet' }, 'New articles wait until you ask for them: nothing moves under your eye. For a screen on a wall, add ', el('a', { href: '?wall' }, '?wall'), ' to the address.'),
    ),
    el('section', { class: 'wide' }, el('h3', null, 'The filter'), el('dl', null, ...FILTERS.flatMap(([term, means]) => [el('dt', null, el('code', null, term)), el('dd', null, means)]))),
    el('p', { class: 'wide quiet' }, el('a', { href: 'docs' }, 'The API'), ' gives all that is seen here.'),
  );
}

export function openDialog(dialog, title, body) {
  dialog.querySelector('#dialog-title').textContent = title;
  dialog.querySelector('#dialog-body').replaceChildren(body);
  if (!dialog.open) dialog.showModal();
}
