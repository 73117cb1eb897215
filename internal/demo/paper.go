package demo

import "time"

// text is the same words in both languages.
type text struct{ VI, EN string }

// article is one story. Its discussion is one, whatever language it is read
// in: the page that the scripts name is the slug's path.
type article struct {
	Slug       string
	Section    text
	Title      text
	Standfirst text
	Desk       text
	Points     []text // the lead's, in a few words
	Name       string // of its files in static/ and content/
	Alt        text
	Age        time.Duration // how long before the edition it was published
	Minutes    int           // to read it
}

// Page is the id of the article's page.
func (a article) Page() string { return "/" + a.Slug }

// articles are the stories in the order of the front page, the lead first.
var articles = []article{
	{
		Slug:       "pha-dem-tro-lai",
		Section:    text{"Đô thị", "City"},
		Title:      text{"Phà đêm trở lại bến cũ sau mười hai năm", "The night ferry is back at its old landing after twelve years"},
		Standfirst: text{"Chuyến cuối rời bến lúc 23 giờ 40, chở người tan ca và những gánh hoa đi chợ sớm. Thành phố chạy thử ba tháng rồi mới quyết định giữ hay dừng.", "The last boat leaves at 11.40 p.m. with late-shift workers and flowers for the early market. The city will run it for three months before deciding whether it stays."},
		Desk:       text{"Tổ Đô thị", "City desk"},
		Points: []text{
			{"164 lượt khách một tối trong tuần đầu; cần 180 để bù tiền dầu", "164 passengers a night in the first week; 180 pay for the fuel"},
			{"Xe đạp được chở miễn phí", "Bicycles travel free"},
		},
		Name:    "ferry",
		Alt:     text{"Tranh: chiếc phà sáng đèn trên sông lúc chạng vạng, hai người đợi ở bến.", "Illustration: a lit ferry on the river at dusk, two people waiting at the landing."},
		Age:     5*time.Hour + 20*time.Minute,
		Minutes: 3,
	},
	{
		Slug:       "noi-chao-chin-gio",
		Section:    text{"Bếp nhà", "Kitchen"},
		Title:      text{"Nồi cháo chín giờ: lửa nhỏ, đừng khuấy", "Nine-hour congee: a low flame and no stirring"},
		Standfirst: text{"Một quán cháo đầu hẻm, một đầu đo nhiệt và ba điều bà dặn cháu.", "A corner stall, a thermometer, and three rules from a grandmother."},
		Desk:       text{"Tổ Ẩm thực", "Food desk"},
		Name:       "congee",
		Alt:        text{"Tranh: nồi đất trên ngọn lửa nhỏ, bên cạnh là bát cháo rắc hành.", "Illustration: a clay pot on a low flame beside a bowl of congee with spring onion."},
		Age:        9*time.Hour + 5*time.Minute,
		Minutes:    4,
	},
	{
		Slug:       "thu-vien-hat-giong",
		Section:    text{"Văn hóa", "Culture"},
		Title:      text{"Thư viện cho mượn hạt giống, bạn đọc trả bằng mùa sau", "This library lends seeds; readers repay it with next season’s"},
		Standfirst: text{"Chiếc tủ phiếu mục lục cũ nay có sáu mươi bốn giống cây, và một cuốn sổ mượn biết kể chuyện.", "An old card catalogue now holds sixty-four kinds of plants, and a ledger that tells stories."},
		Desk:       text{"Tổ Văn hóa", "Culture desk"},
		Name:       "seeds",
		Alt:        text{"Tranh: tủ gỗ nhiều ngăn kéo, hai ngăn mở đựng phong bì hạt giống, ba chậu cây con.", "Illustration: a cabinet of drawers, two open with seed envelopes, and three potted seedlings."},
		Age:        26 * time.Hour,
		Minutes:    3,
	},
}

// brief is a line of news without a story.
type brief struct{ Time, Text text }

var briefs = []brief{
	{text{"06:10", "6.10 a.m."}, text{"Triều cường đạt đỉnh 1,52 mét lúc sáng sớm, hai bến thấp tạm đóng đến trưa.", "High tide peaks at 1.52 metres; the two low landings are closed until noon."}},
	{text{"07:30", "7.30 a.m."}, text{"Đường ven kênh có thêm bốn mươi cây bàng, trồng vào mỗi sáng thứ Bảy.", "Forty almond trees for the canal road, planted on Saturday mornings."}},
	{text{"08:45", "8.45 a.m."}, text{"Đội bơi phường tìm người giữ đồng hồ bấm giờ đã thất lạc từ hội thi tháng trước.", "The ward swimming team is looking for the stopwatch it lost at last month’s meet."}},
}
