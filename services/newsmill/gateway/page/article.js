// One article as a card: title, the beginning of its text with its entities, and what is known about it.

import { ask } from './api.js';
import { shownDifference } from './difference.js';
import { bdi, el, plural, shown, webLink } from './dom.js';
import { term, urlOf, withTerm } from './filter.js';
import { cut, entityLink, marked, marksOf } from './marks.js';
import { ago, span, whole } from './times.js';

const TEASER = 330;
const OLD_MS = 3600_000;
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const languageNames = new Intl.DisplayNames(['en'], { type: 'language' });
let serial = 0;

// `page`: { filter(), pick(term, excludes) }
export function card(article, page) {
  try {
    return complete(article, page);
  } catch (error) {
    // One record of another shape must not take the others with it.
    console.warn(error);
    return bare(article);
  }
}

function bare(article) {
  serial += 1;
  const id = `a${serial}`;
  const words = el('p', { class: 'quiet', lang: 'en' }, 'Its record has another shape and cannot be shown.');
  const body = el('div', { class: 'body' }, el('h3', { id, dir: 'auto' }, shown(article.title)), words);
  return el('article', { tabindex: 0, 'aria-labelledby': id, 'data-id': article.article_id }, el('time', { lang: 'en' }), body);
}

function complete(article, page) {
  serial += 1;
  const id = `a${serial}`;
  const seen = Date.parse(article.seen_at) || Date.parse(article.published_at);
  const body = el('div', { class: 'body' });
  const root = el(
    'article',
    { tabindex: 0, 'aria-labelledby': id, 'data-id': article.article_id, lang: language(article) },
    el('time', { datetime: article.seen_at, title: whole(seen), 'data-ago': seen, lang: 'en' }, ago(seen)),
    body,
  );
  body.append(heading(article, id), text(article, page));
  const changes = revision(article);
  if (changes) body.append(changes);
  body.append(about(article, page, seen));
  if (article.change === 'retracted') retract(root);
  return root;
}

// What was taken back is not read any more. Its place stays, so that nothing moves.
export function retract(root) {
  const { height } = root.getBoundingClientRect();
  if (height) root.style.minHeight = `${height}px`;
  root.classList.add('retracted');
  root.querySelector('h3')?.replaceChildren('This article was taken back');
  for (const part of root.querySelectorAll('.text, .revision')) part.remove();
  const place = root.querySelector('.latency');
  place?.replaceWith(el('span', { class: 'latency warn' }, 'retracted'));
}

function language(article) {
  return LANGUAGE.test(article.language ?? '') && article.language !== 'und' ? article.language : null;
}

function heading(article, id) {
  const address = webLink(article.canonical_url) ?? webLink(article.url);
  const title = shown(article.title).trim() || 'Without a title';
  const words = address ? el('a', { href: address, target: '_blank', rel: 'noreferrer noopener' }, title) : title;
  return el('h3', { id, dir: 'auto' }, words);
}

function text(article, page) {
  const whole = article.text ?? '';
  const marks = marksOf(whole, article.entities);
  const linked = (entity, words) => {
    const picked = term(entity.kind, entity.name);
    return entityLink(entity, words, urlOf(withTerm(page.filter(), picked)), (event) => {
      if (event.ctrlKey || event.metaKey || event.button) return;
      event.preventDefault();
      page.pick(picked, event.shiftKey);
    });
  };
  const length = cut(whole, marks, TEASER);
  const paragraph = el('p', { class: 'text', dir: 'auto' }, marked(whole, marks, length, linked));
  if (length < whole.length) {
    const more = el('button', { class: 'more', type: 'button', 'aria-expanded': 'false', lang: 'en', dir: 'ltr' }, 'more');
    more.addEventListener('click', () => {
      const opens = more.getAttribute('aria-expanded') === 'false';
      paragraph.replaceChildren(marked(whole, marks, opens ? whole.length : length, linked), opens ? ' ' : ' … ', more);
      paragraph.classList.toggle('whole', opens);
      more.textContent = opens ? 'less' : 'more';
      more.setAttribute('aria-expanded', String(opens));
      more.focus({ preventScroll: true });
    });
    paragraph.append(' … ', more);
  }
  return paragraph;
}

