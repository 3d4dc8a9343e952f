// Command tekton asks Tekton's own code about YAML files (`-` is the standard input):
//
//	tekton admit FILE…                    one JSON line per object: would Tekton's webhook admit it?
//	tekton store FILE…                    one JSON line per object: what Tekton stores of it
//	tekton webhook ADDRESS CERTIFICATE KEY   serves Tekton's defaulting to an API server
//	tekton graph FILE…                    JSON: which task waits for which, for each Pipeline
//	tekton simulate SCENARIOS FILE…       JSON: what becomes of each run that the SCENARIOS tell of
//
// SCENARIOS is a YAML list of simulation.Scenario. admit exits 0 also when objects are refused,
// which the lines say; the others exit 1 then. Files that cannot be opened exit 1.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"sigs.k8s.io/yaml"

	"tekton-intercepts.dev/tests/tekton/admission"
	"tekton-intercepts.dev/tests/tekton/graph"
	"tekton-intercepts.dev/tests/tekton/objects"
	"tekton-intercepts.dev/tests/tekton/simulation"
	"tekton-intercepts.dev/tests/tekton/webhook"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "tekton:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 2 {
		return fmt.Errorf("usage: tekton admit|store|graph|simulate FILE…, webhook ADDRESS CERTIFICATE KEY")
	}
	switch args[0] {
	case "admit":
		return admit(args[1:])
	case "store":
		return store(args[1:])
	case "webhook":
		return serve(args[1:])
	case "graph":
		return graphs(args[1:])
	case "simulate":
		return simulate(args[1], args[2:])
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

func store(paths []string) error {
	all, err := objects.ReadAll(paths)
	if err != nil {
		return err
	}
	ctx, err := admission.Context()
	if err != nil {
		return err
	}
	for _, object := range all {
		stored, err := admission.Store(ctx, object)
		if err != nil {
			return fmt.Errorf("%s %s: %w", object.Kind, object.Name(), err)
		}
		if err := json.NewEncoder(os.Stdout).Encode(stored); err != nil {
			return err
		}
	}
	return nil
}

func serve(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("usage: tekton webhook ADDRESS CERTIFICATE KEY")
	}
	ctx, err := admission.Context()
	if err != nil {
		return err
	}
	return webhook.Serve(ctx, args[0], args[1], args[2])
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

func simulate(scenarioFile string, paths []string) error {
	text, err := os.ReadFile(scenarioFile)
	if err != nil {
		return err
	}
	var scenarios []simulation.Scenario
	if err := yaml.UnmarshalStrict(text, &scenarios); err != nil {
		return fmt.Errorf("%s: %w", scenarioFile, err)
	}
	all, err := objects.ReadAll(paths)
	if err != nil {
		return err
	}
	ctx, err := admission.Context()
	if err != nil {
		return err
	}
	installed, err := simulation.Load(ctx, all)
	if err != nil {
		return err
	}
	reports := []*simulation.Report{}
	for _, scenario := range scenarios {
		report, err := simulation.Simulate(installed, scenario)
		if err != nil {
			return fmt.Errorf("scenario %q: %w", scenario.Name, err)
		}
		reports = append(reports, report)
	}
	return json.NewEncoder(os.Stdout).Encode(reports)
}
