// Sets labels on every object: examples/sdk-set-labels, written with kpt's Go SDK.
package main

import (
	"context"
	"os"

	"github.com/kptdev/krm-functions-sdk/go/fn"
)

// SetLabels is the config: the labels, by their keys.
type SetLabels struct {
	Labels map[string]string `json:"labels"`
}

// Run sets the labels of the config on each object that is meant for a cluster.
func (config *SetLabels) Run(_ *fn.Context, _ *fn.KubeObject, items fn.KubeObjects, results *fn.Results) bool {
	for _, obj := range items.WhereNot(fn.IsLocalConfig) {
		for key, value := range config.Labels {
			if err := obj.SetLabel(key, value); err != nil {
				results.ErrorE(err)
			}
		}
	}
	return results.ExitCode() == 0
}

func main() {
	if err := fn.AsMain(fn.WithContext(context.Background(), &SetLabels{})); err != nil {
		os.Exit(1)
	}
}
