// The demo newspaper in a real browser, as a new reader finds it.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import AxeBuilder from '@axe-core/playwright';
import { Stage } from './stage.mjs';

const ferry = '/pha-dem-tro-lai', clock = '/nguoi-sua-dong-ho', kite = '/tha-dieu-bai-boi';
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

describe('the demo newspaper', () => {
  let stage, page;

  before(async () => { stage = await Stage.open(); });
  after(() => stage?.close());
  beforeEach(async () => { page = await reader(); });
  afterEach(async () => {
    await page.context().close();
    assert.deepEqual(page.complaints, [], 'errors and warnings of the page');
  });

  const reader = (options) => stage.reader({ locale: 'vi-VN', ...options });
  const open = (path, p = page) => p.goto(stage.api + path);
  const counted = (path, p = page, of = 'comments') =>
    p.locator(`kibitz-count[page="${path}"]${of === 'views' ? '[of=views]' : ':not([of])'}`).first();
  const links = (p, by) => p.locator(`kibitz-top[by=${by}] [part=link]`);
  const text = (p, locator, words) => p.locator(locator).filter({ hasText: words }).first().waitFor();
  const discussion = (p = page) => p.locator('kibitz-comments');
  const ready = (p = page) => discussion(p).getByRole('article').first().waitFor();
  const down = (p = page) => p.locator('#comments').scrollIntoViewIfNeeded();

  /** Opens an article and returns its views once this one is among them. */
  const read = async (path, p = page) => {
    const answer = p.waitForResponse('**/v1/views');
    await open(path, p);
    return (await (await answer).json()).views;
  };
  const write = async (words, name, p = page) => {
    await down(p);
    await ready(p);
    await p.getByRole('button', { name: 'Viết bình luận của bạn…' }).click();
    await p.getByLabel('Tên hiển thị').fill(name);
    await p.getByRole('textbox', { name: 'Bình luận', exact: true }).fill(words);
    await p.locator('kibitz-comments [part=submit]').click();
    await discussion(p).getByRole('article').filter({ hasText: words }).waitFor();
  };
  /** Asks until the answer is as wanted: what readers do is counted a moment later. */
  const until = async (path, wanted) => {
    for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
      const { body } = await stage.call('GET', path);
      if (wanted(body)) return body;
    }
    assert.fail(`${path} does not become what is wanted`);
  };
  const numbers = async (path) => (await stage.call('GET', `/v1/counts?site=demo&page=${path}`)).body.counts[0];

  it('has everything at the first look', async () => {
    await open('/');
    await counted(ferry).filter({ hasText: '(13) Bình luận' }).waitFor();
    await counted(ferry, page, 'views').filter({ hasText: '412' }).waitFor();
    for (const [by, first, n] of [['views', 'Phà đêm trở lại', 5], ['trending', '', 4], ['comments', 'Phà đêm trở lại', 4]]) {
      await links(page, by).filter({ hasText: first }).first().waitFor();
      assert.equal(await links(page, by).count(), n, by);
    }
    assert.equal(page.asked.filter((a) => a.includes('/v1/counts')).length, 1, 'all counts of a page are one request');
    await page.locator('.lead .cc').click();
    await page.waitForURL(`**${ferry}#comments`);
    await ready();
    await text(page, '.by kibitz-count', '(13) Bình luận');
    await page.locator('kibitz-reactions').getByRole('button', { name: /^Hữu ích/ }).waitFor();
  });

  it('moves its numbers and lists when somebody reads and writes', async () => {
    const before = await numbers(kite);
    const views = await read(kite);
    assert.equal(views, before.views + 1);
    await text(page, '.by kibitz-view', String(views));
    await write('Gió nồm chiều nay đều lắm, chú Du ạ.', 'Học trò mới');
    await until(`/v1/counts?site=demo&page=${kite}`, ({ counts: [c] }) => c.comments === before.comments + 1 && c.views === views);
    for (const by of ['views', 'comments']) {
      const n = by === 'views' ? views : before.comments + 1;
      await until(`/v1/top?site=demo&by=${by}&window=24h&limit=20`, ({ pages }) => pages.some((p) => p.page === kite && p[by] === n));
    }
    const other = await reader(); // whose browser remembers nothing
    await open('/', other);
    await counted(kite, other).filter({ hasText: `(${before.comments + 1}) Bình luận` }).waitFor();
    await other.context().close();
    assert.deepEqual(other.complaints, []);
  });

  it('keeps what a reader thinks of a story', async () => {
    await open(clock);
    const love = page.locator('kibitz-reactions').getByRole('button', { name: /^Yêu thích/ });
    await love.filter({ hasText: '33' }).click();
    await love.filter({ hasText: '34' }).waitFor();
    await until(`/v1/counts?site=demo&page=${clock}`, ({ counts: [c] }) => c.reactions.love === 34);
    await page.reload();
    await love.and(page.locator('[aria-pressed=true]')).waitFor();
  });

  it('is the same paper in English', async () => {
    await open(clock);
    await page.getByRole('link', { name: 'EN', exact: true }).click();
    await page.waitForURL(`**/en${clock}`);
    assert.equal(await page.locator('h1').textContent(), 'The watchmaker and the hand that runs backwards');
    await text(page, '.by kibitz-count', '(5) Comments');
    await links(page, 'views').filter({ hasText: 'The night ferry' }).first().waitFor();
    for (const by of ['views', 'trending', 'comments']) {
      for (const href of await links(page, by).evaluateAll((all) => all.map((a) => new URL(a.href).pathname))) assert.match(href, /^\/en\//);
    }
    await down();
    await ready(); // the one discussion, in whatever language
    await page.getByRole('heading', { name: '5 comments' }).waitFor();
    await page.getByRole('link', { name: 'Culture' }).first().click();
    await page.waitForURL('**/en/chuyen-muc/van-hoa');
    await page.getByRole('link', { name: 'VI', exact: true }).click();
    await page.waitForURL('**/chuyen-muc/van-hoa');
    assert.equal(await page.locator('html').getAttribute('lang'), 'vi');
  });

  it('works under a policy that allows nothing else', async () => {
    const answer = await open(ferry);
    const policy = answer.headers()['content-security-policy'];
    for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self'",
      "require-trusted-types-for 'script'", 'trusted-types kibitz']) assert.ok(policy.includes(part), part);
    await down();
    await ready();
    assert.equal(await page.evaluate(() => { try { document.body.innerHTML = ''; } catch (e) { return e.name; } }), 'TypeError');
    page.complaints.splice(0, Infinity, ...page.complaints.filter((c) => !/TrustedHTML/.test(c))); // ours, just now
    assert.deepEqual(await page.context().cookies(), []);
  });

  it('reads without a script', async () => {
    const plain = await reader({ javaScriptEnabled: false });
    await open('/', plain);
    assert.equal(await plain.locator('.front article').count(), 12);
    assert.equal(await plain.locator('kibitz-top a:visible').count(), 13);
    await plain.locator('.lead h2 a').click();
    await plain.getByText('Đúng chín giờ tối').waitFor();
    const feed = new URL(await plain.locator('kibitz-comments a').getAttribute('href'), stage.api);
    assert.deepEqual([feed.pathname, feed.searchParams.get('page')], ['/v1/feed.atom', ferry]);
    assert.equal((await fetch(feed)).status, 200);
    await plain.context().close();
    assert.deepEqual(plain.complaints, []);
  });

  it('is light or dark as the reader likes', async () => {
    await open('/');
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const before = await ground();
    await page.getByRole('button', { name: 'Đổi nền sáng, tối' }).click();
    const dark = await ground();
    assert.notEqual(dark, before);
    await open(ferry);
    assert.equal(await ground(), dark);
  });

  it('fits every width, and moves nothing under the reader', async () => {
    await page.addInitScript(() => {
      window.shifts = [];
      new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((e) => [e.value, e.sources.map((s) => s.node?.nodeName)])))
        .observe({ type: 'layout-shift', buffered: true });
    });
    for (const path of ['/', '/en/', ferry, `/en${ferry}`, '/chuyen-muc/do-thi']) {
      for (const width of [320, 768, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        await open(path);
        await links(page, 'comments').first().waitFor();
        await page.locator('.cc').filter({ hasText: '(' }).first().waitFor();
        const [wide, shifts] = await page.evaluate(async () => {
          await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
          return [document.documentElement.scrollWidth - document.documentElement.clientWidth, window.shifts];
        });
        assert.equal(wide, 0, `${path} at ${width} px scrolls sideways`);
        assert.deepEqual(shifts, [], `${path} at ${width} px`);
      }
    }
  });

  it('can be used by everyone', async () => {
    for (const [colorScheme, width] of [['light', 1280], ['dark', 1280], ['light', 320]]) {
      const p = await reader({ colorScheme, viewport: { width, height: 900 } });
      for (const path of ['/', ferry, '/en/chuyen-muc/do-thi']) {
        await open(path, p);
        await links(p, 'comments').first().waitFor();
        if (path === ferry) {
          await down(p);
          await ready(p);
        }
        const { violations } = await new AxeBuilder({ page: p }).withTags(rules).analyze();
        assert.deepEqual(violations.map((v) => [v.id, v.nodes.map((n) => n.html)]), [], `${path}, ${colorScheme}, ${width} px`);
      }
      await p.context().close();
      assert.deepEqual(p.complaints.filter((c) => c !== 'a window opened at about:blank'), []); // that was axe
    }
  });

  it('has everything after kill -9, and nothing twice', async () => {
    const views = await read(ferry);
    await write('Sẽ còn lại sau khi tắt', 'Bền bỉ');
    const known = await numbers(clock);

    assert.equal(await stage.kibitz.stop('SIGKILL'), 'SIGKILL');
    await stage.kibitz.start();
    await open(ferry);
    await down();
    await discussion().getByRole('article').filter({ hasText: 'Sẽ còn lại sau khi tắt' }).waitFor();
    await until(`/v1/counts?site=demo&page=${ferry}`, ({ counts: [c] }) => c.comments === 14 && c.views === views);
    assert.deepEqual(await numbers(clock), known);
    assert.equal(await stage.kibitz.stop(), 0);
    await stage.kibitz.start();
  });
});
