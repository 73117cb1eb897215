// The dashboard in a browser: from an invitation to a clean queue.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { attacks } from './attacks.mjs';
import { audit, sideways } from './eyes.mjs';
import { arrived, invitation, moderator, newsroom } from './newsroom.mjs';
import { site } from './stage.mjs';

const rows = (page) => page.locator('.row');
const names = (page) => page.locator('.row b').allTextContents();
const toast = (page) => page.locator('.toast');
const open = (page, query = '') => page.goto(`${new URL(page.url()).origin}/moderation/#/${site}/queue${query}`);

describe('the dashboard', { timeout: 300_000 }, () => {
  let stage, page;
  const pages = [];

  before(async () => { stage = await newsroom(); });
  after(() => stage?.close());
  afterEach(async () => {
    for (const page of pages.splice(0)) {
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    }
    await empty();
  });
  const at = async (opening) => {
    const page = await opening;
    pages.push(page);
    return page;
  };
  const come = (name = 'Minh', options) => at(arrived(stage, name, options));

  /** Decides as a program with a key would. */
  const decide = async (action, ids) => {
    stage.key ??= stage.kibitz.command('key', 'create', site, '--name', 'script').trim();
    const { body } = await stage.call('POST', '/v1/moderation/actions', { ids, action }, { Authorization: `Bearer ${stage.key}` });
    return body.results;
  };
  const queue = async (status = 'pending') => {
    stage.key ??= stage.kibitz.command('key', 'create', site, '--name', 'script').trim();
    const answer = await fetch(`${stage.api}/v1/moderation/comments?site=${site}&status=${status}&limit=100`, { headers: { Authorization: `Bearer ${stage.key}` } });
    return (await answer.json()).comments;
  };
  /** Clears the queue between tests. */
  async function empty() {
    for (let all = await queue(); all.length; all = await queue()) await decide('delete', all.map(({ id }) => id));
  }

  it('lets in who is invited, who then cleans the queue by keyboard alone', async () => {
    for (const name of ['An', 'Binh', 'Chi', 'Dung']) await stage.post('/ferry', `Words of ${name}`, { name });
    page = await come();
    await rows(page).nth(3).waitFor();
    assert.deepEqual(await names(page), ['An', 'Binh', 'Chi', 'Dung']);
    await page.getByRole('heading', { name: 'Comment by An' }).waitFor();
    for (const [key, said] of [['p', 'Published the comment by An.'], ['r', 'Rejected the comment by Binh.'], ['s', 'Marked the comment by Chi as spam.'], ['d', 'Deleted the comment by Dung.']]) {
      await page.keyboard.press(key);
      await toast(page).getByText(said).waitFor();
    }
    await page.getByRole('heading', { name: 'The queue is empty.' }).waitFor();
    await page.getByText('You handled 4 comments.').waitFor();
    await page.keyboard.press('u'); // the last one comes back
    await page.getByRole('heading', { name: 'Comment by Dung' }).waitFor();
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: 'The queue is empty.' }).waitFor();
    const author = async (status) => (await queue(status)).map((one) => one.author.name).sort();
    await expectSoon(async () => assert.deepEqual([await author('published'), await author('rejected'), await author('spam'), await author('pending')], [['An', 'Dung'], ['Binh'], ['Chi'], []]));
  });

  it('signs in by passkey and by recovery code, and out', async () => {
    page = await come('Thu');
    await page.locator('.account summary').click();
    await page.getByRole('link', { name: 'Your account' }).click();
    await page.getByRole('button', { name: 'Make new codes' }).click();
    await page.locator('.codes code').last().waitFor();
    const codes = await page.locator('.codes code').allTextContents();
    assert.equal(codes.length, 10);
    const leave = async () => {
      await page.locator('.account summary').click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    };
    await leave();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.locator('.top').waitFor();
    await leave();
    await page.getByRole('button', { name: 'Lost your key? Use a recovery code' }).click();
    await page.getByRole('button', { name: 'Sign in with this code' }).click();
    await page.getByText('Enter a code.').waitFor();
    await page.getByRole('textbox', { name: 'Recovery code' }).fill(codes[3]);
    await page.getByRole('button', { name: 'Sign in with this code' }).click();
    await page.locator('.top').waitFor();
  });

  it('refuses an invitation that was used', async () => {
    const link = invitation(stage, 'Once');
    const first = await at(moderator(stage));
    await first.goto(link);
    await first.getByLabel('Name of this device').fill('one');
    await first.getByRole('button', { name: 'Make a passkey' }).click();
    await first.locator('.top').waitFor();
    page = await at(moderator(stage));
    await page.goto(link);
    await page.getByLabel('Name of this device').fill('two');
    await page.getByRole('button', { name: 'Make a passkey' }).click();
    await page.getByRole('alert').waitFor();
    assert.equal(await page.locator('.top').count(), 0);
  });

  it('decides on several, selected by keyboard, and takes that back', async () => {
    await stage.fill('/several', 5);
    page = await come();
    await rows(page).nth(4).waitFor();
    await page.getByRole('heading', { name: 'Comment by Reader 1' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Shift+j');
    await page.keyboard.press('Shift+j');
    await page.locator('.several b').getByText('3 selected').waitFor();
    await page.keyboard.press('r');
    await toast(page).getByText('Rejected 3 comments.').waitFor();
    assert.deepEqual(await names(page), ['Reader 1', 'Reader 5']);
    await toast(page).getByRole('button', { name: 'Undo' }).click();
    await rows(page).nth(4).waitFor();
    assert.deepEqual(await names(page), [1, 2, 3, 4, 5].map((n) => `Reader ${n}`));
    await expectSoon(async () => assert.equal((await queue()).length, 5));
    await page.getByLabel('Select all').check();
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.several').count(), 0);
  });

  it('says who was faster, and does it all the same when asked to', async () => {
    const comment = await stage.post('/race', 'Who is first?', { name: 'An' });
    await stage.post('/race', 'Me', { name: 'Binh' });
    page = await come();
    await page.getByRole('heading', { name: 'Comment by An' }).waitFor();
    await page.getByText('What readers see').waitFor();
    await decide('publish', [comment.id]);
    await page.keyboard.press('r');
    await page.getByText(/script published this comment at/).waitFor();
    await page.getByText('Your decision was not recorded.').waitFor();
    assert.equal(await page.locator('.bar').count(), 0);
    await page.getByRole('button', { name: 'Reject all the same' }).click();
    await page.getByRole('heading', { name: 'Comment by Binh' }).waitFor();
    await expectSoon(async () => assert.ok((await queue('rejected')).some(({ id }) => id === comment.id)));
  });

  it('keeps decisions while there is no network, also when the page is closed', async () => {
    await stage.fill('/tunnel', 3);
    page = await come();
    await rows(page).nth(2).waitFor();
    await page.getByText('What readers see').waitFor();
    await page.context().setOffline(true);
    await page.keyboard.press('p');
    await page.getByText('1 decision will be sent when you are back online.').waitFor();
    await page.keyboard.press('p');
    await page.keyboard.press('u'); // which was not sent, and never is
    assert.equal((await queue()).length, 3);
    await page.context().setOffline(false);
    await page.reload();
    await expectSoon(async () => assert.equal((await queue()).length, 2));
    await open(page);
    await rows(page).nth(1).waitFor();
    assert.deepEqual(await names(page), ['Reader 2', 'Reader 3']);
  });

  it('tells the others what one looks at', async () => {
    await stage.fill('/claims', 2);
    const other = await come('Lan');
    await other.getByRole('heading', { name: 'Comment by Reader 1' }).waitFor();
    await other.waitForResponse((r) => r.url().endsWith('/claims') && r.status() === 204);
    page = await come('Minh');
    await rows(page).first().getByText('Lan is viewing').waitFor();
  });

  it('finds comments by words, by check, by author, and goes on where there are more', async () => {
    await stage.fill('/many', 30);
    await stage.post('/many', 'A ferry, at last', { name: 'An' });
    page = await come();
    await rows(page).nth(24).waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
    await rows(page).nth(30).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('FERRY');
    await page.keyboard.press('Enter');
    await rows(page).filter({ hasText: 'at last' }).waitFor();
    await expectSoon(async () => assert.deepEqual(await names(page), ['An']));
    await page.getByRole('button', { name: 'Do not filter by FERRY any more' }).click();
    await rows(page).nth(24).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('a');
    await page.getByRole('button', { name: 'Do not filter by One author any more' }).waitFor();
    assert.match(page.url(), /status=any&author=/);
  });

  it('counts before it decides on all by one author, and before it bans', async () => {
    const { author } = await stage.post('/author', 'One', { name: 'Loud' });
    page = await come();
    await page.getByRole('button', { name: 'Decide on all…' }).click();
    await page.getByText('That is 1 comment.').waitFor();
    await page.getByRole('button', { name: 'Decide on 1 comment' }).click();
    await toast(page).getByText('Decided on 1 comment by Loud.').waitFor();
    await expectSoon(async () => assert.ok((await queue('rejected')).some((one) => one.author.id === author.id)));
    await open(page, `?status=rejected`);
    await rows(page).filter({ hasText: 'Loud' }).first().click();
    await page.getByRole('button', { name: 'Ban the author…' }).click();
    await page.getByText(/0 comments by this author are published or wait/).waitFor();
    await page.getByLabel('Reason').fill('noise');
    await page.getByRole('button', { name: 'Ban', exact: true }).click();
    await toast(page).getByText('Banned Loud.').waitFor();
    await page.locator('.author').getByText(/Banned until/).waitFor();
  });

  it('puts first what is reported as against the law, and asks why', async () => {
    await stage.post('/law', 'Waits', { name: 'An' });
    const { id } = await stage.post('/law', 'A threat', { name: 'Rude' });
    await decide('publish', [id]);
    assert.equal((await stage.call('POST', `/v1/comments/${id}/reports`, { page: '/law', reason: 'illegal', note: 'It threatens me.' })).status, 202);
    page = await come();
    await rows(page).filter({ hasText: 'Rude' }).getByText(/^23 h 59 min left$/).waitFor();
    assert.deepEqual(await names(page), ['Rude', 'An']);
    await page.getByText('It threatens me.').waitFor();
    await page.getByRole('link', { name: 'Export evidence' }).waitFor();
    await page.keyboard.press('d');
    await page.getByRole('group', { name: 'Why?' }).waitFor();
    await page.keyboard.press('4');
    await toast(page).getByText('Deleted the comment by Rude.').waitFor();
    await open(page, `?status=deleted&id=${id}`);
    await page.locator('.entries').getByText('Against the law').waitFor();
  });

  it('answers as the newsroom, edits, features and locks', async () => {
    const { id } = await stage.post('/staff', 'A quest with a mistake', { name: 'An' });
    await decide('publish', [id]);
    page = await come('Thu Ha');
    await open(page, `?status=published&id=${id}`);
    const choose = async (item) => {
      await page.getByRole('button', { name: 'More to do with the comment by An' }).click();
      await page.getByRole('button', { name: item }).click();
    };
    await choose('Reply as the newsroom…');
    await page.getByRole('button', { name: /^Reply/ }).click();
    await page.getByText('There is no text.').waitFor();
    await page.getByLabel('Text').fill('Thank **you**.');
    await page.keyboard.press('Control+Enter');
    await toast(page).getByText('Replied to An.').waitFor();
    await choose('Edit the text…');
    await page.getByLabel('Text').fill('A question without a mistake');
    await page.getByRole('button', { name: /^Save/ }).click();
    await page.locator('.rendered').getByText('A question without a mistake').waitFor();
    await page.getByText(/by the newsroom/).waitFor();
    await choose('Feature');
    await page.locator('.title .chip').getByText('featured').waitFor();
    await choose('Lock the thread');
    await page.locator('.title .chip').getByText('locked').waitFor();
    const { body: { comments: [root, reply] } } = await stage.call('GET', `/v1/comments?site=${site}&page=/staff`);
    assert.deepEqual([root.html, root.featured, root.locked, reply.author.name, reply.author.badge], ['<p>A question without a mistake</p>\n', true, true, 'Thu Ha', 'newsroom']);
    await decide('delete', [id]);
  });

  it('shows a reader no way to decide', async () => {
    await stage.fill('/look', 1);
    page = await come('Eye', { role: 'reader' });
    await page.getByRole('heading', { name: 'Comment by Reader 1' }).waitFor();
    await page.getByText('What readers see').waitFor();
    assert.equal(await page.locator('.bar, .row input, .deeds').count(), 0);
    await page.keyboard.press('p');
    assert.equal(await rows(page).count(), 1);
  });

  it('leads from the list to a comment and back on a narrow screen', async () => {
    await stage.fill('/narrow', 3);
    page = await come('Minh', { viewport: { width: 390, height: 844 }, hasTouch: true });
    await rows(page).nth(1).locator('.open').tap();
    await page.getByRole('heading', { name: 'Comment by Reader 2' }).waitFor();
    assert.ok(!(await rows(page).first().isVisible()));
    await page.getByRole('button', { name: 'Publish' }).tap();
    await page.getByRole('heading', { name: 'Comment by Reader 3' }).waitFor();
    await page.goBack();
    await rows(page).first().waitFor();
    assert.deepEqual(await names(page), ['Reader 1', 'Reader 3']);
  });

  it('has nothing for axe to find, and scrolls sideways nowhere', async () => {
    await stage.post('/looks', 'One with **bold** words and a [link](https://example.org/).\n\n> quoted\n\n- a\n- b', { name: 'An' });
    await stage.fill('/looks', 2);
    for (const colorScheme of ['light', 'dark']) {
      page = await at(moderator(stage, { colorScheme }));
      await page.goto(`${stage.desk}/moderation/`);
      await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
      await audit(page, `sign-in, ${colorScheme}`);
      await page.goto('about:blank'); // another # alone loads nothing
      await page.goto(invitation(stage, 'Eyes'));
      await page.getByLabel('Name of this device').fill('x');
      await audit(page, `invitation, ${colorScheme}`);
      await page.getByRole('button', { name: 'Make a passkey' }).click();
      await rows(page).nth(2).waitFor();
      await page.getByText('What readers see').waitFor();
      await page.locator('.author .numbers').waitFor();
      await page.keyboard.press('x');
      await audit(page, `queue, ${colorScheme}`);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Filter' }).click();
      await audit(page, `filters, ${colorScheme}`);
      await page.getByRole('button', { name: 'Ban the author…' }).click();
      await page.getByRole('heading', { name: /^Ban / }).waitFor();
      await page.getByText(/this author (is|are) published or/).waitFor();
      await audit(page, `ban, ${colorScheme}`);
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
      await audit(page, `help, ${colorScheme}`);
      await page.keyboard.press('Escape');
      await page.keyboard.press('r');
      await toast(page).waitFor();
      await audit(page, `after a decision, ${colorScheme}`);
      await page.keyboard.press('u');
      for (const width of [1180, 760, 390, 320]) {
        await page.setViewportSize({ width, height: 800 });
        await open(page, `?id=${(await queue()).at(-1).id}`);
        await page.getByText('What readers see').waitFor();
        assert.equal(await sideways(page), 0, `${width} px`);
        if (width === 390) await audit(page, `narrow, ${colorScheme}`);
      }
      await open(page, '?status=deleted&text=nothing-is-so');
      await page.getByRole('heading', { name: 'Nothing here meets that.' }).waitFor();
      await audit(page, `empty, ${colorScheme}`);
      await page.goto(`${stage.desk}/moderation/#/${site}/account`);
      await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
      await page.getByText('office', { exact: false }).first().waitFor();
      await audit(page, `account, ${colorScheme}`);
      assert.equal(await sideways(page), 0, 'account at 320 px');
    }
  });

  it('shows attacks as the text that they are', async () => {
    const all = attacks(console.log);
    const posted = new Set(); // some read the same once they are clean, and are the same comment
    await Promise.all(Array.from({ length: 8 }, async (_, worker) => {
      for (let i = worker; i < all.length; i += 8) {
        const body = { page: '/attacks', title: all[i], body: all[i], author: { name: all[i] } };
        for (const harmless of [{}, { title: undefined }, { title: undefined, author: { name: 'A' } }, { author: { name: 'A' }, title: undefined, body: 'x' }]) {
          const { status, body: answer } = await stage.call('POST', '/v1/comments', { ...body, ...harmless });
          assert.ok(status < 500);
          if (status < 400) {
            posted.add(answer.comment.id);
            break;
          }
        }
      }
    }));
    page = await come();
    await rows(page).nth(24).waitFor();
    while (await page.getByRole('button', { name: 'Show more' }).count()) {
      const before = await rows(page).count();
      await page.getByRole('button', { name: 'Show more' }).click();
      await page.waitForFunction((n) => document.querySelectorAll('.row').length > n && !document.querySelector('.list .loading'), before);
    }
    assert.ok(posted.size > all.length * 0.9, `${posted.size} of ${all.length} attacks were posted`);
    assert.equal(await rows(page).count(), posted.size);
    assert.deepEqual(await foreign(page), []);
    // In detail, one after the other.
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('j');
      await page.locator('.rendered').waitFor();
    }
    await page.locator('.author .numbers').waitFor();
    assert.deepEqual(await foreign(page), []);
    assert.match(page.url(), /\/moderation\/#/);
  });
});

/** What is in the page and could do harm. */
const foreign = (page) => page.evaluate(() => {
  const found = [];
  for (const e of document.querySelectorAll('.queue *')) {
    const inside = e.closest('.rendered') && !e.matches('.rendered');
    if (/^(script|style|iframe|object|embed|img|image|video|audio|base|meta|template|math|foreignObject|link)$/.test(e.localName)
      || inside && !/^(p|br|em|strong|del|blockquote|ul|ol|li|code|pre|a|mark)$/.test(e.localName)) found.push(`element ${e.outerHTML.slice(0, 100)}`);
    for (const { name, value } of e.attributes) {
      if (/^(on|style|srcdoc|formaction)/.test(name) || inside && !/^(href|rel|target)$/.test(name)) found.push(`attribute ${name} of ${e.outerHTML.slice(0, 100)}`);
      if (name === 'href' && !/^(https?|mailto):$/.test(new URL(value, location.href).protocol)) found.push(`address ${value}`);
    }
  }
  return found;
});

/** Waits until what is asserted is true. */
async function expectSoon(check) {
  for (let i = 0; ; i++) {
    try {
      return await check();
    } catch (cause) {
      if (i === 50) throw cause;
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
  }
}
