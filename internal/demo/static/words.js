// What the scripts say. The page's language decides.

const lang = document.documentElement.lang === 'en' ? 'en' : 'vi';

const words = {
  vi: {
    title: (n) => (n ? `${number(n)} bình luận` : 'Bình luận'),
    count: (n) => `(${number(n)}) Bình luận`,
    sort: 'Sắp xếp', newest: 'Mới nhất', oldest: 'Cũ nhất',
    open: 'Viết bình luận của bạn…', placeholder: 'Bạn nghĩ gì về bài viết này?', replyTo: (name) => `Trả lời ${name}`,
    name: 'Tên hiển thị', body: 'Bình luận', write: 'Viết', preview: 'Xem trước',
    hint: 'Markdown: **đậm**, *nghiêng*, > trích dẫn, - danh sách',
    left: (n) => `còn ${number(n)} ký tự`, over: (n) => `quá ${number(n)} ký tự`,
    send: 'Gửi bình luận', sendReply: 'Gửi trả lời', save: 'Lưu', cancel: 'Hủy', sending: 'Đang gửi…', retry: 'Thử lại',
    privacy: 'Tên và bình luận được đăng công khai. Địa chỉ IP không được lưu ở dạng đọc được.',
    you: 'Bạn', edited: 'đã sửa', held: 'Đang chờ duyệt', heldOwn: 'Chỉ bạn thấy bình luận này cho đến khi được duyệt.',
    reply: 'Trả lời', edit: 'Sửa', remove: 'Xóa', minutesLeft: (n) => `còn ${n} phút`,
    sure: 'Xóa bình luận này?', keep: 'Giữ lại', gone: 'Bình luận đã bị gỡ.',
    moreReplies: (n) => (n > 0 ? `Xem thêm ${number(n)} trả lời` : 'Xem thêm trả lời'), more: 'Xem thêm bình luận', loading: 'Đang tải…',
    empty: 'Chưa có bình luận nào', emptyHint: 'Bạn hãy là người đầu tiên chia sẻ suy nghĩ về bài viết này.',
    notLoaded: 'Chưa tải được bình luận. Bạn thử lại sau ít phút nhé.', reload: 'Tải lại', closed: 'Bài viết đã đóng bình luận. Bạn vẫn có thể đọc.',
    posted: 'Đã đăng bình luận của bạn.', postedHeld: 'Đã nhận bình luận. Bình luận sẽ hiển thị sau khi tòa soạn duyệt.',
    saved: 'Đã lưu bình luận.', removed: 'Đã xóa bình luận.', now: 'vừa xong',
    problem: {
      no_name: 'Bạn chưa nhập tên. Có thể dùng tên gọi hoặc bút danh.', body_empty: 'Bạn chưa viết gì.',
      body_too_long: 'Bình luận dài quá. Bạn rút gọn giúp nhé.', body_too_complex: 'Trích dẫn và danh sách lồng nhau quá nhiều tầng.',
      name_invalid: 'Tên cần từ 1 đến 50 ký tự.', name_reserved: 'Tên này dành cho tòa soạn. Bạn chọn tên khác nhé.',
      rate_limited: (s) => `Bạn gửi hơi nhanh. Bạn thử lại sau ${number(s || 60)} giây nhé.`,
      not_sent: 'Chưa gửi được. Nội dung của bạn vẫn còn đây.', try_again: 'Chưa gửi được. Nội dung của bạn vẫn còn đây.',
      parent_unknown: 'Bình luận mà bạn trả lời không còn nữa.', comment_unknown: 'Bình luận này không còn nữa.',
      edit_expired: 'Đã hết thời gian sửa bình luận này.', comment_changed: 'Bình luận này vừa được thay đổi. Bạn tải lại trang rồi sửa nhé.',
      page_closed: 'Bài viết đã đóng bình luận.', other: 'Chưa gửi được. Bạn tải lại trang rồi thử lại nhé; nội dung vẫn được giữ.',
    },
  },
  en: {
    title: (n) => (n ? `${number(n)} ${n === 1 ? 'comment' : 'comments'}` : 'Comments'),
    count: (n) => `(${number(n)}) ${n === 1 ? 'Comment' : 'Comments'}`,
    sort: 'Sort', newest: 'Newest', oldest: 'Oldest',
    open: 'Write a comment…', placeholder: 'What do you think of this story?', replyTo: (name) => `Reply to ${name}`,
    name: 'Display name', body: 'Comment', write: 'Write', preview: 'Preview',
    hint: 'Markdown: **bold**, *italic*, > quote, - list',
    left: (n) => `${number(n)} left`, over: (n) => `${number(n)} too many`,
    send: 'Post comment', sendReply: 'Post reply', save: 'Save', cancel: 'Cancel', sending: 'Sending…', retry: 'Try again',
    privacy: 'Your name and comment are public. Your IP address is never stored in readable form.',
    you: 'You', edited: 'edited', held: 'Awaiting review', heldOwn: 'Only you can see this until it is approved.',
    reply: 'Reply', edit: 'Edit', remove: 'Delete', minutesLeft: (n) => `${n} min left`,
    sure: 'Delete this comment?', keep: 'Keep', gone: 'This comment was removed.',
    moreReplies: (n) => (n > 0 ? `Show ${number(n)} more ${n === 1 ? 'reply' : 'replies'}` : 'Show more replies'), more: 'Show more comments', loading: 'Loading…',
    empty: 'No comments yet', emptyHint: 'Be the first to share a thought on this story.',
    notLoaded: 'Comments could not be loaded. Please try again.', reload: 'Reload', closed: 'Comments are closed. You can still read.',
    posted: 'Your comment is published.', postedHeld: 'Comment received. It will appear once the newsroom approves it.',
    saved: 'Comment saved.', removed: 'Comment deleted.', now: 'just now',
    problem: {
      no_name: 'Please enter a name. A nickname is fine.', body_empty: 'You have not written anything yet.',
      body_too_long: 'Your comment is too long.', body_too_complex: 'Quotes and lists are nested too deeply.',
      name_invalid: 'A name has 1 to 50 characters.', name_reserved: 'This name is kept for the newsroom. Please choose another.',
      rate_limited: (s) => `You are posting quickly. Try again in ${number(s || 60)} seconds.`,
      not_sent: 'Not sent. Your text is still here.', try_again: 'Not sent. Your text is still here.',
      parent_unknown: 'The comment you reply to is gone.', comment_unknown: 'This comment is gone.',
      edit_expired: 'The time for changing this comment is over.', comment_changed: 'This comment was changed meanwhile. Reload the page, then edit.',
      page_closed: 'Comments are closed.', other: 'Not sent. Reload the page and try again; your text is kept.',
    },
  },
}[lang];

