package demo

import (
	"fmt"
	"time"
)

var weekdays = [...]string{"Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"}

// date writes a day as newspapers of the language do.
func date(lang string, t time.Time) string {
	if lang == "vi" {
		return fmt.Sprintf("%s, %d/%d/%d", weekdays[t.Weekday()], t.Day(), t.Month(), t.Year())
	}
	return t.Format("Monday, 2 January 2006")
}

// words are what the templates say.
var words = map[string]text{
	"paper":    {"Bến Đò", "Bến Đò"},
	"motto":    {"Nhật báo của người đi và người ở", "A daily for those who go and those who stay"},
	"weather":  {"Nhiều mây, 24–31 °C", "Cloudy, 24–31 °C"},
	"tide":     {"Nước lớn 6:10, 1,58 m", "High water 6.10 a.m., 1.58 m"},
	"skip":     {"Đến nội dung", "Skip to content"},
	"sections": {"Chuyên mục", "Sections"},
	"front":    {"Trang nhất", "Front page"},
	"language": {"Ngôn ngữ", "Language"},
	"theme":    {"Đổi nền sáng, tối", "Switch light and dark"},
	"popular":  {"Đọc nhiều, nổi bật", "Popular"},
	"most":     {"Xem nhiều", "Most viewed"},
	"trending": {"Nổi bật", "Trending"},
	"talked":   {"Được bàn nhiều", "Most discussed"},
	"write":    {"Bạn đọc viết", "Readers write"},
	"none":     {"Chưa có lượt đọc nào trong thời gian này.", "Nobody has read anything in this time yet."},
	"miss":     {"Đừng bỏ lỡ", "Don’t miss"},
	"related":  {"Bài liên quan", "Related"},
	"all":      {"Xem tất cả", "See all"},
	"topic":    {"Chủ đề", "Topic"},
	"topics":   {"Chủ đề:", "Topics:"},
	"comments": {"Bình luận", "Comments"},
	"views":    {"lượt xem", "views"},
	"read":     {"phút đọc", "min read"},
	"copy":     {"Chép liên kết", "Copy link"},
	"copied":   {"Đã chép liên kết", "Link copied"},
	"email":    {"E-mail", "E-mail"},
	"follow":   {"Theo dõi bài này", "Follow this story"},
	"drawing":  {"Tranh minh họa: Bến Đò", "Illustration: Bến Đò"},
	"on":       {"Theo dõi trên", "Follow on"},
	"feed":     {"Bình luận mới của bạn đọc", "Readers’ new comments"},
	"asfeed":   {"Đọc bình luận qua Atom", "Read the comments as an Atom feed"},
	"about":    {"Tờ báo minh họa của Kibitz. Mọi tin bài, tên người và con số đều hư cấu.", "A demonstration newspaper for Kibitz. All stories, names and numbers are invented."},
	"api":      {"Mô tả API", "API description"},
}
