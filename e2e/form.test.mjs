// A site that times its forms: who writes with the widget is published, also
// in haste, and a program that posts without the form waits for a moderator.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { site, Stage } from './stage.mjs';
import { Visit } from './states.mjs';

let stage;

before(async () => { stage = await Stage.open('form=on', 'form-time=on'); });
after(() => stage.close());

test('what a reader writes is held back until it was not too fast, and published', async () => {
  const v = new Visit(stage, await stage.reader()), begun = Date.now();
  await v.own('/timed');
  assert.ok(Date.now() - begun >= 3000, 'it was sent sooner than people write');
  assert.equal(await v.first.locator('[part~=author]').textContent(), 'Lan');
  const [listed] = (await (await fetch(`${stage.api}/v1/comments?site=${site}&page=/timed`)).json()).comments;
  assert.equal(listed?.status, 'published');
});

test('a form that could not be opened is opened when it is sent', async () => {
  const page = await stage.reader({ complain: false }), v = new Visit(stage, page);
  let asked = 0;
  await page.route('**/v1/form?*', (route) => asked++ ? route.continue() : route.abort());
  await v.own('/reopened');
  assert.equal(asked, 2);
  const [listed] = (await (await fetch(`${stage.api}/v1/comments?site=${site}&page=/reopened`)).json()).comments;
  assert.equal(listed?.status, 'published');
});

test('a program that knows no form waits', async () => {
  const answer = await fetch(`${stage.api}/v1/comments`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ site, page: '/timed', body: 'Buy now.', author: { name: 'Program' } }),
  });
  assert.equal(answer.status, 202);
});
