// The discussion as a site sets it up: votes, reactions, the order, what the
// form asks for; and links to its comments.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { audit, clashes, sideways } from './eyes.mjs';
import { html, strict } from './host.mjs';
import { Stage, site } from './stage.mjs';

const invite = 'Write a comment…';
const usual = { votes: 'updown', reactions: 'useful,love', email: 'off', url: 'off' };

describe('the discussion as a site sets it up', { timeout: 240_000 }, () => {
  let stage, page, stories = 0, story;

  before(async () => { stage = await Stage.open('per-fetch=10', 'pages-per-address=100000', 'pages-per-site=100000'); });
  after(() => stage?.close());
  beforeEach(async () => {
    story = `/story-${++stories}`;
    page = await stage.reader();
  });
  afterEach(async () => {
    await page.context().close();
    assert.deepEqual([page.complaints, stage.host.reports], [[], []]);
  });

  const listed = async (order = 'newest') =>
    (await stage.call('GET', `/v1/comments?site=${site}&page=${story}&order=${order}`, undefined, { 'Cache-Control': 'no-cache' })).body;
  /** Changes settings of the site, all others being as usual; returns once they hold. */
  const set = async (settings = {}) => {
    const { votes, reactions, email, url } = { ...usual, ...settings };
    stage.kibitz.command('site', 'set', site, `votes=${votes}`, `reactions=${reactions}`, `email=${email}`, `url=${url}`);
    const wanted = JSON.stringify([votes, reactions === 'none' ? [] : reactions.split(','), email === 'on', url === 'on']);
    for (let now; JSON.stringify([now?.votes, now?.reactions, now?.email, now?.url]) !== wanted;) now = (await listed()).settings;
  };
  /** Opens the story with the discussion under the strictest policy. */
  const open = async (attributes = '', { at = page, hash = '', text = '' } = {}) => {
    stage.host.put('/size.css', text, { 'Content-Type': 'text/css' });
    const address = stage.host.put(story, html(`<main><h1>The ferry comes back</h1>${stage.element('comments', `page="${story}" eager ${attributes}`)}</main>`, {
      head: `<link rel="stylesheet" href="/size.css">${stage.script()}`,
    }), { 'Content-Security-Policy': strict(stage.api).replace('style-src', `style-src ${stage.host.origin}/size.css`) });
    await at.goto(address + hash);
    await at.getByRole('status').first().waitFor({ state: 'attached' });
  };

  const articles = (p = page) => p.getByRole('article');
  const comment = (text, p = page) => articles(p).filter({ hasText: text });
  const button = (name) => page.getByRole('button', { name, exact: true });
  const bodies = () => page.locator('[part=body]').allInnerTexts();
  const form = () => page.getByRole('form', { name: 'Post comment' });
  const field = (name) => form().getByRole('textbox', { name });
  const focused = (p = page) => p.evaluate(() => {
    let e = document.activeElement;
    while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
    return e && `${e.localName} ${(e.labels?.[0] ?? e).textContent}`;
  });
  /** Forgets complaints that the test itself caused. */
  const forgive = (what) => { page.complaints = page.complaints.filter((c) => !what.test(c)); };
  const vote = async ({ id }, ...votes) => {
    for (const value of votes) {
      const { status } = await stage.call('POST', `/v1/comments/${id}/votes`, { page: story, vote: value });
      assert.equal(status, 200);
    }
  };
  /** Returns the story's bodies in the server's best order, once the votes are in it. */
  const best = async (right) => {
    for (;;) {
      const { comments } = await listed('top');
      const texts = comments.map(({ html }) => html.replace(/<[^>]+>/g, '').trim());
      if (right(texts)) return texts;
    }
  };

  describe('votes', () => {
    it('are for a comment only, where the site says so', async () => {
      await set();
      const liked = await stage.post(story, 'The pier was never quiet');
      await vote(liked, 1, 1, 1, -1, -1);
      await set({ votes: 'up' });
      await best(() => true);
      for (let now; now?.up !== 3 || now.down !== 2;) now = (await listed()).comments[0].votes;
      await open();
      await page.getByRole('group', { name: '3 points', exact: true }).getByText('3', { exact: true }).waitFor();
      assert.equal(await button('Disagree').count(), 0);

      const sent = async () => (await page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith(`/v1/comments/${liked.id}/votes`))).postDataJSON();
      let asked = sent();
      await button('Agree').click();
      assert.deepEqual(await asked, { site, page: story, vote: 1 });
      await page.getByRole('group', { name: '4 points', exact: true }).waitFor();
      await page.waitForFunction(() => Object.keys(localStorage).some((k) => k.startsWith('kibitz:guest')));
      asked = sent();
      await button('Agree').click();
      const { guest, ...rest } = await asked;
      assert.deepEqual([rest, typeof guest], [{ site, page: story, vote: 0 }, 'string']);
      await page.getByRole('group', { name: '3 points', exact: true }).waitFor();
      assert.equal(await button('Agree').getAttribute('aria-pressed'), 'false');
      await audit(page, 'votes=up');
    });

    it('are not there where the site wants none', async () => {
      await set({ votes: 'off' });
      await stage.post(story, 'Read me');
      await open();
      await comment('Read me').getByRole('button', { name: 'Reply' }).waitFor();
      assert.equal(await page.getByRole('button', { name: /agree/i }).count(), 0);
      assert.equal(await page.getByRole('group', { name: /point/ }).count(), 0);
      assert.deepEqual(await page.getByRole('radio').evaluateAll((all) => all.map((e) => e.labels[0].textContent)), ['Newest', 'Oldest']);
      assert.deepEqual(page.asked.filter((a) => a.includes('/v1/votes')), []);
    });
  });

  it('asks for no reactions where the site offers none', async () => {
    await set();
    await open('reactions');
    await button('Useful 0').waitFor();
    await set({ reactions: 'none' });
    story += '-none';
    stage.host.put(story, html(`<h1>The ferry</h1>${stage.element('reactions', `page="${story}"`)}${stage.element('comments', `page="${story}" eager reactions`)}`,
      { head: stage.script() }), { 'Content-Security-Policy': strict(stage.api) });
    await page.goto(stage.host.origin + story);
    await page.getByText('No comments yet.').waitFor();
    await page.locator('kibitz-reactions[empty]').first().waitFor({ state: 'attached' });
    assert.equal(await page.locator('kibitz-reactions:visible').count(), 0);
    assert.equal(await page.getByText('What do you think').count(), 0);
  });

  describe('order', () => {
    const right = ['Ten of ten', 'Nine of twelve', 'One of one', 'Nobody 9', 'Nobody 8'];
    beforeEach(async () => {
      await set();
      const [all, most, one] = [await stage.post(story, 'Ten of ten'), await stage.post(story, 'Nine of twelve'), await stage.post(story, 'One of one')];
      await stage.fill(story, 9, 'Nobody');
      await Promise.all([vote(one, 1), vote(most, ...Array(9).fill(1), -1, -1, -1), vote(all, ...Array(10).fill(1))]);
      await best((texts) => right.every((text, i) => texts[i] === text));
    });
    const first = (text) => articles().first().filter({ hasText: text }).waitFor();

    it('is chosen by mouse', async () => {
      await open();
      assert.equal((await bodies())[0], 'Nobody 9');
      await page.getByRole('radio', { name: 'Top' }).click();
      await first('Ten of ten');
      assert.deepEqual(await bodies(), await best(() => true));
      assert.deepEqual((await bodies()).slice(0, 5), right);
      // What is loaded more comes in this order too.
      await button('Show 2 more (2 left)').click();
      await articles().nth(11).waitFor();
      assert.deepEqual((await bodies()).slice(10), ['Nobody 2', 'Nobody 1']);
      assert.equal(page.asked.filter((a) => /\/v1\/comments\?.*order=top/.test(a)).length, 2);
      await page.getByRole('radio', { name: 'Newest' }).click();
      await first('Nobody 9');
    });

    it('is chosen by keyboard', async () => {
      await open();
      for (let i = 0; i < 5 && !/^input/.test(await focused()); i++) await page.keyboard.press('Tab');
      assert.equal(await focused(), 'input Newest');
      await page.keyboard.press('ArrowRight');
      await page.waitForFunction(() => document.querySelector('kibitz-comments').shadowRoot.querySelectorAll('article')[1]?.textContent.includes('Nine of'));
      assert.equal(await focused(), 'input Oldest');
      await page.keyboard.press('ArrowRight');
      await first('Ten of ten');
      assert.equal(await focused(), 'input Top');
      assert.equal(await page.getByRole('radio', { name: 'Top' }).isChecked(), true);
      assert.deepEqual((await bodies()).slice(0, 5), right);
    });

    it('is the one that the page asks for', async () => {
      await open('order="top"');
      await first('Ten of ten');
      assert.deepEqual((await bodies()).slice(0, 5), right);
      assert.equal(await page.getByRole('radio', { name: 'Top' }).isChecked(), true);
      assert.equal(page.asked.filter((a) => a.startsWith('GET /v1/comments?')).length, 1);
      await page.evaluate(() => document.querySelector('kibitz-comments').setAttribute('order', 'oldest'));
      await page.getByRole('radio', { name: 'Oldest', checked: true }).waitFor();
      await articles().nth(2).filter({ hasText: 'One of one' }).waitFor();
    });
  });

  describe('who writes', () => {
    const email = 'lan@mail.example';
    const start = async () => {
      await set({ email: 'on', url: 'on' });
      await open();
      await button(invite).click();
    };
    const fill = async (text, values) => {
      for (const [name, value] of Object.entries(values)) await field(name).fill(value);
      await field('Comment').fill(text);
    };
    const submit = () => form().locator('[part=submit]').click();

    it('is asked for what the site wants to know, and told what is wrong with it', async () => {
      await start();
      await fill('I was there', { 'Display name': 'Lan', 'E-mail (optional)': 'lan@', 'Website (optional)': 'https://lan' });
      await submit();
      const refused = async (name, words) => {
        const about = field(name);
        await form().getByText(words).waitFor();
        assert.deepEqual(await about.evaluate((e) => [e.getAttribute('aria-invalid'), e.getRootNode().activeElement === e]), ['true', true]);
        assert.equal(await about.evaluate((e) => e.getRootNode().getElementById(e.getAttribute('aria-describedby')).textContent), words);
        assert.equal(await form().locator('[aria-invalid]').count(), 1);
        // Words stand below the field that they are about.
        const [at, said] = [await about.boundingBox(), await form().getByText(words).boundingBox()];
        assert.ok(said.y >= at.y + at.height && said.y < at.y + at.height + 40 && said.x < at.x + at.width, words);
        await audit(page, words);
      };
      await refused('E-mail', 'This e-mail address does not look right. You can also leave it out.');
      await field('E-mail').fill(email);
      await submit();
      await refused('Website', 'This address does not look right. You can also leave it out.');
      await field('Website').fill('lan.example/boats');
      const sent = page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/v1/comments'));
      await submit();
      assert.deepEqual((await sent).postDataJSON().author, { name: 'Lan', email, url: 'https://lan.example/boats' });
      await comment('I was there').waitFor();
      assert.equal(await comment('I was there').getByRole('link', { name: 'Lan', exact: true }).getAttribute('href'), 'https://lan.example/boats');
      forgive(/status of 422|email_invalid|url_invalid/);

      // The address is the newsroom's alone.
      const id = await comment('I was there').getAttribute('data-id');
      const other = await stage.reader();
      await open('', { at: other });
      await comment('I was there', other).waitFor();
      assert.equal(await other.getByText(email).count(), 0);
      await other.context().close();
      for (const path of [`/v1/comments?site=${site}&page=${story}`, `/v1/comments/${id}?site=${site}&page=${story}`, `/v1/feed.atom?site=${site}&page=${story}`]) {
        const text = await (await fetch(stage.api + path)).text();
        assert.match(text, /I was there/);
        assert.doesNotMatch(text, /mail\.example/);
      }
      assert.equal(await page.evaluate((email) => JSON.stringify(localStorage).includes(email), email), false);
    });

    it('may leave out what is optional', async () => {
      await start();
      await fill('No address', { 'Display name': 'Lan' });
      const sent = page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/v1/comments'));
      await submit();
      assert.deepEqual((await sent).postDataJSON().author, { name: 'Lan' });
      await comment('No address').waitFor();
    });

    it('writes once, though the answer is lost and the page loaded again', async () => {
      await start();
      const lost = async (route) => {
        await route.fetch(); // the server has it
        await route.abort('connectionreset');
      };
      await page.route('**/v1/comments', lost);
      await fill('Only once', { 'Display name': 'Lan', 'E-mail': email, 'Website': 'https://lan.example' });
      await submit();
      await page.getByText('Not sent. Your text is still here.').first().waitFor();
      await page.unroute('**/v1/comments', lost);
      await page.reload();
      await button('Try again').click();
      await button(invite).waitFor();
      await page.getByRole('heading', { name: '1 comment', exact: true }).waitFor();
      assert.equal((await listed()).comments.length, 1);
      forgive(/ERR_CONNECTION_RESET|offline/);
    });

    it('is not asked for more than the site wants', async () => {
      await set();
      await open();
      await button(invite).click();
      await field('Display name').waitFor();
      assert.equal(await form().getByRole('textbox').count(), 2);
    });
  });

  describe('a link', () => {
    const copy = async () => {
      await comment('Worth a link').getByRole('button', { name: 'More' }).click();
      await page.getByRole('menuitem', { name: 'Copy link' }).click();
    };
    const marked = async (p, id) => {
      await p.locator(`article.on[data-id="${id}"]`).waitFor();
      await p.waitForFunction(() => document.querySelector('kibitz-comments').shadowRoot.activeElement?.classList.contains('on'));
      assert.match(await focused(p), /Worth a link/);
      assert.equal(await p.locator('.on').count(), 1);
      const { y, height } = await p.locator('.on').boundingBox();
      assert.ok(y >= 0 && y + height <= p.viewportSize().height, 'it is in sight');
    };
    let linked;
    beforeEach(async () => {
      await set();
      linked = await stage.post(story, 'Worth a link');
      await stage.fill(story, 12);
    });

    it('is copied, and leads to the comment', async () => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: stage.host.origin });
      await open();
      await page.getByRole('button', { name: /^Show/ }).click();
      await copy();
      await comment('Worth a link').getByText('The link is copied.').waitFor();
      assert.match(await focused(), /^button/);
      const link = await page.evaluate(() => navigator.clipboard.readText());
      assert.equal(link, `${stage.host.origin}${story}#kibitz-${linked.id}`);

      const other = await stage.reader();
      await other.goto(link);
      await marked(other, linked.id);
      await audit(other, 'linked');
      assert.equal(new Set(await articles(other).evaluateAll((all) => all.map((e) => e.dataset.id))).size, await articles(other).count());
      await other.context().close();
      assert.deepEqual(other.complaints, []);
    });

    it('is in the address bar where there is no clipboard', async () => {
      await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
      await open();
      await page.getByRole('button', { name: /^Show/ }).click();
      await copy();
      await page.waitForURL(`**${story}#kibitz-${linked.id}`);
      await marked(page, linked.id);
    });

    it('to a comment that is gone shows the list', async () => {
      await open('', { hash: '#kibitz-01ARZ3NDEKTSV4RRFFQ69G5FAV' });
      await articles().nth(9).waitFor();
      await page.waitForFunction(() => performance.getEntriesByType('resource').some((e) => e.name.includes('root=')));
      assert.equal(await page.locator('.on').count(), 0);
      forgive(/status of 404|comment_unknown/);
    });
  });

  describe('fits', () => {
    const shapes = {
      'a narrow screen': { width: 320 },
      'text twice as large': { width: 1280, text: 'body { font-size: 200% }' },
      'a reader’s own text twice as large': { width: 1280, text: 'html { font-size: 200% }' },
      'both': { width: 320, text: 'html { font-size: 200% }' },
    };
    for (const [shape, { width, text }] of Object.entries(shapes)) {
      it(shape, async () => {
        await set({ email: 'on', url: 'on' });
        const { id } = await stage.post(story, 'My grandmother sold tea on that pier for **thirty years**.', { name: 'Một bạn đọc với cái tên rất dài' });
        await stage.post(story, 'https://example.org/a-very-long-address-that-has-no-place-to-break-in-it', { name: 'W'.repeat(40), parent: id });
        await page.setViewportSize({ width, height: 800 });
        await open('reactions feed', { text, hash: `#kibitz-${id}` });
        await page.locator('.on').waitFor();
        const fine = async (what) => {
          assert.deepEqual([await sideways(page), await clashes(page)], [0, []], what);
          await audit(page, what);
        };
        await fine('the list');
        await button(invite).click();
        await field('Display name').fill('Lan');
        await field('E-mail').fill('lan@');
        await field('Comment').fill('x');
        await form().locator('[part=submit]').click();
        await form().locator('[aria-invalid]').waitFor();
        await fine('an error beside its field');
        await comment('My grandmother').first().getByRole('button', { name: 'More' }).click();
        await page.getByRole('menuitem').first().waitFor();
        await fine('the menu');
        await page.getByRole('menuitem', { name: 'Report' }).click();
        await page.locator('fieldset').waitFor();
        await fine('the report');
        forgive(/status of 422|email_invalid/);
      });
    }
  });
});
