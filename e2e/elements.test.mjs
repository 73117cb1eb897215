// The small elements on a publisher's page: numbers, reactions, lists.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { html, strict } from './host.mjs';
import { Stage, site } from './stage.mjs';

describe('the small elements', { timeout: 120_000 }, () => {
  let stage;
  before(async () => { stage = await Stage.open(); });
  after(() => stage.close());

  /** Opens a page of this body under the strictest policy. */
  const open = async (path, body, options) => {
    const page = await stage.reader(options);
    await page.goto(stage.host.put(path, html(body, { lang: 'vi' }), { 'Content-Security-Policy': strict(stage.api) }));
    return page;
  };
  const element = (...of) => stage.element(...of);
  const text = (page, selector, wanted) => page.waitForFunction(
    ([s, w]) => document.querySelector(s)?.textContent === w, [selector, wanted]);
  /** Resolves once the page's numbers are as they should be: the server folds them after it has answered. */
  const folded = async (path, right) => {
    for (;;) {
      const { body } = await stage.call('GET', `/v1/counts?site=${site}&page=${path}`, undefined, { 'Cache-Control': 'no-cache' });
      if (right(body.counts[0])) return;
    }
  };
  const row = (url, title) => ({ page: '/p', url, title, views: 48210, comments: 1, score: 1, pinned: false });

  it('shows a number as it is asked for, and nothing for zero', async () => {
    await stage.post('/counted', 'One');
    await folded('/counted', ({ comments }) => comments === 1);
    const page = await open('/numbers', `${stage.script()}
      ${element('count', 'page=/counted id=words words')} ${element('count', 'page=/counted id=own words="{n} ý kiến"')}
      ${element('count', 'page=/counted id=plain')} ${element('count', 'page=/nobody id=none words', 'chưa rõ')}`);
    await text(page, '#words', '(1) Bình luận');
    await text(page, '#own', '1 ý kiến');
    await text(page, '#plain', '1');
    await text(page, '#none[zero]', '');
    // A program changes the page.
    await page.evaluate(() => { document.querySelector('#none').page = '/counted'; });
    await text(page, '#none:not([zero])', '(1) Bình luận');
    assert.deepEqual(page.complaints, []);
  });

  it('takes one reaction a reader, changed and withdrawn', async () => {
    const page = await open('/react', stage.script() + element('reactions', 'page=/react'));
    const button = (name) => page.getByRole('button', { name });
    await button('Hữu ích 0').click();
    await page.locator('[aria-pressed=true]', { hasText: 'Hữu ích 1' }).waitFor();
    await button('Yêu thích 0').click();
    await page.locator('[aria-pressed=true]', { hasText: 'Yêu thích 1' }).waitFor();
    assert.equal(await button('Hữu ích 0').getAttribute('aria-pressed'), 'false');
    await folded('/react', ({ reactions }) => reactions.love === 1);
    await page.reload();
    await page.locator('[aria-pressed=true]', { hasText: 'Yêu thích 1' }).click();
    await page.locator('[aria-pressed=false]', { hasText: 'Yêu thích 0' }).waitFor();
    await folded('/react', ({ reactions }) => reactions.love === 0);
    assert.deepEqual(page.complaints, []);
  });

  it('takes a reaction back in words when the server did not take it', async () => {
    const page = await open('/refused', stage.script() + element('reactions', 'page=/refused'), { complain: false });
    await page.route('**/v1/reactions', (route) => route.fulfill({ status: 500, headers: { 'Access-Control-Allow-Origin': '*' }, body: '{"code":"internal"}' }));
    await page.getByRole('button', { name: 'Bất ngờ 0' }).click();
    await page.getByText('Lúc này chưa làm được. Bạn thử lại nhé.').waitFor();
    await page.locator('[aria-pressed=false]', { hasText: 'Bất ngờ 0' }).waitFor();
  });

  it('asks for a reader\'s votes only when there may be some', async () => {
    const page = await open('/new', stage.script() + element('reactions', 'page=/new'));
    await page.getByRole('button', { name: 'Lo lắng 0' }).waitFor();
    assert.deepEqual(page.asked.filter((asked) => asked.startsWith('GET /v1/votes')), []);
  });

  it('lists pages as links to the web alone', async () => {
    const page = await stage.reader();
    await page.route('**/v1/top?**', (route) => route.fulfill({
      headers: { 'Access-Control-Allow-Origin': '*' },
      json: { by: 'views', window: '24h', pages: [row('https://news.example/a', '<b>Ga</b>'), row('javascript:alert(1)', 'x'), row('data:text/html,x', 'y'), row('http://', 'z')] },
    }));
    await page.goto(stage.host.put('/top', html(stage.script() + element('top', 'by=views limit=3'), { lang: 'vi' })));
    await page.getByRole('link', { name: '<b>Ga</b>' }).waitFor();
    assert.equal(await page.getByRole('link').count(), 1);
    await page.getByText('48.210 lượt xem').waitFor();
    assert.deepEqual(page.complaints, []);
  });

  it('keeps the place of a list until it has come', async () => {
    const page = await stage.reader();
    let release;
    const late = new Promise((resolve) => { release = resolve; });
    await page.route('**/v1/top?**', async (route) => {
      await late;
      await route.fulfill({ headers: { 'Access-Control-Allow-Origin': '*' }, json: { by: 'views', window: '24h', pages: Array.from({ length: 4 }, (_, i) => row(`/${i}`, `Bài ${i}`)) } });
    });
    await page.goto(stage.host.put('/place', html(stage.script('') + element('top', 'by=views limit=4'), { lang: 'vi' })));
    const height = () => page.locator('kibitz-top').evaluate((top) => top.getBoundingClientRect().height);
    const reserved = await height();
    assert.ok(reserved > 200);
    release();
    await page.getByRole('link', { name: 'Bài 3' }).waitFor();
    assert.equal(await height(), reserved);
  });

  it('says what an element lacks', async () => {
    const page = await open('/lacks', `${stage.script('')}<kibitz-count api="${stage.api}" page=/a></kibitz-count>`, { complain: false });
    const code = await page.evaluate(() => new Promise((resolve) => {
      document.addEventListener('kibitz:error', (event) => resolve(event.detail.code));
      document.querySelector('kibitz-count').setAttribute('page', '/b');
    }));
    assert.equal(code, 'site_missing');
  });
});
