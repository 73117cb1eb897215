package testkit

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// ParseScenario reads a script. The name stands before the lines in messages.
func ParseScenario(name, text string) (*Scenario, error) {
	s := &Scenario{Name: name}
	lines := strings.Split(text, "\n")
	repeat := 1
	for i := 0; i < len(lines); {
		words := strings.Fields(lines[i])
		var err error
		switch {
		case len(words) == 0 || strings.HasPrefix(words[0], "#"):
			i++
		case words[0] == "repeat":
			if len(words) != 2 {
				return nil, fmt.Errorf("%s:%d: repeat how often?", name, i+1)
			}
			if repeat, err = strconv.Atoi(words[1]); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, i+1, err)
			}
			i++
		case !isMethod(words[0]):
			s.steps = append(s.steps, step{line: i + 1, command: words})
			i++
		default:
			st := step{line: i + 1, repeat: repeat}
			if i, err = st.parse(lines, i); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, i+1, err)
			}
			s.steps = append(s.steps, st)
			repeat = 1
		}
	}
	return s, nil
}

func isMethod(word string) bool {
	return len(word) >= 3 && strings.ToUpper(word) == word && word[0] >= 'A' && word[0] <= 'Z'
}

// parse reads a request that begins at line i, with its expectations, and
// returns the line after it.
func (st *step) parse(lines []string, i int) (int, error) {
	var found bool
	if st.method, st.target, found = strings.Cut(strings.TrimSpace(lines[i]), " "); !found {
		return i, fmt.Errorf("a request is METHOD /target")
	}
	for i++; i < len(lines) && lines[i] != "" && !strings.HasPrefix(lines[i], "=> "); i++ {
		name, value, found := strings.Cut(lines[i], ":")
		if !found {
			return i, fmt.Errorf("a header is Name: value; a body follows after an empty line")
		}
		st.header = append(st.header, [2]string{name, strings.TrimSpace(value)})
	}
	var body []string
	for ; i < len(lines) && !strings.HasPrefix(lines[i], "=> "); i++ {
		body = append(body, lines[i])
	}
	st.body = strings.TrimSpace(strings.Join(body, "\n"))
	if i == len(lines) {
		return i - 1, fmt.Errorf("the request at line %d has no => STATUS", st.line)
	}
	var err error
	if st.status, err = strconv.Atoi(strings.TrimSpace(lines[i][len("=> "):])); err != nil {
		return i, fmt.Errorf("after => comes a status: %w", err)
	}
	for i++; i < len(lines); i++ {
		known, err := st.parseExpectation(lines[i], i+1)
		if err != nil || !known {
			return i, err
		}
	}
	return i, nil
}

// parseExpectation reads a line after the status; known is false when it is
// none of them.
func (st *step) parseExpectation(line string, number int) (known bool, err error) {
	words := strings.Fields(line)
	if len(words) == 0 {
		return false, nil
	}
	switch words[0] {
	case "save": // save NAME = json PATH, save NAME = header NAME
		if len(words) != 5 || words[2] != "=" {
			return true, fmt.Errorf("it is written save NAME = json PATH, or = header NAME")
		}
		st.save = append(st.save, saving{number, words[1], words[3], words[4]})
		return true, nil
	case "header", "json", "body":
	default:
		return false, nil
	}
	e := expectation{line: number, what: words[0]}
	rest := words[1:]
	if e.what != "body" {
		if len(rest) == 0 {
			return true, fmt.Errorf("%s of what?", e.what)
		}
		e.path, rest = rest[0], rest[1:]
	}
	if len(rest) == 0 {
		return true, fmt.Errorf("no test")
	}
	e.test = rest[0]
	if at := strings.Index(line, " "+e.test+" "); at >= 0 {
		e.want = strings.TrimSpace(line[at+len(e.test)+2:])
	}
	st.expect = append(st.expect, e)
	return true, nil
}

// got is an answer.
type got struct {
	res  *http.Response
	body []byte
}

// at returns what stands at a place of the answer.
func (g got) at(what, path string) (value any, ok bool) {
	switch what {
	case "header":
		values, ok := g.res.Header[http.CanonicalHeaderKey(path)]
		return strings.Join(values, ", "), ok
	case "body":
		return string(g.body), len(g.body) > 0
	}
	var v any
	if json.Unmarshal(g.body, &v) != nil {
		return nil, false
	}
	for part := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			if v, ok = in[part]; !ok {
				return nil, false
			}
		case []any:
			if part == "#" {
				v = float64(len(in))
				continue
			}
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(in) {
				return nil, false
			}
			v = in[i]
		default:
			return nil, false
		}
	}
	return v, true
}

// text is a value as text: a string itself, anything else as JSON.
func text(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// holds returns an error that says what is instead.
func (e expectation) holds(g got) error {
	v, ok := g.at(e.what, e.path)
	holds := false
	switch e.test {
	case "exists":
		holds = ok
	case "absent":
		holds = !ok
	case "==", "!=":
		same, err := e.equals(v, ok)
		if err != nil {
			return err
		}
		holds = same == (e.test == "==")
	case "contains":
		holds = ok && strings.Contains(text(v), e.want)
	case "lacks":
		holds = !strings.Contains(text(v), e.want)
	case "matches":
		re, err := regexp.Compile(e.want)
		if err != nil {
			return err
		}
		holds = ok && re.MatchString(text(v))
	default:
		return fmt.Errorf("there is no test %q", e.test)
	}
	if holds {
		return nil
	}
	if !ok {
		return fmt.Errorf("%s %s is absent, want %s %s", e.what, e.path, e.test, e.want)
	}
	return fmt.Errorf("%s %s is %s, want %s %s", e.what, e.path, text(v), e.test, e.want)
}

func (e expectation) equals(v any, ok bool) (bool, error) {
	if e.what != "json" {
		return ok && v == e.want, nil
	}
	var want any
	if err := json.Unmarshal([]byte(e.want), &want); err != nil {
		return false, fmt.Errorf("want is not JSON: %w", err)
	}
	return ok && reflect.DeepEqual(v, want), nil
}
