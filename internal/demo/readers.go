package demo

// said is a comment of an invented reader.
type said struct {
	After    int // minutes after the article was published; no two are the same
	To       int // which of the article's comments it answers, root for none
	Name     string
	Body     string
	Up, Down int  // votes of others
	Deleted  bool // by its author, after somebody had answered
}

// root is what a comment answers that begins a thread.
const root = -1

// reception is what readers made of an article by the time the edition came
// out.
type reception struct {
	Views     int
	Reactions [4]int // useful, love, surprised, worried
	Comments  []said // oldest first
}

// reactions are the names of the reactions in a reception's order: those that
// a new site has.
var reactions = [4]string{"useful", "love", "surprised", "worried"}

// letters are what the newsroom prints of it, by language.
var letters = map[string][]struct{ Article, Name, Body string }{
	"vi": {
		{"ferry", "Mẹ của Tít", "Quan trọng nhất vẫn là đúng giờ."},
		{"lamp", "Ban công tầng ba", "Đi làm về khuya, thấy hẻm sáng là thấy tới nhà rồi."},
	},
	"en": {
		{"congee", "Porridge person", "Nine hours is a long time to not stir something."},
		{"clock", "Platform 4", "I have been saved by those four minutes more often than I can count."},
	},
}

// receptions are what readers made of the articles, by the articles' names.
var receptions = map[string]reception{
	"ferry": {412, [4]int{38, 31, 9, 3}, []said{
		{14, root, "Người cù lao", "Tôi đi chuyến 22 giờ 20 tối qua. Phà sạch, êm, nhưng bảng giờ ở bến vẫn là bản cũ:\n\n> Chuyến cuối 22 giờ\n\nThực tế **23 giờ 40** mới là chuyến cuối. Mong thay bảng sớm để người lớn tuổi khỏi phải hỏi.", 34, 1, false},
		{31, 0, "Ca ba", "Bảng điện tử đã đúng rồi bạn ạ, chỉ bảng giấy là chưa.", 12, 0, false},
		{47, 0, "Late shift", "The screen showed the right times tonight. The paper one still says ten.", 5, 0, false},
		{58, 1, "Thúy bến xe", "Bảng giấy thì tôi nghe nói tuần sau có, chữ to gấp đôi.", 7, 0, false},
		{72, root, "Sáng thứ Bảy", "Ba điều tôi mong ở ba tháng này:\n\n- mái che dài hơn ở bến;\n- chỗ buộc xe đạp trên boong;\n- một chuyến lúc 0 giờ 20 vào cuối tuần.", 27, 2, false},
		{95, 4, "Thợ hàn xóm đáy", "Chỗ buộc xe thì xưởng tôi làm cho được, sáu cái móc inox. Xin số của đội phà.", 31, 0, false},
		{118, root, "Mẹ của Tít", "Giá vé như vậy là hợp lý. Quan trọng nhất vẫn là đúng giờ.", 23, 0, false},
		{140, 6, "Người cù lao", "Đồng ý. Cầu thì lúc nào cũng ở đó, phà thì phải hẹn.", 15, 0, false},
		{163, root, "Tính tiền dầu", "164 khách mà cần 180 thì lỗ mỗi tối chừng 80.000 đồng. Ít hơn tiền thay một bóng đèn cầu.", 19, 4, false},
		{171, 8, "Kế toán về hưu", "Bạn quên tiền công ba người và tiền bảo trì rồi. Nhưng vẫn đáng.", 11, 0, false},
		{205, root, "Chở hoa", "Gửi lộn bài, xin lỗi mọi người.", 0, 0, true},
		{214, 10, "Gánh huệ", "Không sao đâu chị, tối nay em để dành chỗ mũi phà cho.", 6, 0, false},
		{248, root, "Cyclist from the north bank", "Bicycles free, and a breeze in the middle of the river. The nicest part of my *whole* day.", 9, 0, false},
		{282, root, "Gió chướng", "Ngọn đèn ở bến còn nguyên, đọc đến đoạn cuối tự nhiên thấy nhớ. *Cảm ơn người giữ bến.*", 29, 0, false},
	}},
	"tide": {286, [4]int{24, 6, 5, 14}, []said{
		{12, root, "Sạp số 8 chợ Ván", "Bốn giờ sáng có tin nhắn của mấy đứa nhỏ, dọn kịp. Năm ngoái mất nguyên bao nấm.", 22, 0, false},
		{25, root, "Cựu học sinh", "Chiếc thước đó lớp em sơn. Vạch vàng sơn hai lần vì lần đầu gặp mưa.", 26, 0, false},
		{37, 1, "Thầy Lý", "Vạch đỏ cũng vậy, em không nhớ thôi.", 18, 0, false},
		{61, root, "Ở cuối kênh", "Nâng nền chợ thì nước dồn vào nhà dân phía sau. Xin xem kỹ giùm.", 17, 3, false},
		{83, 3, "Kỹ sư tập sự", "Bản vẽ có mương thu nước sau chợ Lá, rộng 1,2 mét. Tối thứ Năm có treo lên đó.", 8, 0, false},
		{104, root, "Second-hand boots", "Was there at six with my trousers rolled up. Nobody shouted, everybody knew what to do.", 7, 0, false},
		{131, root, "Bà Tư bán chè", "Họp tối thứ Năm mấy giờ vậy ạ? Bài không ghi.", 5, 0, false},
		{149, 6, "Tổ trưởng chợ Gốm", "Bảy giờ tối, ở nhà lồng. Chị đi ủng giùm, sàn còn ướt.", 9, 0, false},
		{190, root, "Lò Gốm", "Hai năm chờ cống hay năm tuần dời chợ? Tôi chọn năm tuần.", 10, 6, false},
	}},
	"swim": {241, [4]int{9, 42, 21, 0}, []said{
		{18, root, "Đứng trên bờ", "Cả bến im phăng phắc lúc xem lại phim. Chưa bao giờ thấy chỗ đó im như vậy.", 28, 0, false},
		{40, root, "Hàng xóm nhà Vy", "Con bé tập lúc năm giờ sáng, mưa cũng tập. Xứng đáng!", 33, 0, false},
		{66, 1, "Anh Quân", "Thua tâm phục khẩu phục. Năm sau gặp lại.", 46, 0, false},
		{91, 2, "Hàng xóm nhà Vy", "Anh bơi đẹp lắm, cả xóm khen.", 14, 0, false},
		{127, root, "Cold water", "24 degrees is a warm bath. Come and try ours in March. Lovely report, though.", 8, 5, false},
		{180, root, "Bơi ếch", "Cự ly 400 mét cho người mới: đăng ký ở đâu vậy ban tổ chức?", 6, 0, false},
		{233, 5, "Ban tổ chức giải", "Nhà văn hóa phường, chiều thứ Ba và thứ Năm, mang theo giấy khám sức khỏe bạn nhé.", 9, 0, false},
		{351, root, "Chú lái ghe", "Năm người lên ghe tôi, người nào cũng hỏi “ai nhất rồi chú”. Không ai hỏi khăn.", 24, 0, false},
	}},
	"congee": {263, [4]int{29, 35, 4, 0}, []said{
		{55, root, "Bếp tập thể", "Tôi thử một phần gạo với mười phần nước, vẫn hơi đặc. Chắc phải đúng mười hai như bà dặn.", 13, 0, false},
		{95, 0, "Nồi đất", "Gạo mới thì mười là vừa, gạo cũ mới cần mười hai.", 17, 1, false},
		{130, root, "Cháu nội bà Tư", "Bà đọc bài rồi, bà nói “96 độ là cái gì”. Rồi bà cười cả buổi.", 41, 0, false},
		{210, root, "Porridge person", "Nine hours is a long time to *not* stir something. I lasted two.", 19, 0, false},
		{262, 3, "Patience", "Two is better than my forty minutes.", 8, 0, false},
		{300, root, "Nồi cơm điện", "Nấu nồi cơm điện chế độ giữ ấm được không ạ? Nhà tôi ở chung cư, không dám để lửa qua đêm.", 6, 2, false},
		{318, 5, "Bếp tập thể", "Được, mà lót cái khăn dưới nắp cho nước khỏi nhỏ xuống.", 10, 0, false},
		{470, root, "Hẻm 12", "Quán mở tới mấy giờ vậy mọi người? Lần nào tới cũng hết.", 4, 0, false},
	}},
	"lamp": {318, [4]int{33, 45, 7, 1}, []said{
		{22, root, "Ban công tầng ba", "Đi làm về khuya, thấy hẻm sáng là thấy tới nhà rồi.", 37, 0, false},
		{48, root, "Thợ điện phường bên", "Nhớ gắn aptomat chống giật cho đường dây chung nhé bà con, mùa mưa tới rồi.", 29, 0, false},
		{70, 1, "Ông Tám 47/8", "Có rồi cháu. Ba mươi miliampe, đặt ngay dưới công tơ.", 25, 0, false},
		{133, root, "Hẻm 51", "Hẻm tôi ba mươi nhà, họp ba lần chưa xong vì cãi nhau màu đèn vàng hay trắng.", 20, 0, false},
		{160, 3, "Ban công tầng ba", "Vàng đi bạn. Trắng thì mấy bụi bông giấy nhìn như bệnh.", 16, 1, false},
		{201, 4, "Hẻm 51", "Chuyển lời rồi. Phe trắng đòi xem ảnh.", 12, 0, false},
		{288, root, "Night walker", "2,900 đồng a month. My whole town could be lit for the price of one consultant.", 14, 0, false},
		{402, root, "Sợ muỗi", "Muỗi tụ dưới đèn thì dễ đuổi hơn là thật, tôi xác nhận.", 9, 0, false},
		{590, root, "Shop bún đầu hẻm", "Quán xin trả phần của ba nhà là chuyện nhỏ, mong báo đừng ghi tên. Cảm ơn đã không ghi.", 32, 0, false},
	}},
	"trees": {147, [4]int{16, 12, 0, 4}, []said{
		{35, root, "Nhà số 9", "Cây của hai anh em là cây thứ sáu, thằng nhỏ đặt tên là Bàng Một.", 18, 0, false},
		{110, root, "Chạy bộ sáng", "Mai chạy qua sẽ xách một can. Chín cây trước đất trống, mỗi người một cây là hết.", 15, 0, false},
		{148, 1, "Tổ cây xanh", "Còn bảy cây thôi ạ, sáng nay có lớp 7A nhận hai.", 12, 0, false},
		{330, root, "Lá rụng", "Bàng rụng lá đỏ đẹp, nhưng ai quét? Nhà tôi ở đầu gió.", 7, 5, false},
		{505, 3, "Cô Ba chổi chà", "Tôi quét. Lá bàng khô gói nem được, đừng bỏ phí.", 16, 0, false},
	}},
	"market": {133, [4]int{11, 9, 6, 1}, []said{
		{41, root, "Ô số 17, buổi tối", "Tui là người bán ốc đây. Chưa gặp chị rau muống bao giờ, nhưng chị quét sạch lắm.", 27, 0, false},
		{96, 0, "Ô số 17, buổi sáng", "Anh bán ốc để lại sợi dây phơi gọn gàng ghê. Cảm ơn anh.", 30, 0, false},
		{220, root, "Đi chợ chiều", "Kẻ thêm chỗ để xe đi phường ơi, giờ để tràn ra lề.", 11, 0, false},
		{480, root, "Visitor", "Broom time should exist everywhere. In offices, for a start.", 13, 0, false},
		{701, root, "Ô cuối sát tường", "Không gió thật. Tôi biết lỗi rồi.", 22, 0, false},
	}},
	"bike": {176, [4]int{19, 5, 2, 11}, []said{
		{52, root, "Đạp xe đi dạy", "Khúc cua trước trường: sáng nay tôi với một bác xe ba gác nhường nhau hết ba lượt đèn.", 16, 0, false},
		{88, root, "Tài xế giao hàng", "Buổi trưa không có chỗ đỗ thì biết đứng đâu? Cho xin một ô mười lăm phút ở đầu phố.", 9, 8, false},
		{120, 1, "Nhóm đếm xe", "Bọn em có ghi lại: 11 đến 13 giờ có 46 lượt xe đỗ trên làn. Ô mười lăm phút là đề xuất hay đó anh.", 14, 0, false},
		{143, 2, "Tài xế giao hàng", "Vậy nhờ các em ghi thêm giùm vào báo cáo.", 8, 0, false},
		{410, root, "Wheels", "Four seconds of head start at the light: small thing, huge difference.", 11, 0, false},
		{640, root, "Phụ huynh 6B", "Con tôi giờ tự đạp đi học. Ba tuần trước thì tôi không dám.", 21, 0, false},
		{905, root, "Nắp cống", "Cái nắp trước tiệm thuốc lún tiếp rồi nhé, sâu cỡ bàn tay.", 10, 0, false},
	}},
	"bench": {158, [4]int{8, 37, 2, 0}, []said{
		{60, root, "Chữ ký thứ 112", "Tôi ký ở trang có bài thơ con cóc. Ông Tám còn sửa vần giùm.", 24, 0, false},
		{130, root, "Sinh viên kiến trúc", "Bản vẽ em làm trong một buổi chiều, ngồi ngay chiếc ghế thứ hai. Vui quá!", 31, 0, false},
		{175, 1, "Cháu ông Tám", "Ông nói bữa nào ghé ông mời nước me.", 26, 0, false},
		{420, root, "Người cần chỗ đỗ", "Mất bốn chỗ đỗ cũng xót, nhưng thôi, ngồi ghế chờ vợ đi chợ cũng được.", 18, 2, false},
		{800, root, "Tamarind", "A few blank pages left. What an ending.", 12, 0, false},
		{1120, root, "Gốc me", "Ba bài thơ đó đăng lên được không tòa soạn?", 9, 0, false},
	}},
	"seeds": {201, [4]int{22, 28, 6, 0}, []said{
		{90, root, "Ban công hướng tây", "Tôi mượn đậu rồng năm ngoái, trả gấp ba. Ai mượn ngăn số 12 nhớ ngâm hạt **một đêm** nhé.", 21, 0, false},
		{140, 0, "Mượn lần đầu", "Ngâm nước ấm hay nước thường vậy bạn?", 3, 0, false},
		{176, 1, "Ban công hướng tây", "Nước ấm tay, khoảng bốn mươi độ, rồi để nguội luôn.", 9, 0, false},
		{500, root, "Thủ thư", "Chiều thứ Bảy này có thêm ngăn rau nhút. Mời bạn đọc ghé.", 14, 0, false},
		{777, root, "Late returner", "I am the one who has kept the okra since spring. It is still flowering. Please ring, I will tell you everything.", 25, 0, false},
		{1190, root, "Đất chua", "Đất ban công tôi chua, giống nào chịu được? Đừng nói húng quế, chết ba lần rồi.", 6, 0, false},
	}},
	"clock": {164, [4]int{7, 33, 12, 0}, []said{
		{75, root, "Platform 4", "I have been saved by those four minutes more often than I can count.", 23, 0, false},
		{133, root, "Chủ chiếc đồng hồ", "Nó vẫn chạy lùi, và tôi vẫn đi làm đúng giờ.", 34, 0, false},
		{290, root, "Phụ xe tuyến 9", "Bí mật bốn phút mà báo đăng rồi thì còn gì là bí mật.", 27, 1, false},
		{333, 2, "Khách quen", "Yên tâm, ai cũng biết từ lâu, chỉ có đồng hồ là không.", 29, 0, false},
		{860, root, "Con trai ông Bảy", "Ba tôi không chịu có điện thoại vì “trong đó có giờ rồi thì ai sửa nữa”.", 30, 0, false},
	}},
	"radio": {119, [4]int{6, 26, 3, 0}, []said{
		{44, root, "Hẻm Lò Gốm", "Số 212, truyện người chèo đò đưa dâu, cả hẻm tôi khóc.", 19, 0, false},
		{121, root, "Ngủ sớm", "Hay thì hay nhưng xin vặn nhỏ sau chín giờ, nhà có con mọn.", 12, 6, false},
		{205, 1, "Cô phát thanh", "Dạ từ tuần này đài đọc lúc tám giờ rưỡi và hướng loa ra bờ kênh. Cảm ơn anh chị góp ý.", 21, 0, false},
		{650, root, "Calendar leaves", "Somebody please tell me how the one on the calendar leaves ends. It stops in December.", 17, 0, false},
	}},
	"kite": {98, [4]int{10, 18, 1, 0}, []said{
		{80, root, "Diều sáo", "Dây bện ba thì đúng rồi, nhưng nhớ vuốt sáp ong, gặp sương khỏi nặng.", 11, 0, false},
		{260, root, "Học trò chú Du", "“Dễ hơn lúc nó đã mỏi”: con chép câu này vào sổ rồi chú.", 16, 0, false},
		{640, root, "Bãi bồi", "Cuối tuần ra nhớ đem rác về giùm, cò nó mổ nhầm túi ni lông.", 14, 0, false},
	}},
	"lotus": {142, [4]int{9, 24, 5, 0}, []said{
		{66, root, "Ấm đất", "Nước tám mươi lăm độ là sôi rồi mở nắp đợi chừng bốn phút, khỏi cần nhiệt kế.", 15, 0, false},
		{240, root, "Đặt trước", "Ba mươi gói một mùa thì xếp hàng từ bao giờ?", 8, 0, false},
		{275, 1, "Chị Út", "Tháng Năm bạn nhé. Mà nhà không ship, mời bạn ghé ao.", 13, 0, false},
		{710, root, "Telephone off", "Did as told. The tea was good; the silence was better.", 18, 0, false},
	}},
	"birds": {109, [4]int{17, 11, 9, 13}, []said{
		{100, root, "Trò cũ", "Em từng đếm hụt hai con, cô bắt đếm lại. Giờ em làm thống kê.", 28, 0, false},
		{380, root, "Trạm khí tượng", "Chúng tôi đã quét xong cuốn sổ, sẽ gửi trả cô kèm một bản in để treo lớp.", 20, 0, false},
		{900, root, "Phenology", "Twenty-two unbroken years by one observer is a treasure. Five days against nine is exactly the mismatch we look for.", 15, 0, false},
	}},
	"chess": {126, [4]int{5, 19, 4, 0}, []said{
		{30, root, "Bàn số 3", "Quân mã nắp chai: chai nước tương, đời 2019. Bất bại trên sân nhà.", 22, 0, false},
		{115, root, "Nhang ngắn", "Bốc thăm hướng gió là đúng. Năm ngoái tôi thua vì gió chứ không thua cờ.", 13, 4, false},
		{150, 1, "Đối thủ năm ngoái", "Bạn thua cờ.", 35, 0, false},
		{540, root, "Mười một tuổi rưỡi", "Con vào vòng hai rồi ạ!", 38, 0, false},
	}},
}
