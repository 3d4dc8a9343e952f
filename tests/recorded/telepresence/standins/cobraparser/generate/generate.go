// Package generate stands in for the flags of docker compose, which no command line here has.
package generate

import (
	"github.com/spf13/pflag"
	"github.com/telepresenceio/telepresence/cmd/cobraparser/v2/types"
)

// FlagSet gives no flags.
func FlagSet(name string, _ *types.CommandInfo) *pflag.FlagSet {
	return pflag.NewFlagSet(name, pflag.ContinueOnError)
}
