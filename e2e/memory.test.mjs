// What the widget leaves behind when it goes: nothing.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { html } from './host.mjs';
import { Stage } from './stage.mjs';

const MOUNTS = 20;
// What the engine itself keeps from one round to the next: compiled code, caches of shapes.
const NOISE = 300_000; // bytes

describe('memory', { timeout: 60_000 }, () => {
  let stage;
  before(async () => {
    stage = await Stage.open();
    await stage.fill('/story', 25);
  });
  after(() => stage?.close());

  it('is given back by elements that were removed', async () => {
    const page = await stage.reader();
    await page.goto(stage.host.put('/', html('<main></main>', { head: stage.script() })));
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable');
    const markup = stage.element('comments', 'page=/story eager reactions feed') + stage.element('count', 'page=/story') + stage.element('reactions', 'page=/story');
    /** Puts the elements into the page, uses them, and takes them out again. */
    const mount = () => page.evaluate(async (markup) => {
      const main = document.querySelector('main');
      const told = (name) => new Promise((resolve) => main.addEventListener(name, resolve, { once: true }));
      const ready = told('kibitz:ready');
      main.setHTMLUnsafe(markup);
      await ready;
      const { shadowRoot } = main.querySelector('kibitz-comments');
      shadowRoot.querySelector('[part~=composer-open]').click();
      shadowRoot.querySelector('[aria-haspopup=menu]').click();
      main.replaceChildren();
    }, markup);
    const measure = async () => {
      for (let i = 0; i < 3; i++) await devtools.send('HeapProfiler.collectGarbage');
      const { metrics } = await devtools.send('Performance.getMetrics');
      const { usedSize } = await devtools.send('Runtime.getHeapUsage');
      const of = (name) => metrics.find((m) => m.name === name).value;
      return { counts: { documents: of('Documents'), nodes: of('Nodes'), listeners: of('JSEventListeners') }, heap: usedSize };
    };

    for (let i = 0; i < 3; i++) await mount(); // what is made once, is made
    const before = await measure();
    for (let i = 0; i < MOUNTS; i++) await mount();
    const then = await measure();
    assert.deepEqual(then.counts, before.counts);
    assert.ok(then.heap - before.heap < NOISE, `${then.heap - before.heap} bytes more after ${MOUNTS} mounts`);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
});
