// How a page may embed the widget, and what that costs the page.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { html } from './host.mjs';
import { Stage, launch, site } from './stage.mjs';

const STORY = '/story'; // with three comments
const fallback = '<a href="/letters">Write to the editor</a>';

describe('the embedded widget', { timeout: 120_000 }, () => {
  let stage, page;

  before(async () => {
    stage = await Stage.open();
    await stage.fill(STORY, 3);
  });
  after(() => stage?.close());
  beforeEach(async () => { page = await stage.reader(); });
  afterEach(async () => {
    await page.context().close();
    assert.deepEqual(page.complaints, []);
  });

  const put = (body, head = stage.script(), options = {}) => stage.host.put(STORY, html(body, { head, ...options }));
  const discussion = (attributes = 'eager') => stage.element('comments', attributes, fallback);
  const asked = (what) => page.asked.filter((one) => one.startsWith(what));
  const comments = () => page.locator('kibitz-comments [part~=comment]');
  const shown = async (n = 3) => {
    await comments().nth(n - 1).waitFor();
    assert.equal(await comments().count(), n);
  };

  it('may be loaded anywhere, anyhow, and twice', async () => {
    const body = discussion() + stage.element('count', 'words="({n}) Comments"');
    const module = stage.script('type=module');
    for (const [how, head, end] of [
      ['async before the elements', stage.script('async'), ''], ['in the head', stage.script(''), ''], ['deferred', stage.script('defer'), ''],
      ['after the elements', '', stage.script('')], ['as a module', module, ''], ['as a module after the elements', '', module],
      ['twice', stage.script(), stage.script()], ['twice, once as a module', module, stage.script('')],
      ['with the small file', stage.script('', 'kibitz-count.js'), stage.script('')], ['before the small file', stage.script(''), stage.script('', 'kibitz-count.js')],
    ]) {
      page.asked.length = 0;
      await page.goto(put(body + end, head));
      await shown();
      await page.getByText('(3) Comments').waitFor();
      assert.equal(asked('GET /v1/comments').length, 1, how);
      assert.equal(asked('GET /v1/counts').length, 1, how);
    }
  });

  it('follows what a program does with its elements', async () => {
    await stage.fill('/other', 1);
    await page.goto(put('<main></main>'));
    await page.locator('main').evaluate((main, markup) => main.setHTMLUnsafe(markup), discussion());
    await shown();
    await page.evaluate(() => {
      const element = document.querySelector('kibitz-comments');
      element.remove();
      document.querySelector('main').append(element);
    });
    await shown();
    await page.evaluate(() => document.querySelector('kibitz-comments').setAttribute('page', '/other'));
    await comments().nth(2).waitFor({ state: 'detached' });
    await shown(1);
    // Properties do what attributes do, also before the element is put anywhere.
    await page.evaluate(([site, api]) => {
      const element = Object.assign(document.createElement('kibitz-comments'), { site, api, page: '/story' });
      element.setAttribute('eager', '');
      document.querySelector('main').replaceChildren(element);
    }, [site, stage.api]);
    await shown();
  });

  it('asks for all counts of a document at once', async () => {
    const counts = Array.from({ length: 40 }, (_, i) => `<p>${stage.element('count', `page="/n${i % 30}" of=views`)}</p>`).join('');
    await page.goto(put(`${counts}<p>${stage.element('count', 'words')}</p>${stage.element('reactions')}`));
    await page.getByText('(3) Comments').waitFor();
    await page.getByRole('button', { name: /Useful/ }).waitFor();
    assert.equal(asked('GET /v1/counts').length, 1);
    assert.equal(new URLSearchParams(asked('GET /v1/counts')[0]).getAll('page').length, 31);
  });

  it('asks for nothing before it is needed, keeps no cookie, and meets nobody else', async () => {
    await page.goto(put(`<p style="height:6000px">A long story</p>${stage.element('comments', 'feed', fallback)}${stage.element('count')}`));
    await page.locator('kibitz-count', { hasText: '3' }).waitFor({ state: 'attached' });
    assert.deepEqual(asked('GET /v1/').filter((one) => !one.includes('/widget/')).map((one) => one.split('?')[0]), ['GET /v1/counts']);
    await page.mouse.wheel(0, 5500);
    await shown();
    assert.equal(asked('GET /v1/comments').length, 1);
    assert.deepEqual(await page.context().cookies(), []);
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
  });

  it('moves nothing when it arrives', async () => {
    let release;
    const late = new Promise((resolve) => { release = resolve; });
    await page.route(/\/v1\/(comments|counts|top)/, async (route) => {
      await late;
      await route.continue();
    });
    await page.goto(put(`<p>A line ${stage.element('count', 'words')}</p><p>A line</p>
      ${stage.element('reactions')}<p>A line</p>${discussion('eager reactions feed')}<p>The end</p>`, stage.script('')));
    await page.locator('kibitz-comments [part=root]').waitFor();
    const frames = () => page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));
    await page.evaluate(() => {
      window.shifts = [];
      window.observer = new PerformanceObserver((list) => window.shifts.push(...list.getEntries()));
      window.observer.observe({ type: 'layout-shift', buffered: true });
    });
    await frames();
    release();
    await shown();
    await page.getByText('(3) Comments').waitFor();
    await frames();
    const shifts = await page.evaluate(() => [...window.shifts, ...window.observer.takeRecords()].flatMap(({ value, sources }) =>
      sources.map(({ node, previousRect: a, currentRect: b }) => `${value}: ${node?.nodeName} ${node?.textContent?.slice(0, 30)} from ${a.y} to ${b.y}`)));
    assert.deepEqual(shifts, []);
  });

  it('leaves the page as it was without JavaScript', async () => {
    const plain = await stage.reader({ javaScriptEnabled: false });
    await plain.goto(put(discussion()));
    await plain.getByRole('link', { name: 'Write to the editor' }).click({ trial: true });
    assert.deepEqual(plain.complaints, []);
    await plain.context().close();
  });

  it('counts a view after a second, in whichever state the page was opened', async () => {
    await page.clock.install({ time: new Date('2026-03-02T12:00:00Z') });
    await page.clock.pauseAt(new Date('2026-03-02T12:00:01Z'));
    await page.addInitScript(() => {
      const state = { hidden: location.hash === '#hidden', prerendering: location.hash === '#prerendered' };
      for (const name of Object.keys(state)) Object.defineProperty(document, name, { get: () => state[name] });
      window.become = (name, value, event) => {
        state[name] = value;
        document.dispatchEvent(new Event(event));
      };
    });
    const url = put(`${stage.element('view')} ${stage.element('count', 'of=views')}`, stage.script(''));
    const open = async (hash) => {
      await page.goto('about:blank');
      page.asked.length = 0;
      await page.goto(url + hash);
      await page.evaluate(() => new Promise((resolve) => { queueMicrotask(resolve); }));
    };
    const views = () => asked('POST /v1/views').length;
    /** Lets time go by; whatever it begins, the server hears of before the promise resolves. */
    const pass = async (milliseconds) => {
      await page.clock.runFor(milliseconds);
      await page.evaluate((api) => fetch(`${api}/v1/counts?site=paper&page=/x`).then((r) => r.text()), stage.api);
    };

    await open('');
    await pass(990);
    assert.equal(views(), 0, 'in the first second');
    await pass(20);
    assert.equal(views(), 1);
    await pass(60_000);
    assert.equal(views(), 1, 'once');

    for (const [hash, name, event] of [['#hidden', 'hidden', 'visibilitychange'], ['#prerendered', 'prerendering', 'prerenderingchange']]) {
      await open(hash);
      await pass(60_000);
      assert.equal(views(), 0, name);
      await page.evaluate(([n, e]) => window.become(n, false, e), [name, event]);
      await pass(600);
      if (name === 'hidden') { // only what was seen counts
        await page.evaluate(() => window.become('hidden', true, 'visibilitychange'));
        await pass(60_000);
        await page.evaluate(() => window.become('hidden', false, 'visibilitychange'));
        await pass(390);
        assert.equal(views(), 0, 'seen for less than a second in all');
      }
      await pass(500);
      assert.equal(views(), 1, `after it was ${name}`);
    }
  });

  it('counts a page again that comes back from the cache of pages', async () => {
    const browser = await launch({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
    try {
      const tab = await browser.newPage();
      const view = () => tab.waitForResponse((r) => r.url().endsWith('/v1/views') && r.ok());
      const first = view();
      await tab.goto(put(stage.element('view'), stage.script('')));
      await first;
      await tab.evaluate(() => { window.sameDocument = true; });
      await tab.goto(stage.host.put('/next', html('<p>Next</p>')));
      const again = view();
      await tab.goBack({ waitUntil: 'commit' });
      await again;
      assert.equal(await tab.evaluate(() => window.sameDocument), true, 'the page was opened anew');
    } finally {
      await browser.close();
    }
  });

  it('counts with the small file alone', async () => {
    const counted = page.waitForResponse('**/v1/views');
    await page.goto(put(`${stage.element('view', 'show')}${stage.element('count')}${discussion()}`, stage.script('async', 'kibitz-count.js')));
    assert.equal((await counted).status(), 200);
    await page.locator('kibitz-count', { hasText: '3' }).waitFor();
    await page.locator('kibitz-view', { hasText: /\d/ }).waitFor();
    await page.getByRole('link', { name: 'Write to the editor' }).waitFor();
    assert.deepEqual(asked('GET /v1/comments'), []);
  });

  it('runs as it was published, or not at all', async () => {
    const snippet = execFileSync(stage.kibitz.bin, ['site', 'snippet', site, '--api', stage.api], { encoding: 'utf8' });
    const [, src] = /src="([^"]+)"/.exec(snippet), [, integrity] = /integrity="([^"]+)"/.exec(snippet);
    const file = await fetch(src), body = Buffer.from(await file.arrayBuffer());
    assert.equal(integrity, `sha384-${createHash('sha384').update(body).digest('base64')}`);
    assert.match(file.headers.get('cache-control'), /\bmax-age=31536000\b.*\bimmutable\b/);
    assert.equal(file.headers.get('access-control-allow-origin'), '*');
    const alias = await fetch(`${stage.api}/v1/widget/kibitz.js`);
    assert.match(alias.headers.get('cache-control'), /\bmax-age=300\b/);
    assert.deepEqual(Buffer.from(await alias.arrayBuffer()), body);
    assert.equal((await fetch(src.replace(/\/[0-9a-f]{12}\//, '/000000000000/'))).status, 404);

    const url = put(snippet.replace('<kibitz-comments', '<kibitz-comments eager').replace('></kibitz', `>${fallback}</kibitz`), '');
    await page.goto(url);
    await shown();
    await page.route(src, (route) => route.fulfill({ body: `${body} `, contentType: 'text/javascript', headers: { 'Access-Control-Allow-Origin': '*' } }));
    await page.goto(url);
    await page.getByRole('link', { name: 'Write to the editor' }).waitFor();
    assert.equal(await page.evaluate(() => customElements.get('kibitz-comments')), undefined);
    assert.match(page.complaints.splice(0).join(), /integrity/);
  });
});
