// The demo newspaper in a real browser: what a reader does, and what a
// stranger tries.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import AxeBuilder from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { Kibitz } from './kibitz.mjs';

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const article = 'pha-dem-tro-lai';
const comments = '.kz-c:not(.held)';

describe('the demo newspaper', () => {
  let kibitz, browser, context, page, complaints;

  before(async () => {
    kibitz = new Kibitz();
    await kibitz.start();
    await configure('limits=off'); // these readers are fast, and at one address
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
  });
  after(async () => {
    await browser?.close();
    await kibitz?.remove();
  });

  /** Changes settings between two runs of the server, so that they hold from its first answer. */
  const configure = async (...settings) => {
    await kibitz.stop();
    kibitz.command('site', 'set', 'demo', ...settings);
    await kibitz.start();
  };

  // Each reader is another browser: no shared storage, another agent.
  let readers = 0;
  const reader = async (options = {}) => {
    const c = await browser.newContext({
      locale: 'vi-VN', userAgent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.${++readers} Safari/537.36`, ...options,
    });
    const p = await c.newPage();
    p.setDefaultTimeout(10_000);
    p.on('pageerror', (e) => complaints.push(String(e)));
    p.on('console', (m) => ['error', 'warning'].includes(m.type()) && complaints.push(m.text()));
    return p;
  };
  beforeEach(async () => {
    complaints = [];
    page = await reader();
    context = page.context();
  });
  afterEach(async () => {
    await context.close();
    assert.deepEqual(complaints, [], 'errors and warnings of the page');
  });

  const open = async (p = page, path = article) => {
    await p.goto(kibitz.url + path);
    await p.locator(comments).first().waitFor();
  };
  /** Writes in the open composer within `at` and sends it. */
  const send = async (at, text, name) => {
    if (name) await at.getByLabel('Tên hiển thị').fill(name);
    await at.getByLabel('Bình luận', { exact: true }).fill(text);
    await at.locator('button[type=submit]').click();
  };
  const write = async (text, name, p = page) => {
    const invite = p.getByRole('button', { name: 'Viết bình luận của bạn…' });
    if (await invite.isVisible()) await invite.click();
    await send(p.locator('.kz-writing'), text, name);
  };
  const comment = (text, p = page) => p.locator('.kz-c', { hasText: text });
  const number = async (locator) => Number((await locator.first().textContent()).replace(/\D/g, ''));

  it('shows counts beside titles with one request', async () => {
    const asked = [];
    page.on('request', (r) => r.url().includes('/v1/') && asked.push(new URL(r.url()).pathname));
    await page.goto(kibitz.url);
    const lead = page.locator(`.lead [data-comments="/${article}"]`);
    await lead.filter({ hasText: '(7) Bình luận' }).waitFor();
    assert.deepEqual(asked, ['/v1/counts']);
    await lead.click();
    await page.waitForURL(`**/${article}#comments`);
  });

  it('publishes a comment without a reload, and renders it safely', async () => {
    await open();
    await page.evaluate(() => (window.sameDocument = true));
    const before = await number(page.locator('#comments h2'));
    await write([
      '**Chào bến cũ**, đọc mà nhớ *mùa nước nổi*. <img src=x onerror="window.hacked=1"> <script>window.hacked=1</script>',
      '', '> Ế, Ộ, ữ: đủ dấu cả', '', '[bấm đây](javascript:window.hacked=1) [thật](https://example.org/a?b=1)',
    ].join('\n'), 'Hai Lúa');
    const mine = comment('Chào bến cũ');
    await mine.waitFor();
    assert.equal(await page.evaluate(() => window.sameDocument), true);
    assert.equal(await mine.locator('.kz-body strong').textContent(), 'Chào bến cũ');
    assert.equal(await mine.locator('.kz-body blockquote').innerText(), 'Ế, Ộ, ữ: đủ dấu cả');
    assert.equal(await mine.locator('.kz-body :is(img, script, [onerror])').count(), 0);
    const links = await mine.locator('.kz-body a').evaluateAll((as) => as.map((a) => [a.getAttribute('href'), a.rel]));
    assert.deepEqual(links, [['https://example.org/a?b=1', 'nofollow ugc noopener noreferrer']]);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.equal(await mine.locator('.kz-badge').textContent(), 'Bạn');
    assert.equal(await number(page.locator('#comments h2')), before + 1);
    assert.equal(await page.evaluate(() => document.activeElement.textContent.includes('Chào bến cũ')), true, 'the new comment has the focus');

    await page.reload();
    await mine.waitFor();
    assert.equal(await mine.locator('.kz-badge').textContent(), 'Bạn');
    // Another reader sees it too, in the other language's pages, and cannot change it.
    const other = await reader();
    await open(other, 'en/' + article);
    await comment('Chào bến cũ', other).waitFor();
    assert.deepEqual(await comment('Chào bến cũ', other).getByRole('button').allTextContents(), ['Reply']);
    await other.context().close();
  });

  it('takes replies, edits and deletions', async () => {
    await open();
    await write('Câu hỏi về giờ chạy', 'Hỏi');
    const root = comment('Câu hỏi về giờ chạy').first();
    await root.getByRole('button', { name: 'Trả lời' }).click();
    await send(root, 'Tự trả lời vậy', 'Hỏi');
    const reply = comment('Tự trả lời vậy').last();
    await reply.waitFor();
    await reply.getByRole('button', { name: 'Trả lời' }).click();
    await send(reply, 'Trả lời câu trả lời', 'Hỏi');
    await page.locator('.kz-replies .kz-to', { hasText: 'Hỏi' }).waitFor();

    await reply.getByRole('button', { name: 'Sửa' }).click();
    assert.equal(await reply.getByLabel('Bình luận', { exact: true }).inputValue(), 'Tự trả lời vậy');
    await send(reply, 'Tự trả lời, *có sửa*');
    await comment('Tự trả lời, có sửa').getByText('đã sửa').waitFor();

    const before = await number(page.locator('#comments h2'));
    await root.getByRole('button', { name: 'Xóa' }).click();
    await root.getByRole('group', { name: 'Xóa bình luận này?' }).getByRole('button', { name: 'Xóa' }).click();
    await page.getByText('Bình luận đã bị gỡ.').waitFor();
    assert.equal(await number(page.locator('#comments h2')), before - 1);

    await page.reload();
    await comment('Tự trả lời, có sửa').waitFor();
    await comment('Trả lời câu trả lời').waitFor();
    await page.getByText('Bình luận đã bị gỡ.').waitFor();
    assert.equal(await page.getByText('Câu hỏi về giờ chạy').count(), 0);
  });

  it('shows what was written before it is sent', async () => {
    await open();
    await page.getByRole('button', { name: 'Viết bình luận của bạn…' }).click();
    const box = page.locator('.kz-writing');
    await box.getByLabel('Bình luận', { exact: true }).fill('- một\n- **hai** <b>ba</b>');
    await box.getByRole('button', { name: 'Xem trước' }).click();
    await box.locator('.kz-shown li strong', { hasText: 'hai' }).waitFor();
    assert.equal(await box.locator('.kz-shown b').count(), 0);
    // The draft outlives the page.
    await page.reload();
    await page.locator(comments).first().waitFor();
    assert.equal(await box.getByLabel('Bình luận', { exact: true }).inputValue(), '- một\n- **hai** <b>ba</b>');
  });

  it('says what is wrong beside the field', async () => {
    await open();
    await write('Không tên', '');
    const name = page.locator('.kz-writing').getByLabel('Tên hiển thị');
    await page.getByText('Bạn chưa nhập tên.').waitFor();
    assert.equal(await name.evaluate((e) => e === document.activeElement), true);
    await write('Tên tòa soạn', 'Quản trị viên');
    await page.getByText('Tên này dành cho tòa soạn.').waitFor();
    assert.equal(await name.evaluate((e) => e === document.activeElement), true);
    await write('x'.repeat(5001), 'Dài');
    await page.getByText('Bình luận dài quá.').waitFor();
    complaints = complaints.filter((c) => !/status of 422/.test(c)); // the browser's own note of a refusal
  });

  it('sends a comment once, whatever the network does', async () => {
    await open();
    const keys = [];
    let lost = false;
    await page.route('**/v1/comments', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      keys.push(route.request().headers()['idempotency-key']);
      if (lost) return route.continue();
      lost = true;
      await route.fetch(); // the server has it, the answer never comes
      await route.abort('connectionreset');
    });
    await write('Chỉ một lần thôi', 'Mạng yếu');
    await page.getByText('Chưa gửi được. Nội dung của bạn vẫn còn đây.').waitFor();
    await page.reload(); // even so: the key is kept with the draft
    await page.locator(comments).first().waitFor();
    const again = page.locator('.kz-writing button[type=submit]');
    await again.dblclick();
    await page.getByText('Đã đăng bình luận của bạn.').waitFor({ state: 'attached' });
    assert.equal(keys.length, 2);
    assert.equal(keys[0], keys[1]);
    await page.reload();
    await comment('Chỉ một lần thôi').waitFor();
    assert.equal(await comment('Chỉ một lần thôi').count(), 1);
    complaints = complaints.filter((c) => !/ERR_CONNECTION_RESET/.test(c)); // ours
  });

  it('shows held comments to their author alone', async () => {
    await configure('mode=all');
    try {
      await open();
      const before = await number(page.locator('#comments h2'));
      await write('Có được đăng không', 'Chờ');
      const held = page.locator('.kz-c.held', { hasText: 'Có được đăng không' });
      await held.getByText('Đang chờ duyệt').waitFor();
      assert.equal(await number(page.locator('#comments h2')), before);
      await page.reload();
      await held.getByText('Chỉ bạn thấy bình luận này').waitFor();
      const other = await reader();
      await open(other);
      assert.equal(await other.getByText('Có được đăng không').count(), 0);
      await other.context().close();
    } finally {
      await configure('mode=publish');
    }
  });

  it('lets nothing run that a broken server would send', async () => {
    const victim = await reader({ bypassCSP: true }); // the script alone must hold, on pages without a policy too
    await victim.route('**/v1/comments?*', async (route) => {
      const answer = await route.fetch();
      const list = await answer.json();
      list.comments[0].html = '<div><p onclick="window.hacked=1">giả<script>window.hacked=1</script><img src=x onerror="window.hacked=1">' +
        '<svg onload="window.hacked=1"><script>window.hacked=1</script></svg><a href="javascript:window.hacked=1" id=comments>bấm</a></p><form><input name=x></form></div>';
      list.comments[0].author.name = '<img src=x onerror="window.hacked=1">';
      await route.fulfill({ response: answer, json: list });
    });
    await open(victim);
    const body = comment('giả', victim).locator('.kz-body');
    assert.equal(await body.evaluate((e) => [...e.querySelectorAll('*')].map((x) => x.outerHTML).join()),
      '<p>giả<a rel="nofollow ugc noopener noreferrer">bấm</a></p>,<a rel="nofollow ugc noopener noreferrer">bấm</a>');
    assert.equal(await victim.evaluate(() => window.hacked), undefined);
    await victim.context().close();
  });

  /** Posts as a program would; returns the comment. */
  const post = async (page, body, parent = null) => {
    const answer = await fetch(`${kibitz.url}v1/comments`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ site: 'demo', page, parent, body, author: { name: 'Vườn' } }),
    });
    assert.equal(answer.status, 201);
    return (await answer.json()).comment;
  };

  it('loads more, in both orders', async () => {
    for (let i = 0; i < 25; i++) await post('/thu-vien-hat-giong', `Hạt giống số ${i}`);
    await open(page, 'thu-vien-hat-giong');
    const more = page.getByRole('button', { name: 'Xem thêm bình luận' });
    await more.click();
    await page.locator(comments).nth(25).waitFor();
    assert.equal(await page.locator(comments).count(), 26);
    assert.equal(await more.count(), 0);
    assert.match(await page.locator(comments).last().textContent(), /Tôi mượn đậu rồng/);
    await page.getByLabel('Cũ nhất').check();
    await page.locator(comments).first().filter({ hasText: 'Tôi mượn đậu rồng' }).waitFor();
  });

  it('loads the rest of a long thread', async () => {
    const root = await post('/noi-chao-chin-gio', 'Nồi nào cũng được chứ');
    for (let i = 0; i < 24; i++) await post('/noi-chao-chin-gio', `Nồi số ${i}`, root.id);
    await open(page, 'noi-chao-chin-gio');
    const thread = page.locator('.kz-list > li', { hasText: 'Nồi nào cũng được chứ' });
    await thread.getByRole('button', { name: /^Xem thêm \d+ trả lời$/ }).click();
    await thread.getByText('Nồi số 23').waitFor();
    assert.deepEqual(await thread.locator('.kz-replies .kz-body').allInnerTexts(), Array.from({ length: 24 }, (_, i) => `Nồi số ${i}`));
    assert.equal(await thread.getByRole('button', { name: /^Xem thêm/ }).count(), 0);
  });

  it('takes no more where the newsroom has closed the discussion', async () => {
    kibitz.command('page', 'close', 'demo', '/noi-chao-chin-gio');
    await open(page, 'noi-chao-chin-gio');
    await page.getByText('Bài viết đã đóng bình luận.').waitFor();
    assert.equal(await page.getByRole('button', { name: /Trả lời|Viết bình luận/ }).count(), 0);
    kibitz.command('page', 'open', 'demo', '/noi-chao-chin-gio');
  });

  it('fits every width, in both languages', async () => {
    for (const path of ['', article, 'en/', 'en/' + article]) {
      for (const width of [320, 768, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(kibitz.url + path);
        await page.locator('[data-comments]', { hasText: '(' }).first().waitFor();
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(wide, 0, `/${path} at ${width} px scrolls sideways`);
      }
    }
  });

  it('can be used by everyone', async () => {
    for (const colorScheme of ['light', 'dark']) {
      const p = await reader({ colorScheme });
      const audit = async (where) => {
        const { violations } = await new AxeBuilder({ page: p }).analyze();
        assert.deepEqual(violations.map((v) => [v.id, v.nodes.map((n) => n.html)]), [], `${where}, ${colorScheme}`);
      };
      await p.goto(kibitz.url);
      await p.locator('[data-comments]', { hasText: '(' }).first().waitFor();
      await audit('front page');
      await open(p);
      await write('', '', p); // an open composer with errors
      await p.getByText('Bạn chưa viết gì.').waitFor();
      await comment('Gió chướng', p).first().getByRole('button', { name: 'Trả lời' }).click();
      await audit('article');
      await p.context().close();
    }
  });

  it('works from the keyboard', async () => {
    await open();
    await page.getByRole('button', { name: 'Viết bình luận của bạn…' }).press('Enter');
    await page.keyboard.type('Gõ bằng phím');
    await page.keyboard.press('Tab'); // out of the text, to the name
    await page.keyboard.type('Phím');
    await page.keyboard.press('Control+Enter');
    const mine = comment('Gõ bằng phím');
    await mine.waitFor();
    await page.keyboard.press('Tab'); // the permalink, then the actions
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement.tagName === 'TEXTAREA');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement.textContent === 'Trả lời');
  });

  it('counts views, and has everything after kill -9', async () => {
    const opened = async (p) => { // and its view counted, a second later
      const counted = p.waitForResponse('**/v1/views');
      await open(p);
      return (await (await counted).json()).views;
    };
    const before = await opened(page);
    const second = await reader();
    assert.equal(await opened(second), before + 1);
    assert.equal(await opened(second), before + 1, 'the same view again');
    await second.waitForFunction(([sel, n]) => Number(document.querySelector(sel).textContent) === n, [`.by [data-views="/${article}"] b`, before + 1]);
    await write('Sẽ còn lại sau khi tắt', 'Bền bỉ');
    await comment('Sẽ còn lại sau khi tắt').waitFor();
    const total = await number(page.locator('#comments h2'));

    assert.equal(await kibitz.stop('SIGKILL'), 'SIGKILL');
    await kibitz.start();
    await open();
    await comment('Sẽ còn lại sau khi tắt').waitFor();
    await comment('Chào bến cũ').waitFor();
    await page.waitForFunction((n) => Number(document.querySelector('#comments h2').textContent.replace(/\D/g, '')) === n, total);
    assert.equal(await opened(page), before + 1);
    await second.context().close();
    assert.equal(await kibitz.stop(), 0);
    await kibitz.start();
  });
});
