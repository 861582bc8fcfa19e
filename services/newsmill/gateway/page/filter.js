// The filter as text: terms are added, turned and taken out; the URL is where it lives.

const FIELD = { person: 'person', organization: 'organization', place: 'place', event: 'event', work: 'work', source: 'source', language: 'language' };
const PLAIN = /^[\p{L}\p{N}\p{M}_.]+(?:-[\p{L}\p{N}\p{M}_.]+)*$/u;
const RESERVED = /^(or|and|not)$/i;

const quoted = (value) => (PLAIN.test(value) && !RESERVED.test(value) ? value : `"${value.replace(/[\\"]/g, '\\$&')}"`);

export const term = (kind, value) => `${FIELD[kind] ?? 'entity'}:${quoted(value.replace(/\s+/gu, ' ').trim())}`;

// Words, quoted values and parentheses, each with its place.
export function pieces(filter) {
  return Array.from(filter.matchAll(/[()]|(?:"(?:\\.|[^"\\])*"?|[^\s()"])+/gu), (match) => ({ text: match[0], at: match.index }));
}

function hasOpenOr(filter) {
  let depth = 0;
  for (const { text } of pieces(filter)) {
    if (text === '(') depth += 1;
    else if (text === ')') depth -= 1;
    else if (text === 'OR' && depth === 0) return true;
  }
  return false;
}

// With the term; where its opposite stands, that is replaced.
export function withTerm(filter, added, excludes = false) {
  const wanted = excludes ? `-${added}` : added;
  const opposite = excludes ? added : `-${added}`;
  const all = pieces(filter);
  if (all.some((piece) => piece.text === wanted)) return filter;
  const other = all.find((piece) => piece.text === opposite);
  if (other) return filter.slice(0, other.at) + wanted + filter.slice(other.at + opposite.length);
  const kept = filter.trim();
  return hasOpenOr(kept) ? `(${kept}) ${wanted}` : `${kept} ${wanted}`.trim();
}

// Without the `length` code points at `position`, and without an OR or parentheses that then join nothing.
export function without(filter, position, length) {
  const points = Array.from(filter);
  points.splice(position, length);
  let text = points.join('').replace(/\s+/gu, ' ').trim();
  for (let before = ''; before !== text; ) {
    before = text;
    const all = pieces(text);
    const idle = all.find((piece, at) => {
      const next = all[at + 1]?.text;
      const last = all[at - 1]?.text;
      if (piece.text === 'OR') return last === undefined || last === '(' || next === undefined || next === ')' || next === 'OR';
      return (piece.text === '(' || piece.text === '-') && next === ')';
    });
    if (idle) {
      const end = idle.text === 'OR' ? idle.at + 2 : text.indexOf(')', idle.at) + 1;
      text = (text.slice(0, idle.at) + text.slice(end)).replace(/\s+/gu, ' ').trim();
    }
    text = text.replace(/(^|\s)-(?=\s|$)/gu, '$1').trim();
  }
  return text;
}

export function filterOfUrl() {
  return new URLSearchParams(location.search).get('q')?.trim() ?? '';
}

export function urlOf(filter) {
  const url = new URL(location.pathname, location.href);
  const old = new URLSearchParams(location.search);
  if (filter) url.searchParams.set('q', filter);
  for (const name of ['wall']) if (old.has(name)) url.searchParams.set(name, old.get(name));
  return url.href.replace(/=(?=&|$)/, '');
}

// The filter with the word at `position` (in code points) replaced by what may have been meant.
export function corrected(filter, position, suggestion) {
  const points = Array.from(filter);
  const before = points.slice(0, position).join('');
  const after = points.slice(position).join('');
  const word = after.match(/^"(?:\\.|[^"\\])*"?|^[^\s:()"]+/u)?.[0] ?? '';
  const rest = after.slice(word.length);
  return before + (suggestion.endsWith(':') && rest.startsWith(':') ? suggestion.slice(0, -1) : suggestion) + rest;
}
