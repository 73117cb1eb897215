// A thread that the newsroom has locked, as a reader meets it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { html, strict } from './host.mjs';
import { Stage, site } from './stage.mjs';

describe('a locked thread', { timeout: 120_000 }, () => {
  const story = '/story';
  let stage, page, key;

  before(async () => {
    stage = await Stage.open();
    key = /kbz_\S+/.exec(stage.kibitz.command('key', 'create', site, '--name=desk'))[0];
    page = await stage.reader();
  });
  after(async () => {
    await page?.context().close();
    await stage?.close();
  });

  const lock = async (id) => {
    const { status, body } = await stage.call('POST', '/v1/moderation/actions', { ids: [id], action: 'lock' }, { Authorization: `Bearer ${key}` });
    assert.deepEqual([status, body.results[0].code], [200, undefined]);
  };
  const open = async () => {
    const address = stage.host.put(story, html(`<h1>The ferry</h1>${stage.element('comments', `page="${story}" eager`)}`, { head: stage.script() }), { 'Content-Security-Policy': strict(stage.api) });
    await page.goto(address);
  };
  const comment = (text) => page.getByRole('article').filter({ hasText: text });
  const reply = (text) => comment(text).getByRole('button', { name: 'Reply', exact: true });

  it('offers no reply, and tells who had begun one that the text is kept', async () => {
    const quarrel = await stage.post(story, 'A quarrel');
    await stage.post(story, 'An answer to it', { parent: quarrel.id });
    await stage.post(story, 'Another thread');
    await open();
    await reply('An answer to it').click();
    const form = page.getByRole('form', { name: 'Post reply' });
    await form.getByRole('textbox', { name: 'Comment', exact: true }).fill('My last word');
    await form.getByRole('textbox', { name: /name/i }).fill('Lan');
    await lock(quarrel.id);
    await form.getByRole('button', { name: 'Post reply' }).click();
    await page.getByText('Your text is still here').waitFor();
    assert.equal(await form.getByRole('textbox', { name: 'Comment', exact: true }).inputValue(), 'My last word');
    page.complaints = page.complaints.filter((c) => !/409|thread_locked/.test(c));

    for (let seen; !seen;) { // caches keep a list for seconds
      await open();
      await reply('Another thread').waitFor();
      seen = !(await reply('A quarrel').count());
    }
    assert.equal(await reply('An answer to it').count(), 0);
    assert.deepEqual([page.complaints, stage.host.reports], [[], []]);
  });
});
