// Pictures of the discussion in every state, to look at: "npm run shots"
// writes them into e2e/shots as state-width-theme.png.
import { mkdirSync } from 'node:fs';
import { Stage } from './stage.mjs';
import { Visit, prepare, states } from './states.mjs';

const out = new URL('shots/', import.meta.url).pathname;
const widths = [320, 768, 1280];
const themes = ['light', 'dark'];
const [only] = process.argv.slice(2);

mkdirSync(out, { recursive: true });
const stage = await Stage.open('pages-per-address=100000');
try {
  await prepare(stage);
  for (const [name, enter] of Object.entries(states)) {
    if (only && only !== name) continue;
    for (const width of widths) {
      const page = await stage.reader({ viewport: { width, height: 900 }, complain: false, locale: 'vi-VN' });
      await enter(new Visit(stage, page, { lang: 'vi' }));
      for (const colorScheme of themes) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        // As high as the page, for what is off the screen is not painted.
        const height = name === 'hundred' ? 900 : await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({ width, height });
        await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));
        await page.screenshot({ path: `${out}${name}-${width}-${colorScheme}.png` });
      }
      await page.context().close();
    }
  }
} finally {
  await stage.close();
}
