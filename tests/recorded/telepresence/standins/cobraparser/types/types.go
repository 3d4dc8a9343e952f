// Package types stands in for the commands of docker compose, which no command line here is.
package types

// CommandInfo would be one command of docker compose.
type CommandInfo struct {
	Name        string
	Description string
	Subcommands []CommandInfo
}
