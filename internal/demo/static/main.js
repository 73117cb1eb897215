// The newspaper's script: counts beside titles, views of articles, and the
// discussion below an article. It uses Kibitz's public API as any page would.
//
//   api.js         requests and their refusals
//   words.js       what is said, in both languages; numbers and times
//   keep.js        what this browser remembers: token, drafts, own texts
//   dom.js         making elements; body.js: the one way for HTML into the page
//   numbers.js     counts and views
//   discussion.js  the list; thread.js: a comment and its replies; composer.js: writing
import { Discussion } from './discussion.js';
import { countView, showCounts } from './numbers.js';

showCounts();
const section = document.getElementById('comments');
if (section) {
  countView(section.dataset.page);
  new Discussion(section).load();
}
