// Generates a ConfigMap: examples/sdk-generate-config-map, written with kpt's Go SDK.
package main

import (
	"os"

	"github.com/kptdev/krm-functions-sdk/go/fn"
)

func process(resources *fn.ResourceList) (bool, error) {
	name, _, err := resources.FunctionConfig.NestedString("name")
	if err != nil {
		return false, err
	}
	data, _, err := resources.FunctionConfig.NestedStringMap("data")
	if err != nil {
		return false, err
	}
	generated, err := fn.NewKubeObjectFromMap(map[string]any{"apiVersion": "v1", "kind": "ConfigMap"})
	if err != nil {
		return false, err
	}
	if err := generated.SetName(name); err != nil {
		return false, err
	}
	if err := generated.SetNestedStringMap(data, "data"); err != nil {
		return false, err
	}
	return true, resources.UpsertObjectToItems(generated, nil, true)
}

func main() {
	if err := fn.AsMain(fn.ResourceListProcessorFunc(process)); err != nil {
		os.Exit(1)
	}
}
