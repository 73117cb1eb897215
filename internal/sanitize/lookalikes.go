package sanitize

// lookalikes maps letters to the lower-case ASCII letter that a reader takes
// them for: those of other scripts, and Latin ones that no normalisation brings
// back to a basic letter. Case matters, since Greek ν looks like v and Ν like n.
//
// It was put together by looking at the letters, for names and hosts in Latin
// script; it is no copy of Unicode's list of confusables, which is forty times
// as long and mostly about other things.
var lookalikes = newLookalikes()

func newLookalikes() map[rune]rune {
	m := make(map[rune]rune, 512)
	for to, letters := range map[rune]string{
		'a': "аАӑӒӓӐαΑɑᴀᎪꓮⱯɐæÆ",
		'b': "вВьЬβΒʙƀɓᏴꓐ",
		'c': "сСϲϹᴄƈⅽᏟꓚ¢",
		'd': "đĐðÐɖɗԁԀᴅᎠꓒꓓ",
		'e': "еЕёЁєЄεΕɛəǝᴇ℮ᎬꓰƏ",
		'f': "ғҒꜰƒꓝ",
		'g': "ɡɢցǥᏀꓖ",
		'h': "нНһҺΗʜħĦհᎻꓧ",
		'i': "іІїЇӏӀιΙıɪɨᎥᏆꓲƖ",
		'j': "јЈᴊɉᎫꓙ",
		'k': "кКκΚᴋƙĸᏦꓗ",
		'l': "łŁʟɫᏞꓡ",
		'm': "мМμΜᴍɱᎷꓟ",
		'n': "пПиИйЙηΝɴɲŋոռꓠ",
		'o': "оОοΟσᴏøØɔօՕᎾꓳ",
		'p': "рРρΡᴘþᏢꓑ",
		'q': "ԛԚɋզ",
		'r': "гГяЯʀɍᎡᏒꓣ",
		's': "ѕЅʂꜱᏚꓢ",
		't': "тТτΤᴛŧŦƭᎢꓔ",
		'u': "υʉսᴜꓴ",
		'v': "νѵѴᴠᏙꓦ",
		'w': "шШщЩωԝԜᴡᎳꓪ",
		'x': "хХχΧꓫ",
		'y': "уУўЎγΥүҮʏƴꓬ",
		'z': "ΖᴢƶᏃꓜ",
	} {
		for _, r := range letters {
			m[r] = to
		}
	}
	// Letters in filled circles and squares, and those of flags.
	for i := range rune(26) {
		m[0x1F150+i], m[0x1F170+i], m[0x1F1E6+i] = 'a'+i, 'a'+i, 'a'+i
	}
	return m
}
