// The only way for HTML of the server into the page: the body of a comment.
//
// The server has sanitized it. Should it ever fail to, nothing comes through
// here either: the markup is read in a document of its own, where nothing runs
// and nothing loads, and what is on the list of internal/sanitize is built anew.

const allowed = /^(p|br|em|strong|del|blockquote|ul|ol|li|code|pre|a)$/;

// A tag that the server never writes stays text: were a parser to see a
// stranger's attribute, the browser would report it against the host's policy.
const foreign = /<(?!\/?(?:p|br|em|strong|del|blockquote|ul|ol|li|code|pre|a)>|a(?: (?:href|rel|target)="[^"<>]*")*>)/g;

interface Policy { createHTML(html: string): string }
interface Factory { createPolicy(name: string, rules: Policy): Policy }

// Made at the first use, so that a second copy of the script, which defines no
// element, makes no second policy of the same name.
let policy: Policy | undefined;

/** The HTML of a comment as nodes of what a comment may hold. */
export function safeHTML(html: string): DocumentFragment {
  const { trustedTypes } = globalThis as { trustedTypes?: Factory };
  const rules = { createHTML: (html: string) => html.replace(foreign, "&lt;") };
  policy ??= trustedTypes?.createPolicy("kibitz", rules) ?? rules;
  return copy(new DOMParser().parseFromString(policy.createHTML(html), "text/html").body, new DocumentFragment());
}

function copy<T extends Node>(from: Node, to: T): T {
  for (const node of from.childNodes) {
    if (node instanceof Text) to.appendChild(new Text(node.data));
    else if (node instanceof Element && allowed.test(node.localName)) to.appendChild(copy(node, built(node)));
  }
  return to;
}

function built(node: Element): HTMLElement {
  const made = document.createElement(node.localName);
  if (made instanceof HTMLAnchorElement) {
    const to = safeURL(node.getAttribute("href"));
    if (to) made.href = to;
    made.rel = "nofollow ugc noopener noreferrer";
    made.target = "_blank";
  }
  return made;
}

/** The address as a browser reads it when a comment may link there, else undefined. */
export function safeURL(address: string | null): string | undefined {
  try {
    const { protocol, href } = new URL(address ?? "");
    return /^(https?|mailto):$/.test(protocol) ? href : undefined;
  } catch {
    return undefined; // relative, or none at all
  }
}
