package trust

import rego.v1

default allow := false

allow if {
	input.iss == "https://token.actions.githubusercontent.com"
	input.aud == "sts.amazonaws.com"
	startswith(input.sub, "repo:octo-org/octo-repo:")
}
