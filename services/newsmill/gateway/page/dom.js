// Elements without markup: whatever comes from feeds enters the page as text only.

const SVG = 'http://www.w3.org/2000/svg';
// Controls have no glyph, or move the cursor. One for one, so that positions stay as they are.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

export const shown = (text) => String(text ?? '').replace(CONTROLS, '\ufffd');

export function el(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    element.append(typeof child === 'object' ? child : shown(child));
  }
  return element;
}

// Foreign words inside a sentence of ours: their direction stays inside.
export const bdi = (text) => el('bdi', null, text);

export const byId = (id) => document.getElementById(id);

export function plural(count, one, many = `${one}s`) {
  return `${number(count)} ${count === 1 ? one : many}`;
}

const grouped = new Intl.NumberFormat('en');
export const number = (count) => grouped.format(count).replaceAll(',', '\u202f');

// Only what a browser fetches; javascript:, data: and the like never become a link.
export function webLink(address) {
  if (typeof address !== 'string') return null;
  try {
    const url = new URL(address);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}