function revision(article) {
  const before = article.previous;
  if (!before) return null;
  const title = before.title === article.title ? null : shownDifference(before.title, article.title);
  const words = before.text === article.text ? null : shownDifference(before.text, article.text);
  if (!title && !words) return null;
  return el(
    'div',
    { class: 'revision' },
    title && el('p', { dir: 'auto' }, el('span', { class: 'label', lang: 'en' }, 'Title revised'), ' ', title),
    words && el('p', { dir: 'auto' }, el('span', { class: 'label', lang: 'en' }, 'Revised'), ' ', words),
  );
}

function about(article, page, seen) {
  const source = article.source ?? {};
  const name = source.site_name || source.subscription_title || source.host || 'A document';
  const published = Date.parse(article.published_at);
  const code = language(article);
  const authors = (article.authors ?? []).slice(0, 3).map((author) => shown(author).slice(0, 80));
  return el(
    'div',
    { class: 'about', lang: 'en' },
    source.host
      ? el('button', { class: 'source', type: 'button', title: `Only ${shown(source.host)}; with Shift: all but it`, onclick: (event) => page.pick(term('source', source.host), event.shiftKey) }, bdi(name))
      : el('span', { class: 'source' }, bdi(name)),
    authors.length > 0 && el('span', { class: 'authors' }, bdi(authors.join(', '))),
    code && !code.startsWith('en') && el('span', null, languageName(code)),
    article.change === 'revised' && el('span', { class: 'nowrap' }, `revision ${article.revision}`),
    Number.isFinite(published) && seen - published > OLD_MS && article.published_at_origin !== 'seen' &&
      el('span', { class: 'nowrap' }, 'published ', el('time', { datetime: article.published_at, title: whole(published) }, since(seen - published)), ' before'),
    copies(article, page),
    way(article),
  );
}

const since = (ms) => span(ms / 1000);

function languageName(code) {
  try {
    return languageNames.of(code) ?? code;
  } catch {
    return code;
  }
}

function copies(article, page) {
  const { count = 0, hosts = [] } = article.copies ?? {};
  if (!count) return null;
  const sites = hosts.length || count;
  const list = el('ul', { class: 'hosts' });
  const details = el('details', { class: 'copies' }, el('summary', null, `also on ${plural(sites, 'site')}`), list);
  details.addEventListener('toggle', () => {
    if (!details.open || list.childElementCount) return;
    for (const host of hosts) {
      list.append(el('li', null, el('button', { class: 'source', type: 'button', onclick: (event) => page.pick(term('source', host), event.shiftKey) }, bdi(host))));
    }
    if (count > hosts.length) list.append(el('li', { class: 'quiet' }, plural(count, 'copy', 'copies')));
  });
  return details;
}

// Copies come after what they copy: their number is written anew, unless somebody looks at it. Nothing
// moves for it: where a line would break, it waits.
export function recount(root, article, page) {
  const before = root.querySelector('details.copies');
  const next = copies(article, page);
  if (!next || before?.open || before?.firstChild.textContent === next.firstChild.textContent) return;
  const height = root.offsetHeight;
  if (before) before.replaceWith(next);
  else root.querySelector('.about')?.insertBefore(next, root.querySelector('.latency'));
  if (root.offsetHeight === height) return;
  if (before) next.replaceWith(before);
  else next.remove();
}

// How long it was under way; opened, what each room did with it.
function way(article) {
  const seconds = article.latency_seconds;
  if (typeof seconds !== 'number') return null;
  const list = el('ol', { class: 'steps' });
  const details = el('details', { class: 'latency' }, el('summary', { title: 'From its feed to here; open for its way through the mill' }, `milled in ${span(seconds)}`), list);
  details.addEventListener('toggle', async () => {
    if (!details.open || list.childElementCount) return;
    list.replaceChildren(el('li', { class: 'quiet' }, 'asking …'));
    try {
      const { ways } = await ask(`v1/articles/${encodeURIComponent(article.article_id)}`);
      const steps = (ways ?? []).flatMap((one) => one.steps);
      list.replaceChildren(...steps.map((step) => el('li', null, el('b', null, step.room), ' ', bdi(step.what), step.seconds !== null && step.seconds !== undefined ? el('span', { class: 'quiet' }, ` ${span(step.seconds)}`) : null)));
      if (!steps.length) list.append(el('li', { class: 'quiet' }, 'Nothing is known of its way.'));
    } catch (error) {
      list.replaceChildren(el('li', { class: 'warn' }, error.message));
    }
  });
  return details;
}
