// <kibitz-comments> as readers use it: writing, answering, voting, and all that
// a network does meanwhile.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { html, strict } from './host.mjs';
import { Stage, site } from './stage.mjs';

const HELD = 'held'; // a site whose newsroom reads everything first
const invite = 'Write a comment…';

describe('the discussion', () => {
  let stage, page, stories = 0, story;

  before(async () => {
    stage = await Stage.open('per-fetch=10', 'pages-per-address=100000', 'pages-per-site=100000');
    stage.kibitz.command('site', 'add', HELD, `origins=${stage.host.origin}`, 'limits=off', 'form=off', 'mode=all');
  });
  after(() => stage?.close());
  beforeEach(async () => {
    story = `/story-${++stories}`;
    page = await stage.reader();
  });
  afterEach(async () => {
    await page.context().close();
    assert.deepEqual(page.complaints, []);
  });

  /** Forgets complaints that the test itself caused. */
  const forgive = (what) => { page.complaints.splice(0, Infinity, ...page.complaints.filter((c) => !what.test(c))); };
  const address = (attributes = 'eager', more = '', head = '') => stage.host.put(story,
    html(`<main>${stage.element('comments', `page="${story}" ${attributes}`, '<a href="/old">Comments</a>')}</main>${more}`, { head: head + stage.script() }));
  const ready = (p = page) => p.getByRole('status').first().waitFor({ state: 'attached' });
  const open = async (attributes, p = page) => {
    await p.goto(address(attributes));
    await ready(p);
  };
  const again = async () => {
    await page.reload();
    await ready();
  };

  const articles = page_ => (page_ ?? page).getByRole('article');
  const comment = (text, p = page) => articles(p).filter({ hasText: text });
  const act = (text, name) => comment(text).getByRole('button', { name, exact: true }).first();
  const bodies = () => page.locator('[part=body]').allInnerTexts();
  const title = (text) => page.getByRole('heading', { name: text, exact: true }).waitFor();
  /** Waits until the server has counted so many comments. */
  const counted = async (n, of = site, about = story) => {
    for (let now; now !== n;) now = (await (await fetch(`${stage.kibitz.url}v1/counts?site=${of}&page=${encodeURIComponent(about)}`, { cache: 'no-store' })).json()).counts[0].comments;
  };
  const said = (text) => page.getByRole('status').filter({ hasText: text }).waitFor({ state: 'attached' });
  const focused = () => page.evaluate(() => {
    let e = document.activeElement;
    while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
    return e && `${e.localName} ${e.getAttribute('aria-label') ?? ''} ${e.textContent}`;
  });
  const fill = async (text, name, at = page.getByRole('form', { name: 'Post comment' })) => {
    if (name !== undefined) await at.getByLabel('Display name').fill(name);
    await at.getByRole('textbox', { name: 'Comment', exact: true }).fill(text);
  };
  const send = async (text, name, at = page.getByRole('form', { name: 'Post comment' })) => {
    await fill(text, name, at);
    await at.locator('[part=submit]').click();
  };
  const write = async (text, name = 'Lan') => {
    await page.getByRole('button', { name: invite }).click();
    await send(text, name);
  };
  /** Posts by the comments' address are answered by fn. */
  const posts = (fn) => page.route('**/v1/comments', (route) => (route.request().method() === 'POST' ? fn(route) : route.continue()));
  const events = () => page.evaluate(() => {
    window.told = [];
    for (const name of ['posted', 'held', 'edited', 'deleted', 'voted', 'reported', 'loaded']) {
      document.addEventListener(`kibitz:${name}`, () => window.told.push(name));
    }
  });
  const told = () => page.evaluate(() => window.told);

  it('shows a new comment at once, once, and to everybody', async () => {
    await open();
    await events();
    await page.getByText('No comments yet.').waitFor();
    await write('Good **morning**\n\n> all', 'Lan');
    await title('1 comment');
    await said('Your comment is published.');
    assert.match(await focused(), /^article Lan .*morning/);
    assert.equal(await comment('morning').locator('strong').textContent(), 'morning');
    assert.equal(await page.getByText('No comments yet.').count(), 0);
    assert.deepEqual(await told(), ['posted']);
    await again();
    await comment('morning').getByText('You', { exact: true }).waitFor();
    assert.equal(await articles().count(), 1);
    const other = await stage.reader();
    await open(undefined, other);
    await comment('morning', other).waitFor();
    assert.equal(await other.getByText('You', { exact: true }).count(), 0);
    assert.equal(await comment('morning', other).getByRole('button', { name: /Edit|Delete/ }).count(), 0);
    await other.context().close();
  });

  it('shows held comments to their author alone, until they are published', async () => {
    stage.host.put(story, html(stage.element('comments', `page="${story}" eager`).replace(`"${site}"`, `"${HELD}"`), { head: stage.script() }));
    await page.goto(stage.host.origin + story);
    await ready();
    await write('May I ask something?', 'Minh');
    await page.getByText('Comment received. It will appear once the newsroom approves it.').first().waitFor();
    await comment('May I ask').getByText('Awaiting review').waitFor();
    await page.getByRole('heading', { name: 'Comments', exact: true }).waitFor();
    await again();
    await comment('May I ask').getByText('Only you can see this until it is approved.').waitFor();
    const other = await stage.reader();
    await other.goto(stage.host.origin + story);
    await other.getByText('No comments yet.').waitFor();
    await other.context().close();
    // The newsroom publishes it: the list shows it, and nothing waits any more.
    const id = await comment('May I ask').getAttribute('data-id');
    const key = /kbz_\S+/.exec(stage.kibitz.command('key', 'create', HELD, '--name=desk'))[0];
    const { status } = await stage.call('POST', '/v1/moderation/actions', { site: HELD, ids: [id], action: 'publish' }, { Authorization: `Bearer ${key}` });
    assert.equal(status, 200);
    await counted(1, HELD);
    await page.clock.setFixedTime(Date.now() + 60_000); // the list's caches are over by then
    await again();
    await title('1 comment');
    assert.equal(await page.getByText('Awaiting review').count(), 0);
    assert.equal(await articles().count(), 1);
  });

  it('takes replies on two levels, edits and deletions', async () => {
    await open();
    await events();
    await write('When does it run?', 'Lan');
    await act('When does it run', 'Reply').click();
    await send('At ten past five', undefined, page.getByRole('form', { name: 'Post reply' }));
    await comment('At ten past five').waitFor();
    await act('At ten past five', 'Reply').click();
    await send('Thank you', undefined, page.getByRole('form', { name: 'Post reply' }));
    const answer = comment('Thank you');
    await answer.getByRole('link', { name: 'Lan', exact: true }).waitFor(); // the name it answers
    await page.getByRole('button', { name: '2 replies' }).click();
    await answer.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: '2 replies' }).click();

    await act('At ten past five', 'Edit').click();
    const editor = page.getByRole('form', { name: 'Save' });
    assert.equal(await editor.getByRole('textbox').inputValue(), 'At ten past five');
    await send('At *half* past five', undefined, editor);
    await comment('At half past five').getByText('edited').waitFor();
    assert.match(await focused(), /^article Lan .*half past/);

    await act('When does it run', 'Delete').click();
    await page.keyboard.press('Escape');
    assert.match(await focused(), /^button {2}Delete/);
    await act('When does it run', 'Delete').click();
    await page.getByRole('group', { name: 'Delete this comment?' }).getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Deleted by its writer.').last().waitFor();
    await title('2 comments');
    assert.match(await focused(), /Deleted by its writer/);
    await counted(2);
    await again();
    await title('2 comments');
    await comment('Thank you').waitFor();
    assert.equal(await comment('When does it run').count(), 0);
  });

  it('says what is wrong beside its field', async () => {
    await open();
    await write('', '');
    await page.getByText('Please enter a name.').waitFor();
    await page.getByText('You have not written anything yet.').waitFor();
    assert.match(await focused(), /^input/);
    await send('Hello', 'Moderator');
    await page.getByText('This name is reserved.').waitFor();
    assert.match(await focused(), /^input/);
    assert.equal(await page.getByText('You have not written').count(), 0);
    await fill('👨‍👩‍👧‍👦'.repeat(80) + 'x'.repeat(4900), 'Lan');
    await page.getByText('20 left', { exact: true }).first().waitFor();
    await fill('x'.repeat(5037));
    await page.getByText('37 too many').first().waitFor();
    await page.locator('[part=submit]').click();
    await page.getByText('Your comment is 37 characters too long.').waitFor();
    forgive(/status of 422|name_reserved/);
  });

  it('formats, previews, and keeps the draft', async () => {
    await open();
    await page.getByRole('button', { name: invite }).click();
    const text = page.getByRole('textbox', { name: 'Comment', exact: true });
    await text.fill('read this');
    await text.selectText();
    await page.keyboard.press('Control+b');
    assert.equal(await text.inputValue(), '**read this**');
    await page.keyboard.press('Control+z');
    assert.equal(await text.inputValue(), 'read this');
    await text.selectText();
    await page.getByRole('button', { name: 'List' }).click();
    assert.equal(await text.inputValue(), '- read this');
    await page.getByRole('tab', { name: 'Preview' }).click();
    await page.getByRole('tabpanel').locator('li', { hasText: 'read this' }).waitFor();
    await again();
    assert.equal(await text.inputValue(), '- read this');
    await page.getByRole('button', { name: 'Cancel' }).click();
    assert.match(await focused(), /Write a comment/);
    await again();
    assert.equal(await text.count(), 0);
  });

  it('builds what a server sends anew, and nothing else', async () => {
    await open();
    await page.route('**/v1/preview', (route) => route.fulfill({ headers: { 'Access-Control-Allow-Origin': '*' }, json: { html: sent } }));
    await page.getByRole('button', { name: invite }).click();
    await fill('anything', 'Lan');
    let sent;
    const link = (to) => `<a${to ? ` href="${to}"` : ''} rel="nofollow ugc noopener noreferrer" target="_blank">x</a>`;
    for (const [html, shown] of [
      ['<p>a<br><em>b</em> <strong>c</strong> <del>d</del></p><blockquote><p>e</p></blockquote><ol><li>f</li></ol><ul><li>g</li></ul><pre><code>h</code></pre>'],
      ['<a href="https://example.org/" rel="opener" target="_top">x</a>', link('https://example.org/')],
      ['<a href="javascript:hit()">x</a><a href="/here">x</a>', link() + link()],
      ...[ // tags that the server never writes are text, for a browser reports their attributes to the host
        '<a href="https://example.org/" onclick="hit()">x', '<a style="color:red">x', '<p class="on" id="t" part="body">x', '<em/onclick=hit()>x',
        '<script>hit()</script><style>*{}</style><img src=x onerror="hit()"><svg onload="hit()"><circle/></svg><iframe src="/"></iframe>x',
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=hit()&gt;">',
        '<form><input name="x"></form><template></template><!-- c --><custom-element>y</custom-element><P>',
      ].map((html) => [html, html.replaceAll('<', '&lt;').replaceAll('>', '&gt;')]),
    ]) {
      sent = html;
      await page.getByRole('tab', { name: 'Write' }).click();
      const answered = page.waitForResponse('**/v1/preview');
      await page.getByRole('tab', { name: 'Preview' }).click();
      await answered;
      await page.waitForFunction(([e, want]) => e.innerHTML === want, [await page.getByRole('tabpanel').elementHandle(), shown ?? html]);
    }
  });

  it('sends once, though it is clicked twice and the answer is lost', async () => {
    await open();
    const keys = [];
    await posts(async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      await route.fetch(); // the server has it, the answer never comes
      await route.abort('connectionreset');
    });
    await page.getByRole('button', { name: invite }).click();
    await fill('Only once', 'Lan');
    await page.locator('[part=submit]').dblclick();
    await page.getByText('Not sent. Your text is still here.').first().waitFor();
    await again(); // even so: the key is kept with the draft
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: invite }).waitFor();
    await comment('Only once').waitFor();
    await title('1 comment');
    assert.equal(await articles().count(), 1);
    assert.equal(keys.length, 2);
    assert.equal(keys[0], keys[1]);
    await write('Another one');
    await title('2 comments');
    assert.notEqual(keys[2], keys[1]);
    forgive(/ERR_CONNECTION_RESET|offline/);
  });

  it('waits for the network, and sends by itself when it is back', async () => {
    await open();
    await page.getByRole('button', { name: invite }).click();
    await fill('From the tunnel', 'Lan');
    await page.context().setOffline(true);
    await page.locator('[part=submit]').click();
    await page.getByText('You are offline. Your comment is saved on this device.').first().waitFor();
    await page.context().setOffline(false);
    await comment('From the tunnel').waitFor();
    await title('1 comment');
    forgive(/ERR_INTERNET_DISCONNECTED|offline/);
  });

  it('keeps the text when the server is busy', async () => {
    await page.clock.install();
    await open();
    let busy = true, asked = 0;
    await posts((route) => {
      asked++;
      return busy ? route.fulfill({ status: 503, headers: { 'Access-Control-Allow-Origin': '*' }, json: { code: 'try_again', detail: 'Try again.' } }) : route.continue();
    });
    await write('Patience');
    await page.getByRole('button', { name: 'Sending…' }).waitFor();
    const refused = page.getByText('Not sent. Your text is still here.').first();
    for (let waited = 0; !(await refused.isVisible()); waited++) { // between its own attempts
      assert.ok(waited < 500, 'never refused');
      await page.clock.runFor(1000);
    }
    assert.equal(asked, 3);
    busy = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await comment('Patience').waitFor();
    forgive(/status of 503|try_again/);
  });

  it('takes votes, and takes them back in words when they fail', async () => {
    await stage.post(story, 'Vote for this');
    await open();
    const agree = act('Vote for this', 'Agree');
    await agree.click();
    await page.getByRole('group', { name: '1 point' }).waitFor();
    assert.equal(await agree.getAttribute('aria-pressed'), 'true');
    await page.waitForFunction(() => Object.keys(localStorage).some((k) => k.startsWith('kibitz:guest')));
    await again();
    await page.locator('[aria-pressed=true]').waitFor();
    await page.route('**/votes', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
    await act('Vote for this', 'Disagree').click();
    await comment('Vote for this').getByText('This could not be done just now.').waitFor();
    assert.equal(await agree.getAttribute('aria-pressed'), 'true');
    forgive(/ERR_FAILED|offline/);
  });

  it('reports a comment', async () => {
    await stage.post(story, 'Buy this now');
    await open();
    await act('Buy this now', 'More').click();
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByLabel('Spam or scam').check();
    await page.getByLabel('Note').fill('every day');
    const sent = page.waitForRequest('**/reports');
    await page.getByRole('button', { name: 'Send report' }).click();
    assert.deepEqual({ ...(await sent).postDataJSON() }, { site, page: story, reason: 'spam', note: 'every day' });
    await page.getByText('Thank you. The newsroom will look at your report.').first().waitFor();
  });

  it('sorts and loads more, with the focus on what is new', async () => {
    await stage.fill(story, 25, 'Remark');
    await open();
    await title('25 comments');
    assert.equal(await articles().count(), 10);
    await page.getByRole('button', { name: 'Show 10 more (15 left)' }).click();
    await articles().nth(19).waitFor();
    assert.match(await focused(), /Remark 15$|Remark 15\D/);
    await page.getByRole('button', { name: /^Show 5 more/ }).click();
    await articles().nth(24).waitFor();
    assert.equal(await page.getByRole('button', { name: /^Show/ }).count(), 0);
    await page.getByRole('radio', { name: 'Newest' }).press('ArrowRight');
    await articles().first().filter({ hasText: /Remark 1\D/ }).waitFor();
    assert.match(await focused(), /^input/);
  });

  it('opens a linked comment that the list does not show', async () => {
    const root = await stage.post(story, 'The old question');
    let reply;
    for (let i = 1; i <= 12; i++) reply = await stage.post(story, `Answer ${i}`, { parent: root.id });
    await stage.fill(story, 12);
    await page.goto(`${address('')}#kibitz-${reply.id}`);
    await comment('Answer 12').waitFor();
    await page.waitForFunction(() => document.querySelector('kibitz-comments').shadowRoot.activeElement?.textContent.includes('Answer 12'));
    assert.equal(await comment('The old question').count(), 1);
    await comment('Answer 12').getByRole('link').click(); // its own address
    assert.equal(new URL(page.url()).hash, `#kibitz-${reply.id}`);
  });

  it('tells of new comments without moving the text', async () => {
    await page.clock.install();
    await stage.post(story, 'The first');
    await open();
    await comment('The first').waitFor();
    const place = () => comment('The first').evaluate((e) => e.getBoundingClientRect().top);
    const before = await place();
    await stage.fill(story, 3, 'News');
    const line = page.getByRole('button', { name: '3 new comments' });
    for (let asked = 0; !(await line.isVisible()); asked++) {
      assert.ok(asked < 200, 'no news');
      await page.clock.runFor(10_000);
    }
    assert.equal(await place(), before);
    await line.click();
    await comment('News 1').waitFor();
    assert.match(await focused(), /News 3/);
    assert.deepEqual(await bodies(), ['News 3', 'News 2', 'News 1', 'The first']);
    await title('4 comments');
    assert.equal(await line.count(), 0);
  });

  it('can be used by keyboard alone', async () => {
    await open();
    await page.getByRole('button', { name: invite }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('form', { name: 'Post comment' }).waitFor();
    await page.keyboard.type('Keys'); // the name comes first
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight'); // the other tab
    await page.keyboard.press('ArrowLeft');
    for (let i = 0; i < 7; i++) await page.keyboard.press('Tab'); // past the format buttons
    await page.keyboard.type('Typed');
    await page.keyboard.press('Control+Enter');
    await comment('Typed').waitFor();
    await page.waitForFunction(() => document.querySelector('kibitz-comments').shadowRoot.activeElement?.localName === 'article');
    await page.keyboard.press('Tab'); // its time
    for (const name of ['Agree', 'Disagree', 'Reply']) {
      await page.keyboard.press('Tab');
      assert.ok((await focused()).includes(name), name);
    }
    await page.keyboard.press('Enter');
    assert.match(await focused(), /^textarea/);
    await page.keyboard.press('Escape');
    assert.match(await focused(), /Reply/);
  });

  it('follows the page of a single-page app, and leaves nothing running', async () => {
    const other = `${story}-b`;
    await stage.post(story, 'On the first page');
    await stage.post(other, 'On the second page');
    await open();
    await comment('On the first page').waitFor();
    await page.evaluate((other) => { document.querySelector('kibitz-comments').page = other; }, other);
    await comment('On the second page').waitFor();
    assert.equal(await comment('On the first page').count(), 0);
    await page.evaluate(() => document.querySelector('kibitz-comments').setAttribute('lang', 'vi'));
    await page.getByRole('button', { name: 'Viết bình luận của bạn…' }).waitFor();
    const ended = await page.evaluate(() => {
      const e = document.querySelector('kibitz-comments'), { signal } = e;
      e.remove();
      return signal.aborted;
    });
    assert.equal(ended, true);
  });

  it('asks when it comes near, and shows the fallback until then', async () => {
    await stage.post(story, 'Far below');
    stage.host.put('/tall.css', '.tall { block-size: 5000px }', { 'Content-Type': 'text/css' });
    stage.host.put(story, html(`<div class="tall"></div>${stage.element('comments', `page="${story}"`, '<a href="/old">Comments</a>')}`,
      { head: `<link rel="stylesheet" href="/tall.css">${stage.script()}` }));
    await page.goto(stage.host.origin + story);
    await page.locator('kibitz-comments:defined').waitFor();
    await page.getByRole('link', { name: 'Comments' }).waitFor();
    assert.deepEqual(page.asked.filter((a) => a.includes('/v1/comments')), []);
    await page.getByRole('link', { name: 'Comments' }).scrollIntoViewIfNeeded();
    await comment('Far below').waitFor();
  });

  it('shifts nothing', async () => {
    await stage.fill(story, 3);
    await page.addInitScript(() => {
      window.shift = 0;
      new PerformanceObserver((list) => { for (const e of list.getEntries()) window.shift += e.value; }).observe({ type: 'layout-shift', buffered: true });
    });
    // A short page keeps the place until the script has come; on a long one it is out of sight.
    stage.host.put('/place.css', 'kibitz-comments:not(:defined) { display: block; min-block-size: 100vh }', { 'Content-Type': 'text/css' });
    for (const attributes of ['eager reactions feed', 'eager']) {
      await page.goto(address(attributes, '<p>What stands below</p>', '<link rel="stylesheet" href="/place.css">'));
      await articles().nth(2).waitFor();
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      assert.equal(await page.evaluate(() => window.shift), 0, attributes);
    }
  });

  it('says that it could not load, and loads when asked', async () => {
    let broken = true;
    await stage.post(story, 'Here after all');
    await page.route('**/v1/comments?*', (route) => (broken ? route.abort() : route.continue()));
    await page.goto(address());
    await page.getByText('Comments could not be loaded.').waitFor();
    await title('Comments');
    broken = false;
    await page.getByRole('button', { name: 'Reload' }).click();
    await comment('Here after all').waitFor();
    forgive(/ERR_FAILED|offline/);
  });

  it('loads what it takes to write at the wish, once and unchanged, or says that it could not', async () => {
    await stage.post(story, 'Something to answer');
    let tampered = true;
    await page.route('**/kibitz-write.js', async (route) => {
      const response = await route.fetch();
      return route.fulfill({ response, body: (await response.text()) + (tampered ? ';window.hit = true' : '') });
    });
    const asked = () => page.asked.filter((a) => a.includes('kibitz-write')).length;
    await page.goto(address('eager', '', `<meta http-equiv="Content-Security-Policy" content="${strict(stage.api).split('; report-uri')[0]}">`));
    await ready();
    assert.equal(asked(), 0);
    await act('Something to answer', 'Agree').click();
    await comment('Something to answer').getByText('This could not be done just now. Try again.').waitFor();
    await page.getByRole('group', { name: '0 points' }).waitFor(); // it is taken back
    await act('Something to answer', 'Reply').click();
    await comment('Something to answer').getByText('This could not be done just now. Try again.').waitFor();
    await page.getByRole('button', { name: invite }).click();
    await page.getByText('This could not be done just now. Try again.').nth(2).waitFor({ state: 'attached' });
    assert.equal(await page.getByRole('form').count(), 0);
    tampered = false;
    await act('Something to answer', 'Reply').click();
    await page.getByRole('form', { name: 'Post reply' }).waitFor();
    assert.match(await focused(), /^input|^textarea/);
    assert.equal(await comment('Something to answer').getByText('This could not be done').count(), 0);
    const loaded = asked();
    await page.getByRole('button', { name: invite }).click();
    await page.getByRole('form', { name: 'Post comment' }).waitFor();
    await act('Something to answer', 'More').click();
    await page.getByRole('menuitem', { name: 'Report comment' }).waitFor();
    assert.equal(asked(), loaded);
    assert.equal(await page.evaluate(() => window.hit), undefined);
    forgive(/integrity|script_refused/);
  });

  it('takes no more where the newsroom has closed the discussion', async () => {
    await stage.post(story, 'The last word');
    stage.kibitz.command('page', 'close', site, story);
    await open();
    await page.getByText('Comments are closed. You can still read and vote.').waitFor();
    assert.equal(await page.getByRole('button', { name: /Reply|Write/ }).count(), 0);
  });
});
