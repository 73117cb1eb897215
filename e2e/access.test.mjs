// The discussion for everybody: whatever the eyes, the hands and the screen.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { audit, sideways } from './eyes.mjs';
import { Stage } from './stage.mjs';
import { Visit, prepare, states } from './states.mjs';

describe('the discussion, for everybody', { timeout: 240_000 }, () => {
  let stage, page;

  before(async () => {
    stage = await Stage.open('per-fetch=100', 'pages-per-address=100000');
    await prepare(stage);
  });
  after(() => stage?.close());

  /** What has the focus inside of the element, undefined where the focus is lost. */
  const focused = () => page.evaluate(() => {
    const e = document.querySelector('kibitz-comments').shadowRoot.activeElement;
    return e ? `${e.localName} ${e.getAttribute('part') ?? ''}` : undefined;
  });
  /** Everything that can be pressed or filled and is smaller than the guidelines of look and law allow. */
  const small = (least) => page.evaluate((least) => {
    const found = [];
    const look = (root) => {
      for (const e of root.querySelectorAll('*')) {
        if (e.shadowRoot) look(e.shadowRoot);
        if (!e.matches('button, a[href], input:not([tabindex="-1"]), textarea') || e.closest('[part=body]') || !e.checkVisibility({ visibilityProperty: true })) continue;
        const { height, width } = (e.matches('[type=radio]') ? e.closest('label') : e).getBoundingClientRect();
        const [h, w] = e.localName === 'a' ? [24, 24] : least;
        if (height < h - 0.01 || width < w - 0.01) found.push(`${e.outerHTML.slice(0, 60)} ${e.textContent.slice(0, 20)} is ${width} by ${height}`);
      }
    };
    look(document.querySelector('kibitz-comments').shadowRoot);
    return found;
  }, least);

  describe('in every state', () => {
    beforeEach(async () => { page = await stage.reader({ complain: false }); });
    afterEach(() => page.context().close());

    for (const [name, enter] of Object.entries(states)) {
      it(name, async () => {
        await enter(new Visit(stage, page));
        await audit(page, name);
        assert.deepEqual(await small([24, 24]), []);
        await page.emulateMedia({ colorScheme: 'dark' });
        if (name !== 'hundred') await audit(page, `${name}, dark`, ['color-contrast']); // no other comments than the story's
        await page.setViewportSize({ width: 320, height: 700 });
        assert.equal(await sideways(page), 0, `${name} scrolls sideways`);
        assert.deepEqual(await small([44, 36]), [], `${name}, narrow`);
      });
    }
  });

  for (const [how, { media, reader, ...visit }] of Object.entries({
    'right to left': { lang: 'ar', attributes: 'dir="rtl"' },
    'with text twice as large': { style: 'body { font-size: 200% }', reader: { viewport: { width: 640, height: 800 } } },
    'on a narrow screen': { reader: { viewport: { width: 320, height: 700 } } },
    'in forced colours': { media: { forcedColors: 'active' } },
  })) {
    it(`works ${how}`, async () => {
      for (const name of ['error', 'report', 'held']) { // and all that stands around them
        page = await stage.reader({ complain: false, ...reader });
        if (media) await page.emulateMedia(media);
        await states[name](new Visit(stage, page, visit));
        await audit(page, `${name} ${how}`);
        assert.equal(await sideways(page), 0, `${name} scrolls sideways`);
        assert.deepEqual(await small([24, 24]), []);
        if (how === 'right to left') assert.equal(await page.locator('kibitz-comments section').evaluate((e) => getComputedStyle(e).direction), 'rtl');
        await page.context().close();
      }
    });
  }

  it('stands still for who asks for it', async () => {
    for (const name of ['loading', 'story', 'menu', 'writing']) {
      page = await stage.reader({ reducedMotion: 'reduce' });
      await states[name](new Visit(stage, page));
      const moving = await page.evaluate(() => {
        const { shadowRoot } = document.querySelector('kibitz-comments');
        return [...shadowRoot.querySelectorAll('*')].flatMap((e) => {
          const { transitionDuration, transitionProperty, animationName } = getComputedStyle(e);
          return (transitionProperty !== 'none' && transitionDuration !== '0s') || animationName !== 'none' ? [e.outerHTML.slice(0, 100)] : [];
        });
      });
      assert.deepEqual(moving, [], name);
      await page.context().close();
    }
  });

  it('is used by keyboard alone, and never loses the focus', async () => {
    page = await stage.reader();
    const visit = new Visit(stage, page), { keyboard } = page;
    for (let i = 0; i < 101; i++) await stage.post('/keys', `Letter ${i}`, { name: 'Minh' });
    await visit.open('/keys');
    const live = visit.box.locator('[role=status], [aria-live], [role=alert]');
    assert.equal(await live.evaluateAll((all) => all.filter((e) => e.getRootNode().host.localName === 'kibitz-comments').length), 1, 'one live region');
    const status = visit.box.locator('section > [role=status]');
    const said = (text) => status.filter({ hasText: text }).waitFor({ state: 'attached' });
    /** Goes on with the Tab key until what has the focus has this name. */
    const reach = async (name, key = 'Tab') => {
      for (let i = 0; i < 200; i++) {
        const at = await page.evaluate(() => {
          let e = document.activeElement;
          while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
          return e && (e.getAttribute('aria-label') ?? (e.labels?.[0] ?? e).textContent.trim());
        });
        if (at === name) return;
        await keyboard.press(key);
      }
      assert.fail(`${name} cannot be reached`);
    };
    const has = async (what, after) => {
      let at = await focused();
      for (let frames = 0; frames < 600 && !what.test(at); frames++) { // what opens may have to be loaded
        await page.evaluate(() => new Promise(requestAnimationFrame));
        at = await focused();
      }
      assert.match(at ?? 'nothing', what, `the focus after ${after}`);
    };

    await reach('Write a comment…');
    await keyboard.press('Enter');
    await has(/^input/, 'opening the composer');
    await keyboard.type('Lan');
    await reach('Comment');
    await keyboard.type('By **keys** alone');
    await keyboard.press('Control+Enter');
    await said('Your comment is published.');
    await has(/^article comment/, 'sending');

    await reach('Edit');
    await keyboard.press('Enter');
    await has(/^textarea/, 'choosing to edit');
    await keyboard.type(' and patience');
    await keyboard.press('Control+Enter');
    await said('Your comment is changed.');
    await has(/^article comment/, 'changing');

    await reach('Reply');
    await keyboard.press('Enter');
    await has(/^textarea/, 'choosing to reply');
    await keyboard.press('Escape');
    await has(/^button/, 'closing the reply');

    await reach('More');
    await keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    await has(/^button/, 'opening the menu');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await has(/^input/, 'opening the report');
    await keyboard.press('Space');
    await reach('Send report');
    await keyboard.press('Enter');
    await said('Thank you.');
    await has(/^(article|button)/, 'reporting');

    await reach('Delete', 'Shift+Tab');
    await keyboard.press('Enter');
    await has(/^button/, 'choosing to delete');
    await reach('Delete', 'Shift+Tab'); // from Keep, where a hasty Enter does no harm
    await keyboard.press('Enter');
    await said('Your comment is deleted.');
    await has(/^article comment/, 'deleting');

    await visit.box.getByRole('button', { name: /^Show \d+ more/ }).focus();
    await keyboard.press('Enter');
    await said(/more comment/);
    await has(/^article comment/, 'loading more');

    const newest = visit.box.getByRole('radio', { name: 'Newest' });
    await newest.focus();
    await keyboard.press('ArrowRight');
    await visit.first.filter({ hasText: 'Letter 0' }).waitFor();
    await has(/^input/, 'sorting');
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
});
