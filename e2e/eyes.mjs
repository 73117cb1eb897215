// What must be true of how the discussion looks, whatever it shows.
import assert from 'node:assert/strict';
import AxeBuilder from '@axe-core/playwright';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Asserts that axe finds nothing by the guidelines and its best practices, or by only these rules. */
export async function audit(page, what, only) {
  const axe = new AxeBuilder({ page }).setLegacyMode(); // which opens no window beside the page
  const { violations } = await (only ? axe.withRules(only) : axe.withTags(rules)).analyze();
  assert.deepEqual(violations.map((v) => [v.id, v.nodes.map((n) => `${n.html.slice(0, 80)} ${n.failureSummary}`)]), [], what);
}

/** By how many pixels the page scrolls sideways. */
export const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/**
 * All words and controls of the elements that lie on each other, stand out of
 * their button, or are cut off.
 */
export const clashes = (page) => page.evaluate(() => {
  const found = [], things = [];
  const slack = 1; // px; boxes end between pixels
  const out = (a, b) => a.left < b.left - slack || a.right > b.right + slack || a.top < b.top - slack || a.bottom > b.bottom + slack;
  const tell = (what, { name, box }, more = '') => found.push(`${name} (${[box.left, box.top, box.right, box.bottom].map(Math.round)}) ${what} ${more}`);

  /** The boxes of the words below a node, a line each. */
  const lines = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
  };
  const take = (element, box, name) => {
    const thing = { element, box, name };
    things.push(thing);
    for (let up = element; up; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== 'visible' && out(box, up.getBoundingClientRect())) tell('is cut off by', thing, up.className);
    }
    if (box.left < -slack || box.right > innerWidth + slack) tell('is off the screen', thing);
  };
  const look = (root) => {
    for (const element of root.children) {
      const { localName } = element;
      if (element.shadowRoot) look(element.shadowRoot);
      // Some words are for screen readers only.
      if (!element.checkVisibility({ visibilityProperty: true }) || element.matches('.v, svg')) continue;
      if (element.matches('button, label, input, textarea')) {
        const box = element.getBoundingClientRect(), name = `${localName} “${(element.getAttribute('aria-label') ?? element.textContent).trim()}”`;
        take(element, box, name);
        if (element.matches('button, label')) for (const line of lines(element)) if (out(line, box)) tell('holds more than fits', { name, box }, JSON.stringify(line));
        continue;
      }
      for (const node of element.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) for (const box of lines(node)) take(element, box, `“${node.data.slice(0, 30)}”`);
      }
      look(element);
    }
  };
  for (const host of document.querySelectorAll('[site]')) if (host.shadowRoot) look(host.shadowRoot);

  const menu = ({ element }) => element.closest('[role=menu]'); // which lies on what is below it
  things.forEach((a, i) => {
    for (const b of things.slice(i + 1)) {
      const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (wide > slack && high > slack && a.element !== b.element && menu(a) === menu(b)) tell('lies on', a, `${b.name} by ${wide} by ${high}`);
    }
  });
  if (!things.length) found.push('nothing is shown');
  return found;
});
