// Measures what a long discussion costs the reader's browser: 1,000 comments
// loaded and scrolled through, and the tasks longer than 50 ms on the way.
import { html } from '../host.mjs';
import { Stage } from '../stage.mjs';

const COMMENTS = 1000;
const LONG = 50; // ms, from which a reader notices that the page does not answer

const stage = await Stage.open();
try {
  await stage.fill('/story', COMMENTS, 'A comment of a few lines, as readers write them: what they saw, what they think of it, and *why* they are right. Number');
  const page = await stage.reader();
  await page.addInitScript(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((e) => e.duration))).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(stage.host.put('/', html(`<main><h1>A story</h1>${stage.element('comments', 'page=/story')}</main>`, { head: stage.script() })));
  await page.locator('kibitz-comments [part~=comment]').first().waitFor();
  /** Returns the long tasks since the last call, once the browser has told of them. */
  const tasks = () => page.evaluate(() => new Promise((resolve) => { setTimeout(() => resolve(window.tasks.splice(0)), 0); }));
  const tell = (what, long) => {
    const text = long.length ? `${long.length} over ${LONG} ms, the longest ${Math.round(Math.max(...long))} ms` : `none over ${LONG} ms`;
    console.log(`${what.padEnd(44)} ${text}`);
  };

  tell('script and first comments', await tasks());
  // In the page, for the driver's own looking about takes long, too.
  const clicks = await page.locator('kibitz-comments').evaluate(async (element) => {
    const more = () => element.shadowRoot.querySelector('button.mo');
    for (let clicks = 0; ; clicks++) {
      if (!more()) return clicks;
      const loaded = new Promise((resolve) => element.addEventListener('kibitz:loaded', resolve, { once: true }));
      more().click();
      await loaded;
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    }
  });
  const all = await tasks();
  const shown = await page.locator('kibitz-comments [part~=comment]').count();
  if (shown !== COMMENTS) throw new Error(`${shown} comments are shown`);
  tell(`${shown} comments by ${clicks} clicks on "more"`, all);

  const frames = await page.evaluate(() => new Promise((resolve) => {
    const end = document.documentElement.scrollHeight - innerHeight, gaps = [];
    scrollTo(0, 0);
    let last = performance.now();
    requestAnimationFrame(function step(now) {
      gaps.push(now - last);
      last = now;
      scrollBy(0, innerHeight / 2);
      if (scrollY < end - 1) requestAnimationFrame(step);
      else resolve(gaps.sort((a, b) => a - b));
    });
  }));
  tell('scrolling through them', await tasks());
  console.log(`${'frames while scrolling'.padEnd(44)} ${frames.length}, p50 ${Math.round(frames[frames.length >> 1])} ms, p99 ${Math.round(frames[Math.floor(frames.length * 0.99)])} ms`);
} finally {
  await stage.close();
}
