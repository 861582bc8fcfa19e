// What the page says when there is nothing to show, or something stands between it and the news.

import { signIn } from './api.js';
import { el, number, plural, shown } from './dom.js';
import { corrected, without } from './filter.js';
import { clock, span } from './times.js';

const button = (words, onclick, primary = false) => el('button', { class: primary ? 'button primary' : 'button', type: 'button', onclick }, words);
const title = (words) => el('h2', null, words);
const code = (words) => el('code', null, words);

export function skeleton() {
  const line = (name) => el('span', { class: `bone ${name}` });
  return Array.from({ length: 5 }, () => el('div', { class: 'ghost', 'aria-hidden': 'true' }, line('short'), el('div', null, line('title'), line('long'), line('longer'), line('mid'))));
}

export function empty() {
  return [
    title('No article yet'),
    el('p', null, 'The mill is running and waits for its first feed. Give it one from a terminal; a web page’s address is enough, its feed is found:'),
    el('pre', { tabindex: 0 }, code('newsmill feeds add https://example.org/feed.xml --section Science\nnewsmill feeds import subscriptions.opml')),
    el('p', { class: 'quiet' }, 'The first articles come within a minute and appear here by themselves.'),
  ];
}

// check: the answer of /v1/filter, or null where it could not be asked.
export function nothingMatches(filter, check, change) {
  const terms = (check?.terms ?? []).slice(0, 6);
  const most = terms[0];
  const helps = most && most.without > 0;
  return [
    title('Nothing matches'),
    helps
      ? el('p', null, 'The term that excludes most is ', code(most.term), `: without it there ${most.without === 1 ? 'is' : 'are'} ${plural(most.without, 'article')}.`)
      : el('p', null, terms.length > 1 ? 'No single term is to blame: without any one of them, still nothing matches.' : 'New articles appear here when they do.'),
    terms.length
      ? el('ul', { class: 'choices' }, ...terms.map((term, at) => el('li', null, button(el('span', null, 'without ', code(term.term)), () => change(without(filter, term.position, Array.from(term.term).length)), at === 0 && helps), el('span', { class: 'quiet' }, plural(term.without, 'article'))))) 
      : null,
    el('p', null, button('Show everything', () => change(''))),
  ];
}

export function filterError(filter, problem, change) {
  const at = Math.min(Math.max(problem.position ?? 0, 0), Array.from(filter).length);
  const points = Array.from(filter);
  const word = problem.suggestion && !/[\s“”]/u.test(problem.suggestion);
  const better = problem.corrected ?? (word ? corrected(filter, at, problem.suggestion) : null);
  return [
    title('This filter cannot be read'),
    el(
      'p',
      { class: 'pointed', dir: 'ltr', role: 'img', 'aria-label': `${filter}: the error is at character ${at + 1}` },
      points.slice(0, at).join(''),
      el('span', { class: 'caret' }, points[at] ?? '\u00a0'),
      points.slice(at + 1).join(''),
    ),
    el('p', null, sentence(problem.detail || problem.title || 'It is not known what is wrong.')),
    problem.suggestion && !better ? el('p', null, sentence(problem.suggestion)) : null,
    better ? el('p', null, 'Did you mean ', button(code(better), () => change(better), true)) : null,
    el('p', { class: 'quiet' }, 'For example ', code('place:Kenya language:en -is:copy since:2h "free words"')),
  ];
}

const sentence = (text) => {
  const words = shown(text);
  return words.charAt(0).toUpperCase() + words.slice(1) + (/[.!?]$/.test(words) ? '' : '.');
};

export function forbidden(error, signedIn) {
  const input = el('input', { id: 'token', type: 'password', name: 'token', autocomplete: 'current-password', required: true, maxlength: 500 });
  const told = el('p', { class: 'bad', role: 'alert' });
  const form = el('form', { class: 'login' }, el('label', { for: 'token' }, 'Token'), input, el('button', { class: 'button primary' }, 'Sign in'), told);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    told.textContent = '';
    try {
      await signIn(input.value);
      signedIn();
    } catch (refused) {
      told.textContent = refused.status === 401 || refused.status === 403 ? 'This token is not known.' : sentence(refused.message);
      input.select();
    }
  });
  const why = error.status === 403 ? 'Your token does not open this page: it has not the right to read. Another one may.' : 'Whoever runs this mill shows it to those who have a token.';
  return [title(error.status === 403 ? 'Not with this token' : 'Sign in to read'), el('p', null, why), form, el('p', { class: 'quiet' }, 'The token stays in a cookie of this browser that no script can read.')];
}

export function unreachable(error, again) {
  return [
    title(error.status ? 'The gateway has a problem' : 'The gateway does not answer'),
    el('p', null, error.status ? sentence(error.message) : 'It may be starting, or the network is away. The page tries again by itself.'),
    el('p', null, button('Try now', again, true)),
  ];
}

// Notices: one line each above the stream.
export const disconnected = (seconds, again) => ['warn', seconds > 0 ? `Disconnected; trying again in ${seconds} s.` : 'Disconnected; trying again now.', button('Try now', again)];

export const readsOnly = () => ['warn', 'Not live: your token may read, but not follow the stream. New articles are asked for once a minute.'];

export const resumed = () => ['good', 'Connected again: 0 missed.'];

export function missed(details, reload) {
  const count = details.missed;
  const about = details.exact === true ? '' : 'about ';
  const many = typeof count === 'number' ? `${about}${number(count)} missed` : 'some were missed';
  const from = Date.parse(details.from);
  const to = Date.parse(details.until ?? details.to);
  const when = Number.isFinite(from) && Number.isFinite(to) ? `, from ${clock(from)} to ${clock(to)}` : '';
  return ['warn', `Connected again: ${many}${when}.`, button('Load the page anew', reload)];
}

export function behind(index) {
  const newest = Date.parse(index.newest_at);
  const until = Number.isFinite(newest) ? ` What you see ends at ${clock(newest)}.` : '';
  return ['warn', `The gateway is behind by ${span(index.behind_seconds)}: ${plural(index.behind_messages, 'message')} to read.${until}`];
}
