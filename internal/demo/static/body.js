// The one way for HTML of the server into the page: the body of a comment.
//
// The server has sanitized it. Should it ever fail to, nothing comes through
// here either: the markup is read in a document of its own, where nothing
// runs, and what is on the list is built anew.

const elements = new Set(['P', 'BR', 'EM', 'STRONG', 'DEL', 'BLOCKQUOTE', 'UL', 'OL', 'LI', 'CODE', 'PRE', 'A']);
const dropped = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'IFRAME', 'OBJECT', 'EMBED', 'SVG', 'MATH', 'TEXTAREA', 'TITLE']);
const schemes = new Set(['https:', 'http:', 'mailto:']);

const policy = globalThis.trustedTypes?.createPolicy('kibitz-demo', { createHTML: (html) => html });

/** The comment's body as nodes. */
export function bodyOf(html) {
  const parsed = new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, 'text/html');
  return copy(parsed.body, document.createDocumentFragment());
}

function copy(from, to) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.append(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || dropped.has(node.tagName.toUpperCase())) continue;
    to.append(elements.has(node.tagName) ? copy(node, open(node)) : copy(node, document.createDocumentFragment()));
  }
  return to;
}

function open(node) {
  const e = document.createElement(node.tagName);
  if (node.tagName === 'A') {
    if (URL.canParse(node.getAttribute('href')) && schemes.has(new URL(node.getAttribute('href')).protocol)) e.href = node.getAttribute('href');
    e.rel = 'nofollow ugc noopener noreferrer';
  }
  return e;
}
