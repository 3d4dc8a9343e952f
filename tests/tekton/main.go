// Command tekton asks Tekton's own code about YAML files (`-` is the standard input):
//
//	tekton admit FILE…                    one JSON line per object: would Tekton's webhook admit it?
//	tekton graph FILE…                    JSON: which task waits for which, for each Pipeline
//
// admit exits 0 also when objects are refused; the lines say so. Anything unreadable exits 1.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"tekton-intercepts.dev/tests/tekton/admission"
	"tekton-intercepts.dev/tests/tekton/graph"
	"tekton-intercepts.dev/tests/tekton/objects"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "tekton:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 2 {
		return fmt.Errorf("usage: tekton admit|graph FILE…")
	}
	switch args[0] {
	case "admit":
		return admit(args[1:])
	case "graph":
		return graphs(args[1:])
	}
	return fmt.Errorf("no such command: %s", args[0])
}

func admit(paths []string) error {
	all, err := objects.ReadAll(paths)
	if err != nil {
		return err
	}
	ctx, err := admission.Context()
	if err != nil {
		return err
	}
	for _, verdict := range admission.Judge(ctx, all) {
		if err := json.NewEncoder(os.Stdout).Encode(verdict); err != nil {
			return err
		}
	}
	return nil
}

func graphs(paths []string) error {
	all, err := objects.ReadAll(paths)
	if err != nil {
		return err
	}
	ctx, err := admission.Context()
	if err != nil {
		return err
	}
	found, err := graph.All(ctx, all)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(found)
}
