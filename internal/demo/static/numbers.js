// Counts beside titles, and the view of an article.
import * as api from './api.js';
import { number, say } from './words.js';

/** Shows the numbers of every page that is named on this one, with one request. */
export async function showCounts() {
  const pages = [...new Set([...document.querySelectorAll('[data-comments]')].map((e) => e.dataset.comments))];
  if (!pages.length) return;
  try {
    const { counts } = await api.counts(pages);
    for (const count of counts) show(count);
    rank(new Map(counts.map((c) => [c.page, c.views])));
  } catch (problem) {
    console.warn('Kibitz: counts are not there.', problem); // the page does without
  }
}

/** Shows what is known of a page wherever it is named. */
export function show({ page, views, comments }) {
  const at = (name) => document.querySelectorAll(`[data-${name}="${CSS.escape(page)}"]`);
  for (const e of at('views')) {
    e.querySelector('b').textContent = views ? number(views) : '';
    e.classList.toggle('on', views > 0);
  }
  for (const e of at('comments')) e.textContent = comments ? say('count', comments) : '';
}

/** The list of the most viewed, which the server cannot know. */
function rank(views) {
  for (const list of document.querySelectorAll('[data-most]')) {
    list.append(...[...list.children].sort((a, b) => (views.get(b.dataset.page) ?? 0) - (views.get(a.dataset.page) ?? 0)));
  }
}

/** Counts one view once the page has been visible for a second on end. */
export function countView(page) {
  let timer;
  const watch = () => {
    clearTimeout(timer);
    if (document.visibilityState === 'visible') timer = setTimeout(send, 1000);
  };
  const send = async () => {
    document.removeEventListener('visibilitychange', watch);
    try {
      show(await api.view(page));
    } catch (problem) {
      console.warn('Kibitz: the view was not counted.', problem);
    }
  };
  document.addEventListener('visibilitychange', watch);
  watch();
}
