package demo

import (
	"context"
	"fmt"
	"io"
	"net/netip"
	"time"

	"kibitz/internal/comment"
	"kibitz/internal/site"
)

// said is a comment of an invented reader.
type said struct {
	Article int // in articles
	Before  time.Duration
	ReplyTo int // in firstComments, -1 for none
	Name    string
	Body    string
}

// firstComments are what readers had said when the edition came out, oldest
// first.
var firstComments = []said{
	{2, 20 * time.Hour, -1, "Ban công hướng tây", "Tôi mượn đậu rồng năm ngoái, trả gấp ba. Ai mượn ngăn số 12 nhớ ngâm hạt **một đêm** nhé."},
	{1, 8 * time.Hour, -1, "Bếp tập thể", "Tôi thử một phần gạo với mười phần nước, vẫn hơi đặc. Chắc phải đúng mười hai như bà dặn."},
	{1, 7*time.Hour + 20*time.Minute, 1, "Nồi đất", "Gạo mới thì mười là vừa, gạo cũ mới cần mười hai."},
	{0, 4*time.Hour + 50*time.Minute, -1, "Người cù lao", "Tôi đi chuyến 22 giờ 20 tối qua. Phà sạch, êm, nhưng bảng giờ ở bến vẫn là bản cũ:\n\n> Chuyến cuối 22 giờ\n\nThực tế **23 giờ 40** mới là chuyến cuối. Mong thay bảng sớm để người lớn tuổi khỏi phải hỏi."},
	{0, 4*time.Hour + 30*time.Minute, 3, "Ca ba", "Bảng điện tử đã đúng rồi bạn ạ, chỉ bảng giấy là chưa."},
	{0, 4*time.Hour + 5*time.Minute, 4, "Late shift", "The screen showed the right times tonight. The paper one still says ten."},
	{0, 3*time.Hour + 40*time.Minute, -1, "Sáng thứ Bảy", "Ba điều tôi mong ở ba tháng này:\n\n- mái che dài hơn ở bến;\n- chỗ buộc xe đạp trên boong;\n- một chuyến lúc 0 giờ 20 vào cuối tuần."},
	{1, 3 * time.Hour, -1, "Porridge person", "Nine hours is a long time to *not* stir something. I lasted two."},
	{0, 2 * time.Hour, -1, "Mẹ của Tít", "Giá vé như vậy là hợp lý. Quan trọng nhất vẫn là đúng giờ."},
	{0, 70 * time.Minute, 8, "Người cù lao", "Đồng ý. Cầu thì lúc nào cũng ở đó, phà thì phải hẹn."},
	{0, 38 * time.Minute, -1, "Gió chướng", "Ngọn đèn ở bến còn nguyên, đọc đến đoạn cuối tự nhiên thấy nhớ. *Cảm ơn người giữ bến.*"},
}

// Seed posts the first comments to a site that was just made, through the
// same service as readers' comments, only that the clock is the edition's. To
// do it again within a day changes nothing.
func Seed(ctx context.Context, st site.Site, store comment.Store, addresses comment.Addresses, random io.Reader) error {
	now := st.Created
	service := comment.NewService(store, addresses, func() time.Time { return now }, random)
	ids := make([]comment.ID, len(firstComments))
	tokens := map[string]string{} // of readers who speak twice
	for i, c := range firstComments {
		a := articles[c.Article]
		now = st.Created.Add(-c.Before)
		post := comment.Post{
			Page: a.Page(), URL: st.Settings.Origins[0] + a.Page(), Title: a.Title.VI,
			Name: c.Name, Body: c.Body, Guest: tokens[c.Name],
			Key:     fmt.Sprintf("first-comments-%02d", i),
			Address: netip.AddrFrom4([4]byte{192, 0, 2, byte(i)}), // of the block for documentation
		}
		if c.ReplyTo >= 0 {
			post.Parent = string(ids[c.ReplyTo])
		}
		posted, err := service.Post(ctx, st, post)
		if err != nil {
			return fmt.Errorf("post the demo's comment %d: %w", i, err)
		}
		ids[i], tokens[c.Name] = posted.Comment.ID, posted.Guest
	}
	return nil
}
