// Command sync asks Argo CD's gitops-engine whether objects are in sync: on stdin a JSON list of
// {"written": …, "stored": …}, the first as it stands in a repository and the second as the cluster
// stores it; on stdout a JSON list of verdicts in that order. It exits 1 where it cannot say.
//
// The object in the cluster is what `kubectl apply` of the written one leaves there, so the
// comparison is Argo CD's own without options: three ways, on the client's side.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/argoproj/gitops-engine/pkg/diff"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

type pair struct {
	Written *unstructured.Unstructured `json:"written"`
	Stored  *unstructured.Unstructured `json:"stored"`
}

// verdict says whether an object is in sync, and what Argo CD finds in the cluster.
type verdict struct {
	Synced bool            `json:"synced"`
	Found  json.RawMessage `json:"found"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "sync:", err)
		os.Exit(1)
	}
}

func run() error {
	var pairs []pair
	if err := json.NewDecoder(os.Stdin).Decode(&pairs); err != nil {
		return err
	}
	verdicts := []verdict{}
	for _, pair := range pairs {
		one, err := judge(pair)
		if err != nil {
			return fmt.Errorf("%s %s: %w", pair.Written.GetKind(), pair.Written.GetName(), err)
		}
		verdicts = append(verdicts, one)
	}
	return json.NewEncoder(os.Stdout).Encode(verdicts)
}

func judge(pair pair) (verdict, error) {
	if err := applied(pair); err != nil {
		return verdict{}, err
	}
	result, err := diff.Diff(pair.Written, pair.Stored)
	if err != nil {
		return verdict{}, err
	}
	return verdict{!result.Modified, result.NormalizedLive}, nil
}

// applied adds to the stored object what client-side apply and the API server add.
func applied(pair pair) error {
	last, err := json.Marshal(pair.Written)
	if err != nil {
		return err
	}
	annotations := pair.Stored.GetAnnotations()
	if annotations == nil {
		annotations = map[string]string{}
	}
	annotations[diff.AnnotationLastAppliedConfig] = string(last)
	pair.Stored.SetAnnotations(annotations)
	if pair.Stored.GetNamespace() == "" {
		pair.Stored.SetNamespace("default")
	}
	pair.Stored.SetUID("3c0a6ba5-6a9b-4a0e-9a52-2f4b6c8c0f42")
	pair.Stored.SetResourceVersion("1")
	pair.Stored.SetGeneration(1)
	return nil
}
