// The views of the dashboard beside the queue: pages, rules, authors and bans,
// statistics, audit log, settings, people and keys.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, describe, it } from 'node:test';
import { audit, sideways } from './eyes.mjs';
import { arrived, moderator, newsroom } from './newsroom.mjs';
import { site } from './stage.mjs';

const agent = (n) => `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1${50 + n}.0.0.0 Safari/537.36`;
const lists = '[Ads]\ncheap tickets\n~vay tien nhanh\n';

describe('the views beside the queue', { timeout: 300_000 }, () => {
  let stage, key, page;
  const cookies = {}; // of who is signed in, by role

  before(async () => {
    stage = await newsroom('name=The Harbour');
    key = stage.kibitz.command('key', 'create', site, '--name', 'nightly', '--role', 'owner').trim();
    for (const [i, title] of ['The ferry comes back', 'Rain until Sunday', 'A market for everyone'].entries()) {
      await stage.call('POST', '/v1/views', { page: `/story-${i}`, title, url: `${stage.host.origin}/story-${i}` }, { 'User-Agent': agent(i) });
      for (const name of ['Lan', 'Minh']) await stage.post(`/story-${i}`, `${name} reads story ${i} with cheap tickets`, { name });
    }
    const { body: { comments } } = await ask('GET', `comments?site=${site}&status=pending`);
    assert.equal(comments.length, 6);
    await ask('POST', 'actions', { ids: comments.slice(0, 4).map(({ id }) => id), action: 'publish', reason: 'fine' });
    for (const role of ['owner', 'moderator', 'reader']) cookies[role] = await kept(await arrived(stage, `The ${role}`, { role }));
  });
  after(() => stage?.close());
  afterEach(async () => {
    await page?.context().close();
    assert.deepEqual(page?.complaints ?? [], []);
    page = undefined;
  });

  /** Asks the API with the key. */
  const ask = (method, path, body) => stage.call(method, `/v1/moderation/${path}`, body, { Authorization: `Bearer ${key}` });

  /** What a browser keeps of somebody who has just come by a link. */
  const kept = async (visitor) => {
    const state = await visitor.context().storageState();
    await visitor.context().close();
    assert.deepEqual(visitor.complaints, []);
    return state;
  };
  /** Opens a view as somebody of this role. */
  const open = async (view, { as = 'owner', query = {}, ...options } = {}) => {
    page = await moderator(stage, { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', storageState: cookies[as], ...options });
    await page.goto(`${stage.desk}/moderation/#/${site}/${view}?${new URLSearchParams(query)}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  };

  const row = (text) => page.getByRole('row').filter({ hasText: text });
  const button = (name, within = page) => within.getByRole('button', { name, exact: true });
  const dialog = () => page.getByRole('dialog');
  const toast = (text) => page.locator('.toast').filter({ hasText: text }).waitFor();

  describe('pages', () => {
    it('are closed from their menu by keyboard, and opened by undo', async () => {
      await open('pages');
      const story = row('The ferry comes back');
      await story.getByText('Open', { exact: true }).waitFor();
      await story.getByRole('button', { name: /^Actions on/ }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Close to comments' }).waitFor();
      await page.keyboard.press('ArrowDown');
      assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Hold comments for review');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await story.getByText('Closed', { exact: true }).waitFor();
      assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), /^Actions on The ferry/, 'the focus is back on the button');
      assert.equal((await ask('GET', `pages?site=${site}&page=/story-0`)).body.pages[0].closed, true);
      await page.keyboard.press('u');
      await story.getByText('Open', { exact: true }).waitFor();
      assert.equal((await ask('GET', `pages?site=${site}&page=/story-0`)).body.pages[0].closed, false);
    });

    it('are found by their address, also those that nobody opened', async () => {
      await open('pages');
      await page.getByRole('searchbox').fill('/story-2');
      await page.keyboard.press('Enter');
      await row('A market for everyone').waitFor();
      assert.equal(await page.getByRole('row').count(), 2);
      await page.getByRole('searchbox').fill('/never-seen');
      await button('Search').click();
      await row('Not opened yet').waitFor();
      await page.goBack();
      await row('A market for everyone').waitFor();
    });

    it('get another title, and share a discussion', async () => {
      await open('pages', { query: { page: '/story-1' } });
      const act = async (name) => {
        await page.getByRole('button', { name: /^Actions on/ }).click();
        await button(name).click();
      };
      await act('Correct the title…');
      await dialog().getByRole('textbox').fill('');
      await button('Save', dialog()).click();
      await dialog().getByText('Enter a title.').waitFor();
      await dialog().getByRole('textbox').fill('Rain until Monday');
      await button('Save', dialog()).click();
      await row('Rain until Monday').waitFor();

      await act('Share a discussion…');
      await dialog().getByRole('textbox').fill('https://other.example/story');
      await button('Save', dialog()).click();
      await dialog().getByText('That is not a page of the site').waitFor();
      await dialog().getByRole('textbox').fill('/story-2');
      await button('Save', dialog()).click();
      await row('Shares the discussion of /story-2').waitFor();
      assert.equal((await ask('GET', `pages?site=${site}&page=/story-1`)).body.pages[0].alias, '/story-2');
      await act('Share a discussion…');
      await button('Stop sharing', dialog()).click();
      await row('Shares the discussion').waitFor({ state: 'detached' });
    });

    it('are only looked at by readers', async () => {
      await open('pages', { as: 'reader' });
      await row('The ferry').getByRole('button', { name: /^Actions on/ }).click();
      await button('See its audit log').waitFor();
      assert.equal(await button('Close to comments').count(), 0);
      assert.equal(await page.getByRole('link', { name: 'People' }).count(), 0);
    });
  });

  describe('the audit log', () => {
    it('says who did what, before and after, and is narrowed', async () => {
      await ask('POST', 'pages', { page: '/story-2', action: 'premoderate', reason: 'heated' });
      await open('audit');
      const entry = row('Pre-moderated').filter({ hasText: 'heated' });
      await entry.getByText('no → yes').waitFor();
      await entry.getByRole('link', { name: 'nightly' }).click();
      await page.waitForURL(/moderator=/);
      await page.getByLabel('Kind').selectOption('comment');
      await page.waitForURL(/kind=comment/);
      await entry.waitFor({ state: 'detached' });
      await row('Published').filter({ hasText: 'fine' }).nth(3).waitFor();
      assert.equal(await row('Published').filter({ hasText: 'fine' }).count(), 4);
      await page.getByLabel('Day').fill('2020-01-01');
      await page.getByText('There is no such entry.').waitFor();
      await button('Clear the filter', page.locator('.empty')).click();
      await entry.waitFor();
    });

    it('comes in parts', async () => {
      for (let i = 0; i < 60; i++) await ask('POST', 'pages', { page: '/story-2', action: i % 2 ? 'hide' : 'show' });
      await open('audit', { query: { page: '/story-2' } });
      await page.getByRole('row').nth(50).waitFor();
      assert.equal(await page.getByRole('row').count(), 51);
      await button('Show more').click();
      await page.getByRole('row').nth(60).waitFor();
    });
  });

  describe('settings', () => {
    const value = async (name) => (await ask('GET', `settings?site=${site}`)).body.settings.find(({ key }) => key === name).value;

    it('say what will change, and what has', async () => {
      await open('settings');
      await page.getByLabel('Close to comments after (days)').fill('30');
      await page.getByLabel('Writers can edit and delete for').fill('5');
      await page.getByLabel('Ask writers for a website').check();
      const changes = page.getByRole('group', { name: 'Unsaved changes' });
      assert.deepEqual((await changes.getByRole('listitem').allInnerTexts()).sort(), [
        'Ask writers for a website: off → on', 'Close to comments after (days): 0 → 30', 'Writers can edit and delete for: 15 minutes → 5 minutes']);
      await button('Save changes').click();
      await page.getByRole('heading', { name: /^Saved, version/ }).waitFor();
      assert.deepEqual([await value('close-after'), await value('edit-window'), await value('url')], ['30', '5m0s', 'on']);
      assert.equal(await changes.count(), 0);
    });

    it('that are not saved wait while one looks elsewhere', async () => {
      await open('settings');
      await page.getByLabel('Names that nobody may use').fill('editor\nmayor');
      await page.getByRole('link', { name: 'Stats' }).click();
      await page.getByRole('heading', { name: 'Stats' }).waitFor();
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByRole('group', { name: 'Unsaved changes' }).getByText('empty → editor, mayor').waitFor();
      await button('Discard changes').click();
      assert.equal(await page.getByLabel('Names that nobody may use').inputValue(), '');
    });

    it('that cannot be are refused at their field', async () => {
      await open('settings');
      const field = page.getByLabel('Comments loaded at a time');
      await field.fill('1000');
      await button('Save changes').click();
      await page.getByText('From 5 to 100.').waitFor();
      assert.equal(await field.evaluate((e) => document.activeElement === e && e.getAttribute('aria-invalid')), 'true');
    });

    it('that somebody else changed meanwhile are shown, and nothing typed is lost', async () => {
      await open('settings');
      await page.getByLabel('Name of the site').fill('The Pier');
      const { version } = (await ask('GET', `settings?site=${site}`)).body;
      assert.equal((await ask('PATCH', 'settings', { version, settings: { votes: 'up' } })).status, 200);
      await button('Save changes').click();
      const told = page.getByRole('alert');
      await told.getByText('nightly changed settings just now.').waitFor();
      assert.equal(await told.getByRole('listitem').innerText(), 'Votes on comments: Agree and disagree → Agree only');
      assert.ok(await page.getByRole('radio', { name: 'Agree only' }).isChecked());
      assert.equal(await page.getByLabel('Name of the site').inputValue(), 'The Pier');
      assert.equal(await value('name'), 'The Harbour');
      await button('Save changes').click();
      await page.getByRole('heading', { name: /^Saved, version/ }).waitFor();
      assert.deepEqual([await value('name'), await value('votes')], ['The Pier', 'up']);
    });

    it('are an owner’s to change', async () => {
      await open('settings', { as: 'moderator' });
      await page.getByText('Only an owner of the site can change these.').waitFor();
      assert.ok(await page.getByLabel('Name of the site').isDisabled());
      assert.equal(await button('Save changes').count(), 0);
    });
  });

  describe('rules', () => {
    const text = () => page.getByLabel('Words and phrases, one a line');

    it('are tried while they are written, and told of errors at their line', async () => {
      await open('rules', { as: 'moderator' });
      await button('English', page.getByRole('group', { name: 'Add a list to begin with' })).click();
      await page.getByRole('list', { name: 'Rules' }).waitFor(); // of a list to begin with
      await text().fill('[Ads]\ncheap tickets\nbad * star\n');
      await button('Save and switch on').click();
      await page.getByText('Line 3: a * stands at the end only.').waitFor();
      assert.equal(await page.locator('.numbered li.wrong').innerText(), '3');
      assert.equal(await text().evaluate((e) => e.value.slice(e.selectionStart).split('\n')[0]), 'bad * star', 'the cursor is there');
      await text().fill(lists);
      await page.getByLabel('Try a text').fill('Phở, then Cheap tickets and vay tiền nhanh');
      await page.getByText('matched cheap tickets in rule Ads').waitFor();
      assert.deepEqual(await page.locator('.found mark').allInnerTexts(), ['Cheap tickets', 'vay tiền nhanh']);
      await button('Save and switch on').click();
      await toast('Saved the lists with 2 entries.');
      assert.equal((await ask('GET', `words?site=${site}`)).body.text, lists);
    });

    it('are tested on what was written before they are saved', async () => {
      await open('rules', { as: 'moderator' });
      const before = (await ask('GET', `words?site=${site}`)).body.version;
      await text().fill('[Ads]\nreads story 0\n');
      await button('Run').click();
      await page.getByText('Would have held 2 of 6; 0 of them were published.').waitFor();
      assert.deepEqual(await page.locator('.hits mark').allInnerTexts(), ['reads story 0', 'reads story 0']);
      await text().fill('[Ads]\nreads story\n');
      await page.getByText('You have changed more since this test.').waitFor();
      await button('Run again').click();
      await page.getByText('Would have held 6 of 6; 4 of them were published.').waitFor();
      await page.locator('.hits .chip').filter({ hasText: 'Published' }).first().waitFor();
      await text().fill('[Ads\n');
      await button('Run again').click();
      await page.getByText('Line 1: a rule begins with its name').waitFor();
      await button('Discard changes').click();
      assert.equal((await ask('GET', `words?site=${site}`)).body.version, before);
    });

    it('that somebody else saved meanwhile are shown beside one’s own', async () => {
      await open('rules');
      await text().fill(`${lists}!cheap tickets for all\n`);
      const { version } = (await ask('GET', `words?site=${site}`)).body;
      assert.equal((await ask('PUT', 'words', { version, text: `${lists}free money\n` })).status, 200);
      await button('Save and switch on').click();
      const told = page.getByRole('alert');
      await told.getByText('Somebody else saved version').waitFor();
      assert.deepEqual(await told.getByRole('listitem').allInnerTexts(), ['free money', '!cheap tickets for all']);
      await button('Replace it with mine').click();
      await toast('Saved the lists');
      assert.equal((await ask('GET', `words?site=${site}`)).body.text, `${lists}!cheap tickets for all\n`);
    });
  });

  describe('authors and bans', () => {
    it('lead from who wrote lately to one author, who is banned and let back', async () => {
      await open('authors', { as: 'moderator' });
      await page.getByRole('link', { name: 'Lan' }).first().click();
      await page.getByRole('heading', { name: 'Lan' }).waitFor();
      await page.getByRole('row').filter({ hasText: 'Lan reads story' }).first().waitFor();
      await button('Ban this author…').click();
      await dialog().getByLabel('For how long').selectOption('7');
      await dialog().getByLabel('Reason').fill('insults');
      await button('Ban', dialog()).click();
      await page.locator('.chip').filter({ hasText: 'Rejected, until' }).waitFor();
      const { bans } = (await ask('GET', `bans?site=${site}`)).body;
      assert.deepEqual(bans.map(({ kind, reason, effect, by }) => [kind, reason, effect, by]), [['author', 'insults', 'reject', 'The moderator']]);
      await button('All authors').click();
      await button('Bans').click();
      await row('insults').getByRole('button', { name: /^Lift the ban: Author/ }).click();
      await button('Lift', dialog()).click();
      await page.getByText('Nobody is banned.').waitFor();
      assert.deepEqual((await ask('GET', `bans?site=${site}`)).body.bans, []);
    });

    it('say at the field what cannot be banned', async () => {
      await open('authors', { query: { show: 'bans' } });
      await button('Add a ban').click();
      await button('Ban', dialog()).click();
      await dialog().getByText('Say who is banned.').waitFor();
      await dialog().getByLabel('Who').selectOption('address');
      await dialog().getByLabel('Network address').fill('harbour');
      await button('Ban', dialog()).click();
      await dialog().getByText('This is no network address.').waitFor();
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
      assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Add a ban', 'the focus is back');
    });
  });

  describe('statistics', () => {
    it('are figures and plots, a table and a file of the same numbers', async () => {
      await open('stats', { query: { days: '7' } });
      const figure = (name) => page.locator('.figures > div').filter({ hasText: name }).locator('dd').first();
      const { body: { queues } } = await ask('GET', `numbers?site=${site}`);
      await figure('Waiting').filter({ hasText: String(queues.pending) }).waitFor();
      await page.getByRole('img', { name: /^Decisions a day/ }).waitFor();
      assert.equal(await figure('Decisions').innerText(), '4');
      const plot = page.getByRole('figure').filter({ hasText: 'Decisions a day' });
      await button('Show as a table', plot).click();
      assert.equal(await plot.getByRole('row').count(), 8);
      const [file] = await Promise.all([page.waitForEvent('download'), button('Download as CSV', page.locator('header').last()).click()]);
      const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
      assert.equal(file.suggestedFilename(), `${site}-7.csv`);
      assert.equal(lines[0], '\ufeffDay,held,published anyway,published,"rejected, deleted",spam');
      assert.equal(lines.length, 8);
      assert.match(lines.at(-1), /^\d{4}-\d\d-\d\d,\d+,4,4,0,0$/);
    });
  });

  describe('people and keys', () => {
    it('are let in by a link that is shown once, given another role, and removed', async () => {
      await open('people');
      await row('The owner').getByText('(you)').waitFor();
      await button('Invite a moderator').click();
      await button('Make the link', dialog()).click();
      await dialog().getByText('Enter a name.').waitFor();
      await dialog().getByLabel('Name').fill('Ngân');
      await dialog().getByLabel('Role').selectOption('reader');
      await button('Make the link', dialog()).click();
      const link = await dialog().getByLabel('Link').inputValue();
      assert.ok(link.startsWith(`${stage.desk}/moderation/#invite=`), link);
      await button('Done', dialog()).click();
      await row('Ngân').getByText('Invited, not here yet').waitFor();

      const guest = await moderator(stage);
      await guest.goto(link);
      await guest.getByLabel('Name of this device').fill('phone');
      await guest.getByRole('button', { name: 'Make a passkey' }).click();
      await guest.getByRole('navigation', { name: 'Sections' }).waitFor();
      await page.reload();
      await row('Ngân').getByText('reader', { exact: true }).waitFor();
      await row('Ngân').getByRole('button', { name: 'Actions on Ngân' }).click();
      await button('Make a moderator').click();
      await row('Ngân').getByText('moderator', { exact: true }).waitFor();
      await row('Ngân').getByRole('button', { name: 'Actions on Ngân' }).click();
      await button('Remove').click();
      await button('Remove', dialog()).click();
      await row('Ngân').waitFor({ state: 'detached' });

      await guest.goto(`${stage.desk}/moderation/`);
      await guest.getByText(/Sign in with a passkey|not a moderator of any site/).first().waitFor();
      await kept(guest);
    });

    it('keep an owner', async () => {
      await open('people');
      await row('The owner').getByRole('button', { name: /^Actions on/ }).click();
      await button('Make a reader').click();
      await toast('A site needs at least one owner.');
    });

    it('make a key that is shown once and works until it is revoked', async () => {
      await open('people');
      await row('nightly').waitFor();
      await button('Make a key').click();
      await dialog().getByLabel('Name').fill('export');
      await dialog().getByLabel('Role').selectOption('reader');
      await button('Make a key', dialog()).click();
      const secret = await dialog().getByLabel('Key', { exact: true }).inputValue();
      const status = async () => (await stage.call('GET', `/v1/moderation/numbers?site=${site}`, undefined, { Authorization: `Bearer ${secret}` })).status;
      assert.equal(await status(), 200);
      await button('Done', dialog()).click();
      assert.equal(await page.content().then((html) => html.includes(secret)), false);
      await button('Revoke export').click();
      await button('Revoke', dialog()).click();
      await row('export').waitFor({ state: 'detached' });
      assert.equal(await status(), 401);
    });
  });

  describe('for everybody', () => {
    for (const view of ['pages', 'rules', 'authors', 'stats', 'audit', 'settings', 'people']) {
      it(view, async () => {
        for (const locale of ['en-GB', 'vi-VN']) {
          await page?.context().close();
          await open(view, { locale });
          await page.locator('.loading').first().waitFor({ state: 'detached' });
          await audit(page, `${view} ${locale}`);
          await page.emulateMedia({ colorScheme: 'dark' });
          await audit(page, `${view} ${locale}, dark`, ['color-contrast']);
          await page.setViewportSize({ width: 320, height: 700 });
          assert.equal(await sideways(page), 0, `${view} scrolls sideways`);
          assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('main')].map((m) => m.scrollWidth - m.clientWidth)), [0], `${view} scrolls sideways`);
        }
      });
    }

    it('the section that one is in is in sight on a narrow screen', async () => {
      await open('people', { viewport: { width: 390, height: 700 } });
      const { left, right } = await page.getByRole('link', { name: 'People' }).evaluate((e) => e.getBoundingClientRect().toJSON());
      assert.ok(left >= 0 && Math.floor(right) <= 390, `${left} to ${right}`);
    });

    it('what does not come is said, and asked for again', async () => {
      page = await moderator(stage, { storageState: cookies.owner });
      let broken = true;
      await page.route('**/v1/moderation/pages**', (route) => (broken ? route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"code":"internal"}' }) : route.continue()));
      await page.goto(`${stage.desk}/moderation/#/${site}/pages`);
      await page.getByRole('alert').getByText('This could not be loaded.').waitFor();
      broken = false;
      await button('Try again').click();
      await row('The ferry comes back').waitFor();
    });
  });
});