const numbers = new Intl.NumberFormat(lang);
const days = new Intl.DateTimeFormat(lang === 'vi' ? 'vi' : 'en-GB', lang === 'vi' ? {} : { day: 'numeric', month: 'short', year: 'numeric' });
const relative = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' });
const full = new Intl.DateTimeFormat(lang === 'vi' ? 'vi' : 'en-GB', { dateStyle: 'full', timeStyle: 'short' });

export const number = (n) => numbers.format(n);

/** The words called key, with a number or name where they take one. */
export const say = (key, value) => (typeof words[key] === 'function' ? words[key](value) : words[key]);

/** A refusal in words. */
export function explain({ code, retryAfter }) {
  const said = words.problem[code] ?? words.problem.other;
  return typeof said === 'function' ? said(retryAfter) : said;
}

/** How long ago: "12 minutes ago", after a week the date. */
export function ago(iso) {
  const seconds = (Date.now() - Date.parse(iso)) / 1000;
  if (seconds < 60) return words.now;
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 86400) return relative.format(-Math.floor(seconds / 3600), 'hour');
  if (seconds < 7 * 86400) return relative.format(-Math.floor(seconds / 86400), 'day');
  return days.format(new Date(iso));
}

export const fullDate = (iso) => full.format(new Date(iso));
