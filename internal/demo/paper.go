package demo

import "time"

// text is the same words in both languages.
type text struct{ VI, EN string }

// section is a part of the newspaper and the desk that writes it.
type section struct {
	ID         string
	Name, Desk text
}

var sections = []section{
	{"do-thi", text{"Đô thị", "City"}, text{"Tổ Đô thị", "City desk"}},
	{"thoi-tiet", text{"Thời tiết", "Weather"}, text{"Tổ Thời tiết", "Weather desk"}},
	{"the-thao", text{"Thể thao", "Sport"}, text{"Tổ Thể thao", "Sports desk"}},
	{"bep-nha", text{"Bếp nhà", "Kitchen"}, text{"Tổ Ẩm thực", "Food desk"}},
	{"van-hoa", text{"Văn hóa", "Culture"}, text{"Tổ Văn hóa", "Culture desk"}},
	{"ban-doc", text{"Bạn đọc", "Readers"}, text{"Ban Bạn đọc", "Readers’ desk"}},
}

// topics are what articles are about, by the name in their address.
var topics = map[string]text{
	"ben-pha":    {"bến phà", "ferries"},
	"giao-thong": {"giao thông công cộng", "public transport"},
	"duong-song": {"đường sông", "the river"},
	"con-nuoc":   {"con nước", "tides"},
	"cho":        {"chợ", "markets"},
	"cay-xanh":   {"cây xanh", "trees"},
	"xom-gieng":  {"xóm giềng", "neighbours"},
	"xe-dap":     {"xe đạp", "cycling"},
	"nghe-cu":    {"nghề cũ", "old trades"},
	"mon-an":     {"món ăn", "food"},
	"vuon-nha":   {"vườn nhà", "gardens"},
	"phong-trao": {"thể thao phong trào", "amateur sport"},
	"doc-sach":   {"đọc sách", "reading"},
	"bai-boi":    {"bãi bồi", "mud flats"},
	"chim-troi":  {"chim trời", "birds"},
}

// article is what a story is in every language. What it says is in content/;
// its discussion is one, whatever language it is read in.
type article struct {
	Name    string // of its files in content/ and static/
	Slug    string // its address
	Section string
	Topics  []string
	Age     time.Duration // how long before the edition it was published
}

// Page is the id of the article's page.
func (a article) Page() string { return "/" + a.Slug }

// articles are the stories in the order of the front page, the lead first.
var articles = []article{
	{"ferry", "pha-dem-tro-lai", "do-thi", []string{"ben-pha", "giao-thong", "duong-song"}, 5*time.Hour + 20*time.Minute},
	{"tide", "trieu-cuong-ba-cho-thap", "thoi-tiet", []string{"con-nuoc", "cho"}, 3*time.Hour + 40*time.Minute},
	{"swim", "giai-boi-vuot-song", "the-thao", []string{"phong-trao", "duong-song"}, 7 * time.Hour},
	{"congee", "noi-chao-chin-gio", "bep-nha", []string{"mon-an", "nghe-cu"}, 9*time.Hour + 5*time.Minute},
	{"lamp", "hem-47-tu-thap-den", "do-thi", []string{"xom-gieng"}, 11*time.Hour + 30*time.Minute},
	{"trees", "bon-muoi-cay-bang", "do-thi", []string{"cay-xanh", "xom-gieng"}, 13 * time.Hour},
	{"market", "cho-vach-ke", "do-thi", []string{"cho"}, 16*time.Hour + 15*time.Minute},
	{"bike", "duong-xe-dap-mot-thang", "do-thi", []string{"xe-dap", "giao-thong"}, 19*time.Hour + 45*time.Minute},
	{"bench", "hang-ghe-da-goc-me", "do-thi", []string{"cay-xanh", "xom-gieng"}, 21 * time.Hour},
	{"seeds", "thu-vien-hat-giong", "van-hoa", []string{"vuon-nha", "doc-sach"}, 22*time.Hour + 30*time.Minute},
	{"clock", "nguoi-sua-dong-ho", "van-hoa", []string{"nghe-cu", "giao-thong"}, 18*time.Hour + 20*time.Minute},
	{"radio", "dai-phuong-doc-truyen", "van-hoa", []string{"doc-sach", "xom-gieng"}, 15*time.Hour + 5*time.Minute},
	{"kite", "tha-dieu-bai-boi", "ban-doc", []string{"bai-boi"}, 14*time.Hour + 25*time.Minute},
	{"lotus", "tra-sen-mot-dem", "bep-nha", []string{"vuon-nha", "nghe-cu"}, 17*time.Hour + 10*time.Minute},
	{"birds", "chim-en-ve-som", "thoi-tiet", []string{"chim-troi"}, 20*time.Hour + 10*time.Minute},
	{"chess", "ban-co-goc-da", "the-thao", []string{"phong-trao", "xom-gieng"}, 12*time.Hour + 35*time.Minute},
}
