// Writes go.json: what Go's regexp makes of generated patterns. Run with
//
//	go run tests/patterns/go/main.go > tests/patterns/go.json
//
// Same seed, same patterns: a newer Go shows what changed.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"regexp"
	"runtime"
	"strings"
)

var texts = []string{
	"", "a", "b", "ab", "ba", "aab", "abb", "aaa", "abab", "a\n", "\na", "a\nb", "A", "K", "k", "s", "S",
	"\u017f", "\u212a", "\u00e9", "\u00c9", "a b", " ", "_", "1", "12", "a1", "a-b", "-", "]", "[", "^", "{", "a{,2}", "a{2",
	"aa", "&", "a&&b", "\\", ".", "a.b", "main", "main-x", "x-main", "refs/heads/main", "\U0001f600", "\t", "\x00", "\x7f", "(", "$",
}

// Pieces that are expressions.
var atoms = []string{
	"a", "b", "k", "s", "A", "é", ".", "ab", "[ab]", "[^a]", "[a-c]", "[a&&b]", "[]a]", "[^]a]", "[a-]", "[-a]", "[a-b-c]", "[[:alpha:]]",
	"[[:^digit:]]", "[[:word:]-]", "[\\d_]", "[\\W]", "[^\\s]", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\b", "\\B", "\\A", "\\z",
	"^", "$", "\\.", "\\-", "\\/", "\\_", "\\n", "\\t", "\\x41", "\\x{61}", "\\x{1F600}", "\\x{D800}", "\\101", "\\0", "\\141", "\\Qa.b\\E",
	"main", "refs/heads/", "-", " ", "_", "&", "1", "]", "}", "{,2}", "a{01}", "(a|b)", "(?i:k)", "()", "(?:)", "\n", "[[:upper:]s]", "[^\\W\\d]",
}

// Pieces that make trouble.
var odd = []string{
	"[[:foo:]]", "\\x{}", "\\x{110000}", "\\xg", "\\1", "\\8", "\\Q*",
	"\\E", "\\Z", "\\C", "\\G", "\\<", "\\é", "\\e", "\\c", "[z-a]", "[a-\\d]", "[\\", "[a", "[", "]", "{", "}", "{1", "{,2}", "{01}", "x{2,1}", "a{1001}", "a{1000}",
	"(?i)", "(?s)", "(?m)", "(?U)", "(?-i)", "(?i-s)", "(?x)", "(?-)", "(?i-)", "(?--s)", "(?", "(?:", "(?i:", "(?=", "(?!a)", "(?#c)", "(?P<n>", "(?P<n-m>a)", "(?P<", "(?P=n)", "(?P", "(", ")", "|", "~", "\\\\", "\\", "0",
}

var repetitions = []string{"*", "+", "?", "*?", "+?", "??", "{2}", "{0}", "{0,}", "{1,}", "{1,2}", "{,2}", "{2,}?", "**", "+*", "{2}{3}", "{30}", "{40}", "*(?i)*"}

func pick(random *rand.Rand, lists ...[]string) string {
	list := lists[random.Intn(len(lists))]
	return list[random.Intn(len(list))]
}

func soup(random *rand.Rand) string {
	var out strings.Builder
	for n := random.Intn(6) + 1; n > 0; n-- {
		out.WriteString(pick(random, odd, atoms))
		if random.Intn(3) == 0 {
			out.WriteString(repetitions[random.Intn(len(repetitions))])
		}
	}
	return out.String()
}

// Well-formed for the most part.
func tree(random *rand.Rand, depth int) string {
	switch choice := random.Intn(10); {
	case depth == 0 || choice < 3:
		return pick(random, atoms)
	case choice < 6:
		return tree(random, depth-1) + tree(random, depth-1)
	case choice < 7:
		return "(?:" + tree(random, depth-1) + ")" + repetitions[random.Intn(13)]
	case choice < 8:
		return "(" + tree(random, depth-1) + "|" + tree(random, depth-1) + ")"
	case choice < 9:
		return "(?" + []string{"i", "s", "m", "U", "im-s", "i-m"}[random.Intn(6)] + ":" + tree(random, depth-1) + ")"
	default:
		return tree(random, depth-1) + "|" + tree(random, depth-1)
	}
}

func compile(pattern, anchoring string) (*regexp.Regexp, error) {
	switch anchoring {
	case "ungrouped":
		return regexp.Compile("^" + pattern + "$")
	case "whole":
		if _, err := regexp.Compile(pattern); err != nil {
			return nil, err
		}
		return regexp.Compile("^(?:" + pattern + ")$")
	default:
		return regexp.Compile(pattern)
	}
}

func main() {
	random := rand.New(rand.NewSource(1))
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	write := func(value any) {
		text, err := json.Marshal(value)
		if err != nil {
			panic(err)
		}
		out.Write(text)
	}
	fmt.Fprint(out, "{\"source\":")
	write("regexp of " + runtime.Version())
	fmt.Fprint(out, ",\n\"texts\":")
	write(texts)
	fmt.Fprint(out, ",\n\"cases\":[\n")
	seen := map[string]bool{}
	for count := 0; count < 4000; {
		pattern := ""
		if random.Intn(3) == 0 {
			pattern = soup(random)
		} else {
			pattern = tree(random, random.Intn(4)+1)
		}
		anchoring := []string{"search", "ungrouped", "whole"}[random.Intn(3)]
		if seen[anchoring+pattern] {
			continue
		}
		seen[anchoring+pattern] = true
		if count > 0 {
			fmt.Fprint(out, ",\n")
		}
		count++
		expression, err := compile(pattern, anchoring)
		if err != nil {
			write([]string{anchoring, pattern, err.Error()})
			continue
		}
		matches := make([]byte, len(texts))
		for index, text := range texts {
			matches[index] = '0'
			if expression.MatchString(text) {
				matches[index] = '1'
			}
		}
		write([]string{anchoring, pattern, string(matches)})
	}
	fmt.Fprint(out, "\n]}\n")
}
