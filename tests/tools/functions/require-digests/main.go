// Refuses images without a digest: examples/sdk-require-digests, written with kpt's Go SDK.
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/kptdev/krm-functions-sdk/go/fn"
)

var podSpecs = [][]string{
	{"spec"},
	{"spec", "template", "spec"},
	{"spec", "jobTemplate", "spec", "template", "spec"},
}

func process(resources *fn.ResourceList) (bool, error) {
	for _, obj := range resources.Items {
		for _, at := range podSpecs {
			for _, list := range []string{"initContainers", "containers"} {
				path := append(append([]string{}, at...), list)
				containers, _, err := obj.NestedSlice(path...)
				if err != nil {
					return false, err
				}
				for i, container := range containers {
					image := container.GetString("image")
					if image == "" || strings.Contains(image, "@sha256:") {
						continue
					}
					found := fn.ConfigObjectResult("has no digest, so that it may change", obj, fn.Error)
					field := fmt.Sprintf("%s[%d].image", strings.Join(path, "."), i)
					found.Field = &fn.Field{Path: field, CurrentValue: image}
					resources.Results = append(resources.Results, found)
				}
			}
		}
	}
	return resources.Results.ExitCode() == 0, nil
}

func main() {
	if err := fn.AsMain(fn.ResourceListProcessorFunc(process)); err != nil {
		os.Exit(1)
	}
}
