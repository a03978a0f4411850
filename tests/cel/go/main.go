// Writes go.json: what Go says of searches, URLs and addresses. Run with
//
//	go run tests/cel/go/main.go > tests/cel/go.json
//
// What Go itself has come to read otherwise is left out: numbers of a range with zeros or a sign
// before them, parts of an address of five digits.
package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
)

type M = map[string]any

var r = rand.New(rand.NewSource(7))

func pick(xs ...string) string { return xs[r.Intn(len(xs))] }
func atom(d int) string {
	switch r.Intn(9) {
	case 0, 1, 2:
		return pick("a", "b", "c", "1", " ")
	case 3:
		return pick("[ab]", "[^a]", "[0-9]", `\d`, `\w`, ".")
	case 4:
		if d > 0 {
			return "(" + expr(d-1) + ")"
		}
	case 5:
		if d > 0 {
			return "(?:" + expr(d-1) + ")"
		}
	case 6:
		return pick("^", "$", `\b`, `\B`)
	}
	return pick("a", "b")
}
func expr(d int) string {
	n := 1 + r.Intn(3)
	s := ""
	for i := 0; i < n; i++ {
		a := atom(d)
		s += a + pick("", "", "", "*", "+", "?", "{1,2}", "{2}")
	}
	if r.Intn(4) == 0 {
		s += "|" + atom(d)
	}
	return s
}
func text() string {
	s := ""
	for i := r.Intn(9); i > 0; i-- {
		s += pick("a", "b", "c", "1", "2", " ", "é", "\n")
	}
	return s
}
func main() {
	var searches, urls, addresses []M
	for len(searches) < 400 {
		p := expr(2)
		re, err := regexp.Compile(p)
		if err != nil {
			continue
		}
		t := text()
		f := re.FindAllString(t, -1)
		if f == nil {
			f = []string{}
		}
		searches = append(searches, M{"pattern": p, "text": t, "found": f})
	}
	for len(urls) < 300 {
		u := pick("http", "https", "HTTP", "a1+.-", "1a", "", "mailto") + pick("://", "://", "://", ":", "", "//", ":/") +
			pick("", "", "user@", "user:pass@", "a b@", "u%41@") + pick("example.com", "[::1]", "127.0.0.1", "", "a:b", "ex ample", "[::1", "exa%41mple", "münchen.example", "a_b", "[fe80::1%25en0]", "x<y>") + pick("", "", ":80", ":", ":x", ":80:90") +
			pick("", "/", "/path", "/a b", "/a%20b", "/%zz", "/a!b'(c)", "/é", "/a%2Fb c", "/..", "/[x]") + pick("", "", "?", "?a=b", "?a=b&a=c&d", "?a+b=c%20d", "?a;b=c", "?%zz=1&x=2", "?a?b", "??") + pick("", "", "#f", "#", "#a#b")
		m := M{"url": u}
		_, err := url.ParseRequestURI(u)
		m["is"] = err == nil
		if err == nil {
			p, err := url.Parse(u)
			m["parses"] = err == nil
			if err == nil {
				m["scheme"], m["host"], m["hostname"], m["port"], m["path"] = p.Scheme, p.Host, p.Hostname(), p.Port(), p.EscapedPath()
				m["query"] = p.Query()
			}
		}
		urls = append(urls, m)
	}
	for len(addresses) < 300 {
		g := func() string { return pick("0", "1", "10", "127", "169", "192", "224", "254", "255", "256", "010", "") }
		h := func() string { return pick("", "0", "1", "fe80", "ff02", "FF", "2001", "db8", "ffff", "g") }
		var a string
		switch r.Intn(3) {
		case 0:
			a = strings.Join([]string{g(), g(), g(), g()}, ".")
		case 1:
			n := 2 + r.Intn(7)
			var p []string
			for i := 0; i < n; i++ {
				p = append(p, h())
			}
			a = strings.Join(p, ":")
		case 2:
			a = pick("::", "::1", "fe80::", "ff02::1", "2001:DB8::", "::ffff:1.2.3.4", "1::1.2.3.4", "fe80::1%eth0", "0:0:0:0:0:0:0:1", "1:2:3:4:5:6:7:8", "1.2.3", "1.2.3.4.5", "") + pick("", "", "a", ":1", "%")
		}
		length := pick("", "/0", "/8", "/24", "/32", "/33", "/64", "/128", "/129", "/", "/a")
		m := M{"address": a, "range": a + length}
		ad, err := netip.ParseAddr(a)
		ok := err == nil && ad.Zone() == "" && !ad.Is4In6()
		m["is"] = ok
		if ok {
			m["text"] = ad.String()
			m["facts"] = []bool{ad.IsUnspecified(), ad.IsLoopback(), ad.IsLinkLocalMulticast(), ad.IsLinkLocalUnicast(), ad.IsGlobalUnicast()}
		}
		pr, err := netip.ParsePrefix(a + length)
		okp := err == nil && !pr.Addr().Is4In6()
		m["isRange"] = okp
		if okp {
			m["masked"] = pr.Masked().String()
			m["length"] = pr.Bits()
		}
		addresses = append(addresses, m)
	}
	kinds := []string{"searches", "urls", "addresses"}
	fmt.Println("{")
	for place, cases := range [][]M{searches, urls, addresses} {
		fmt.Printf("%q: [\n", kinds[place])
		for index, one := range cases {
			var line strings.Builder
			e := json.NewEncoder(&line)
			e.SetEscapeHTML(false)
			if err := e.Encode(one); err != nil {
				panic(err)
			}
			end := ","
			if index == len(cases)-1 {
				end = ""
			}
			fmt.Println(strings.TrimSpace(line.String()) + end)
		}
		end := ","
		if place == len(kinds)-1 {
			end = ""
		}
		fmt.Println("]" + end)
	}
	fmt.Println("}")
}
