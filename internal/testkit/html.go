package testkit

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// commentTags are the elements that the HTML of a comment may hold.
var commentTags = []string{"p", "br", "em", "strong", "del", "blockquote", "ul", "ol", "li", "code", "pre", "a"}

// CheckHTML reads the HTML of a comment as a browser does and returns an error
// for anything in it that could do more than show text: another element, an
// attribute, a comment, a foreign namespace, a link that is not absolute or
// lacks its rel and target. It also fails when the tree, written out again, is
// not the same text: then a browser would see other markup than a filter saw.
//
// It shares no code with the sanitizer.
func CheckHTML(text string) error {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(text), body)
	if err != nil {
		return fmt.Errorf("parse: %w", err)
	}
	var again strings.Builder
	for _, n := range nodes {
		if err := checkNode(n, false); err != nil {
			return err
		}
		if err := html.Render(&again, n); err != nil {
			return fmt.Errorf("render: %w", err)
		}
	}
	// The library writes void elements in XML style.
	if got := strings.ReplaceAll(again.String(), "<br/>", "<br>"); got != text {
		return fmt.Errorf("a browser reads it as %q", got)
	}
	return nil
}

func checkNode(n *html.Node, inLink bool) error {
	switch n.Type {
	case html.TextNode:
		return nil
	case html.ElementNode:
	default:
		return fmt.Errorf("node of type %d: %q", n.Type, n.Data)
	}
	if n.Namespace != "" || !slices.Contains(commentTags, n.Data) {
		return fmt.Errorf("element <%s> in namespace %q", n.Data, n.Namespace)
	}
	if n.Data == "a" {
		if inLink {
			return errors.New("link inside a link")
		}
		inLink = true
		if err := checkLink(n.Attr); err != nil {
			return err
		}
	} else if len(n.Attr) > 0 {
		return fmt.Errorf("<%s> with attribute %s", n.Data, n.Attr[0].Key)
	}
	for c := range n.ChildNodes() {
		if err := checkNode(c, inLink); err != nil {
			return err
		}
	}
	return nil
}

func checkLink(attrs []html.Attribute) error {
	if len(attrs) != 3 || attrs[0].Key != "href" ||
		attrs[1] != (html.Attribute{Key: "rel", Val: "nofollow ugc noopener noreferrer"}) ||
		attrs[2] != (html.Attribute{Key: "target", Val: "_blank"}) {
		return fmt.Errorf("link with attributes %v", attrs)
	}
	href := attrs[0].Val
	for _, c := range []byte(href) {
		if c <= ' ' || c >= 0x7F || c == '\\' {
			return fmt.Errorf("link to %q holds byte %#x", href, c)
		}
	}
	u, err := url.Parse(href)
	if err != nil {
		return fmt.Errorf("link: %w", err)
	}
	switch {
	case u.Scheme == "mailto" && strings.Contains(u.Opaque, "@") && u.RawQuery == "" && u.Fragment == "":
	case (u.Scheme == "http" || u.Scheme == "https") && strings.Contains(u.Hostname(), ".") && u.User == nil:
	default:
		return fmt.Errorf("link to %q", href)
	}
	return nil
}
