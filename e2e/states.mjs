// Every state in which a reader can see the discussion, for the tests that go
// through all of them.
import { html } from './host.mjs';
import { site } from './stage.mjs';

const HELD = 'held'; // a site whose newsroom reads everything first

/** What all states need of a server, once: stories with comments, and a site that holds them. */
export async function prepare(stage) {
  stage.kibitz.command('site', 'add', HELD, `origins=${stage.host.origin}`, 'limits=off', 'form=off', 'mode=all');
  await stage.fill('/hundred', 100);
  const old = await stage.post('/story', 'The timetable in the picture is last year’s. **The new one** hangs at the landing:\n\n- weekdays every 20 minutes\n- Sundays every 40\n\n> Last boat at 21:10', { name: 'Thuỳ Dương' });
  const answer = await stage.post('/story', 'Thank you, I would have missed it. `21:10` it is. See [the ferry’s page](https://ferry.example/times).', { name: 'Quang', parent: old.id });
  await stage.post('/story', 'And who checks whether they keep it?', { name: 'An Nhiên', parent: answer.id });
  await stage.post('/story', 'My grandmother sold tea on that pier for thirty years. It was never quiet, and nobody minded: the noise *was* the place. I hope that the new building leaves a corner for those who wait.', { name: 'Một bạn đọc với cái tên rất dài để thử xuống dòng' });
  await stage.post('/story', 'Ế, Ộ, ữ: the marks must not touch the line above.', { name: 'Ngữ' });
  await stage.post('/closed', 'We have said everything.', { name: 'Lan' });
  stage.kibitz.command('page', 'close', site, '/closed');
}

/** A reader's visit to a story. */
export class Visit {
  constructor(stage, page, { lang = 'en', style = '', attributes = '' } = {}) {
    Object.assign(this, { stage, page, lang, style, attributes });
    this.place = `/at-${++Visit.count}`;
  }

  static count = 0;

  get box() { return this.page.locator('kibitz-comments'); }
  get first() { return this.box.locator('[part~=comment]').first(); }
  get composer() { return this.box.locator('[part~=composer]'); }

  /** Opens a page with the discussion of story. */
  async open(story, { of = site, ready = 'section h2', page = this.page } = {}) {
    const { stage, lang, style, attributes } = this;
    const element = stage.element('comments', `page="${story}" eager feed reactions`, '<a href="/letters">Letters</a>');
    await page.goto(stage.host.put(this.place, html(`<main><h1>The ferry comes back</h1>${element.replace(`"${site}"`, `"${of}"`)}</main>`, {
      lang, attributes, head: `${stage.script()}<style>:root { color-scheme: light dark; background: Canvas; color: CanvasText; font: 16px/1.5 sans-serif } body { max-width: 46rem; margin: 1rem auto; padding: 0 12px } ${style}</style>`,
    })));
    await this.box.locator(ready).first().waitFor();
  }

  async write(text, name) {
    await this.box.locator('[part~=composer-open]').click();
    if (name) await this.composer.locator('input').first().fill(name);
    await this.composer.locator('textarea').fill(text);
  }

  submit() { return this.composer.locator('[part~=submit]').click(); }

  /** Opens the story and posts a comment of the reader's own. */
  async own(story = '/own', of = site) {
    await this.open(story, { of });
    await this.write('I was **there** this morning.', 'Lan');
    await this.submit();
    await this.composer.waitFor({ state: 'detached' });
  }

  /** Clicks the nth button of the first comment's row, counted from its end if negative. */
  async choose(nth) {
    const buttons = this.first.locator('.ac > button:visible');
    await buttons.nth(nth).click();
  }

  async menu(item) {
    await this.first.locator('[aria-haspopup=menu]').click();
    if (item !== undefined) await this.first.getByRole('menuitem').nth(item).click();
  }
}

/** The states, each a function that brings a visit there. */
export const states = {
  empty: (v) => v.open('/empty'),
  story: (v) => v.open('/story'),
  hundred: (v) => v.open('/hundred'),
  async loading(v) {
    await v.page.route('**/v1/comments?*', () => {}); // and no answer ever
    await v.open('/story', { ready: '[aria-busy]' });
  },
  async writing(v) {
    await v.open('/story');
    await v.write(`${'A long letter. '.repeat(328)}`, 'Lan');
  },
  async preview(v) {
    await v.open('/story');
    await v.write('**Bold**, *italic*, `code`\n\n> and a quote\n\n1. one\n2. two', 'Lan');
    await v.composer.getByRole('tab').nth(1).click();
    await v.composer.locator('blockquote').waitFor();
  },
  async error(v) {
    await v.open('/story');
    await v.write('');
    await v.submit();
    await v.composer.locator('[aria-invalid]').first().waitFor();
  },
  async unsent(v) {
    await v.open('/story');
    await v.page.route('**/v1/comments', (route) => route.abort());
    await v.write('Nobody hears me.', 'Lan');
    await v.submit();
    await v.composer.locator('.no').waitFor();
  },
  own: (v) => v.own(`/own${v.place}`),
  async held(v) {
    await v.own(`/held${v.place}`, HELD);
  },
  async replying(v) {
    await v.open('/story');
    await v.choose(0);
    await v.composer.waitFor();
  },
  async editing(v) {
    await v.own(`/own${v.place}`);
    await v.choose(1);
    await v.composer.waitFor();
  },
  async deleting(v) {
    await v.own(`/own${v.place}`);
    await v.choose(2);
    await v.first.locator('[role=group] button').first().waitFor();
  },
  async deleted(v) {
    await states.deleting(v);
    await v.first.locator('.no button').first().click();
    await v.first.locator('.go').waitFor();
  },
  async menu(v) {
    await v.open('/story');
    await v.menu();
  },
  async report(v) {
    await v.open('/story');
    await v.menu(1);
    await v.first.locator('fieldset').waitFor();
  },
  closed: (v) => v.open('/closed'),
  async broken(v) {
    await v.page.route('**/v1/comments?*', (route) => route.abort());
    await v.open('/story', { ready: 'section .no' });
  },
};
