// Watches a host's page for whatever an embedded script must not do to it.

/** Installed before anything of the page runs. */
function hook() {
  const hits = [];
  const shared = [Object, Array, String, Function, Promise, Map, Set, JSON, Reflect, EventTarget, Node, Element, HTMLElement, Document, Window, ShadowRoot,
    DocumentFragment, CustomElementRegistry, History, Location, Storage, Event, URL, Intl].flatMap((o) => (o.prototype ? [o, o.prototype] : [o]));
  const image = (o) => new Map(Reflect.ownKeys(o).map((key) => [key, Object.getOwnPropertyDescriptor(o, key)]));
  const same = (a, b) => ['value', 'get', 'set', 'writable', 'enumerable', 'configurable'].every((k) => Object.is(a[k], b[k]));

  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) {
    window[name] = (...what) => { hits.push(`${name}(${what})`); };
  }
  addEventListener('securitypolicyviolation', (e) => hits.push(`policy ${e.violatedDirective} ${e.blockedURI} ${e.sample}`), true);
  navigator.sendBeacon = (url) => hits.push(`beacon ${url}`);
  for (const name of ['pushState', 'replaceState']) {
    history[name] = (_, __, url) => hits.push(`${name} ${url}`);
  }

  const before = { keys: new Set(), images: [] };
  const remember = () => {
    before.keys = new Set([...Reflect.ownKeys(window), ...Reflect.ownKeys(document)].map(String));
    before.images = shared.map(image);
  };
  remember();
  // What the page itself is, once it has been read, stays so.
  document.addEventListener('DOMContentLoaded', () => {
    const ours = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest('[site]');
    // The second script is preloaded by a link that goes again.
    const preload = (r) => [...r.addedNodes, ...r.removedNodes].some((node) => node.rel === 'modulepreload' && node.href.includes('/kibitz-write.js#'));
    new MutationObserver((records) => {
      for (const r of records) if (!ours(r.target) && !preload(r)) hits.push(`${r.type} of the host's ${r.target.nodeName} ${r.attributeName ?? ''}`);
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });

  window.kibitzWatch = () => {
    const found = [...hits];
    for (const key of [...Reflect.ownKeys(window), ...Reflect.ownKeys(document)]) {
      if (!before.keys.has(String(key)) && key !== 'kibitzWatch') found.push(`global ${String(key)}`);
    }
    shared.forEach((object, i) => {
      const now = image(object), then = before.images[i];
      for (const key of new Set([...now.keys(), ...then.keys()])) {
        if (!now.has(key) || !then.has(key) || !same(now.get(key), then.get(key))) found.push(`${object.name ?? object} has another ${String(key)}`);
      }
    });
    if (document.cookie) found.push(`cookie ${document.cookie}`);
    if (document.adoptedStyleSheets.length) found.push('a style sheet on the host');
    for (const key of Object.keys(localStorage)) if (!key.startsWith('kibitz:')) found.push(`stored ${key}`);
    return found;
  };
}

/** Watches the page from its next navigation on. */
export async function watch(page) {
  page.left = 0;
  page.on('framenavigated', (frame) => { if (frame === page.mainFrame()) page.left++; else page.complaints.push(`a frame at ${frame.url()}`); });
  await page.addInitScript(hook);
}

/**
 * Returns all that happened which must not happen, and what the elements hold that
 * could make it happen on a page without a policy or after a click.
 */
export async function harm(page) {
  const found = await page.evaluate(() => {
    const found = window.kibitzWatch();
    const forbidden = /^(script|style|link|i?frame|object|embed|img|image|video|audio|source|base|meta|template|math|use|animate|set|foreignObject|table|dialog)$/;
    const body = /^(p|br|em|strong|del|blockquote|ul|ol|li|code|pre|a)$/;
    const attributes = /^(href|rel|target|class)$/;
    const schemes = /^(https?|mailto):$/;
    const look = (root, inBody) => {
      for (const e of root.children) {
        const here = inBody || e.getAttribute('part') === 'body';
        const tell = (what) => found.push(`${what} in ${e.outerHTML.slice(0, 200)}`);
        if (forbidden.test(e.localName) || (inBody && !body.test(e.localName))) tell('element');
        for (const { name, value } of e.attributes) {
          if (/^on|^(style|srcdoc|src|ping|action|formaction|srcset|background|slot|is)$/.test(name) || (inBody && !attributes.test(name))) tell(`attribute ${name}`);
          if (/href$/.test(name) && !schemes.test(new URL(value, location.href).protocol)) tell('address');
        }
        look(e, here);
        if (e.shadowRoot) look(e.shadowRoot, false);
      }
    };
    for (const e of document.querySelectorAll('[site]')) if (e.shadowRoot) look(e.shadowRoot, false);
    return found;
  });
  if (page.left !== 1) found.push(`${page.left} navigations`);
  return [...found, ...page.complaints];
}
