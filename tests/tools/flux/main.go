// What Flux's kustomize-controller makes of a folder, by its own library: the kustomization that it
// generates where there is none, its build, and the variables of a Kustomization's `postBuild`.
//
// usage: flux ROOT FOLDER [NAME=VALUE...]   (prints the objects; may write FOLDER/kustomization.yaml)
package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/fluxcd/pkg/kustomize"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(root, folder string, variables []string) error {
	spec := map[string]any{}
	if len(variables) > 0 {
		spec["postBuild"] = map[string]any{"substitute": values(variables)}
	}
	kustomization := unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "kustomize.toolkit.fluxcd.io/v1",
		"kind":       "Kustomization",
		"metadata":   map[string]any{"name": "shop", "namespace": "flux-system"},
		"spec":       spec,
	}}
	if _, err := kustomize.NewGenerator(root, kustomization).WriteFile(folder); err != nil {
		return err
	}
	built, err := kustomize.SecureBuild(root, folder, false)
	if err != nil {
		return err
	}
	for _, one := range built.Resources() {
		// Dry: there is no cluster to ask for `substituteFrom`. It gives nil where it is disabled.
		done, err := kustomize.SubstituteVariables(context.Background(), nil, kustomization, one,
			kustomize.SubstituteWithDryRun(true))
		if err != nil {
			return err
		}
		if done == nil {
			done = one
		}
		text, err := done.AsYAML()
		if err != nil {
			return err
		}
		fmt.Printf("---\n%s", text)
	}
	return nil
}

func values(variables []string) map[string]any {
	found := map[string]any{}
	for _, variable := range variables {
		name, value, _ := strings.Cut(variable, "=")
		found[name] = value
	}
	return found
}
