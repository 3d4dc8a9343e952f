// Argo CD's own programs for the tests: the server of config management plugins, the
// repo-server, and what asks them for manifests, each by Argo CD's code as it is.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	cmpserver "github.com/argoproj/argo-cd/v3/cmd/argocd-cmp-server/commands"
	reposerver "github.com/argoproj/argo-cd/v3/cmd/argocd-repo-server/commands"

	"inject-intercepts.test/argocd/applications"
	"inject-intercepts.test/argocd/manifests"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	// As its image has it, under a name of its own.
	if filepath.Base(os.Args[0]) == "argocd-cmp-server" {
		return cmpserver.NewCommand().Execute()
	}
	if len(os.Args) < 2 {
		return fmt.Errorf("usage: %s cmp-server|repo-server|generate|ask|applications …", os.Args[0])
	}
	name, arguments := os.Args[1], os.Args[2:]
	switch name {
	case "cmp-server":
		command := cmpserver.NewCommand()
		command.SetArgs(arguments)
		return command.Execute()
	case "repo-server":
		command := reposerver.NewCommand()
		command.SetArgs(arguments)
		return command.Execute()
	case "generate":
		return manifests.Generate(os.Stdin, os.Stdout)
	case "applications":
		return applications.Write(os.Stdin, os.Stdout)
	case "ask":
		return manifests.Ask(os.Stdin, os.Stdout)
	}
	return fmt.Errorf("%s is none of cmp-server, repo-server, generate, ask, applications", name)
}
