// Making elements. Text is always text.

/** el('p.note', {hidden: true}, 'words', child): an element with classes, properties, attributes ('aria-…', 'for', …) and children. */
export function el(what, props = {}, ...children) {
  const [tag, ...classes] = what.split('.');
  const e = document.createElement(tag);
  if (classes.length) e.className = classes.join(' ');
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith('on')) e.addEventListener(name.slice(2), value);
    else if (name in e) e[name] = value;
    else e.setAttribute(name, value);
  }
  e.append(...children.filter((c) => c !== null && c !== undefined && c !== false));
  return e;
}

export const button = (classes, words, onclick, props = {}) => el('button' + classes, { type: 'button', onclick, ...props }, words);

const svgNamespace = 'http://www.w3.org/2000/svg';
const svg = (tag, attributes) => {
  const e = document.createElementNS(svgNamespace, tag);
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  return e;
};

// Shapes for a quarter of an avatar, within 10 by 10.
const shapes = [
  'M0 0h10A10 10 0 0 1 0 10z', 'M10 0v10A10 10 0 0 1 0 0z', 'M10 10H0A10 10 0 0 1 10 0z', 'M0 10V0a10 10 0 0 1 10 10z',
  'M0 0h10L0 10z', 'M10 10H0L10 0z', 'M5 1.5a3.5 3.5 0 1 0 .01 0z', 'M0 0h10v10H0z',
];

/** A picture made of an author's opaque id: no request, nothing personal. */
export function avatar(id) {
  let hash = 2166136261;
  for (const c of id) hash = Math.imul(hash ^ c.codePointAt(0), 16777619) >>> 0;
  const g = svg('svg', { class: `av h${hash % 8}`, viewBox: '0 0 20 20', 'aria-hidden': 'true' });
  g.append(svg('path', { class: 'q', d: 'M0 0h20v20H0z' }));
  for (let i = 0; i < 4; i++) {
    hash = Math.imul(hash ^ (hash >>> 13), 1540483477) >>> 0;
    g.append(svg('path', { class: 'p', d: shapes[(hash >>> 7) % 8], transform: `translate(${(i % 2) * 10} ${i >> 1 ? 10 : 0})` }));
  }
  return g;
}
