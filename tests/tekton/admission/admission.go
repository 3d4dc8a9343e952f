// Package admission says what Tekton's webhook would say of an object that is created
// with Tekton's default configuration: strict decoding, defaulting, validation, and for
// v1beta1 the conversion to v1, which is what the cluster stores and runs.
package admission

import (
	"context"
	"strings"

	"tekton-intercepts.dev/tests/tekton/objects"
)

// Verdict is the webhook's answer for one object. Tekton is false for objects of other APIs,
// which are listed, so that a caller can count them, and refused only when they are unreadable.
type Verdict struct {
	File       string `json:"file"`
	Index      int    `json:"index"`
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Name       string `json:"name"`
	Tekton     bool   `json:"tekton"`
	Admitted   bool   `json:"admitted"`
	Error      string `json:"error,omitempty"`
}

// Judge gives a verdict for each object, and for those that templates of triggers would make.
func Judge(ctx context.Context, all []objects.Object) []Verdict {
	var verdicts []Verdict
	for _, object := range all {
		verdicts = append(verdicts, judge(ctx, object))
		for _, made := range objects.Templated(object) {
			verdicts = append(verdicts, judge(ctx, made))
		}
	}
	return verdicts
}

func judge(ctx context.Context, object objects.Object) Verdict {
	verdict := Verdict{
		File: object.File, Index: object.Index,
		APIVersion: object.APIVersion, Kind: object.Kind, Name: object.Name(),
		Tekton: strings.HasPrefix(object.APIVersion, "tekton.dev/"),
	}
	err := object.Err
	if err == nil && verdict.Tekton {
		_, err = Store(ctx, object)
	}
	verdict.Admitted = err == nil
	if err != nil {
		verdict.Error = err.Error()
	}
	return verdict
}
